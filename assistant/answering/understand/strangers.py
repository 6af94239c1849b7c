"""A thing that a viewer names and the shop does not carry: 帐篷多少钱 asks of no jacket."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from assistant.answering.understand.asked import values_in
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.leftovers import things_in
from assistant.answering.understand.lexicon import lexicon
from assistant.answering.understand.measures import ends_in
from assistant.knowledge.heads import singular
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.words import fold, has_han, longest_first, tagged, tokens
from catalog_loader.product import Product
from catalog_loader.tables import word_list

_NOUNS = frozenset({"n", "nz", "nr", "nrt", "ns", "nt", "vn", "eng"})
_MAY_END_A_NAME = _NOUNS | {"l", "i", "q", "m", "ng", "z", "j", "v", "x"}
_EMPTY = frozenset(
    ["r", "d", "p", "c", "y", "t", "f", "k", "u", "uj", "ul", "uv", "ud", "ug", "e", "o", "w"]
)
_DIGITS = re.compile(r"[\d一二两三四五六七八九十百千半几多每整]")
_ASKED_AFTER = re.compile(
    r"\s*(?:现在|今天|的|是|要|卖|一共|到手)?(?:多少|什么价|啥价|怎么卖|几块|几元|价格|价钱|有货|有没|有吗|有么|有卖|还有|卖不卖|卖吗|"
    r"卖完|有不|[？?]?$)"
)
_ASKED_BEFORE = re.compile(
    r"(?:有没有|有卖|卖不卖|卖|有|想买|想要|买|找|来个|来一?[个件台双]|上)\s*$"
)
_ASKING = word_list(__package__, "strangers.toml", "asking_zh")
_LATIN = re.compile(r"[a-z][a-z0-9'-]*|\d+|[?,.!;]")
_POINTS = word_list(__package__, "strangers.toml", "points")
_POINTS_OUT = frozenset(["the", "your", "this", "that", "these", "those", "of"])
"""What stands before the thing a property is asked of; `a charger` is asked for."""
_CIRCUMSTANCE = word_list(__package__, "strangers.toml", "circumstance")
_BESIDE_A_NOUN = word_list(__package__, "strangers.toml", "beside_a_noun")
OF_GOODS = frozenset(
    {Kind.PRICE, Kind.TOTAL, Kind.PROMOTION, Kind.COUPON, Kind.STOCK, Kind.SELLS, Kind.SIZES,
     Kind.COLOURS, Kind.VARIANTS}
)  # fmt: skip
"""Kinds that ask of goods as goods: what stands around a product elsewhere is a thing here."""


def stranger_in(
    question: str, language: str, product: Product | None, index: ShelfIndex, kind: Kind
) -> str:
    """The thing in `question` that is neither common talk nor in any name or text of the shop."""
    if has_han(question):
        return _chinese(question, product, index, kind)
    if language == "en":
        return _english(question, product, index, kind)
    things = things_in(question, language, product, index) if kind in OF_GOODS else ()
    return things[0] if things else ""


def made_another(question: str, name: str, product: Product | None, index: ShelfIndex) -> str:
    """The thing that a noun right before a product's Chinese name makes of it: 宠物推车 where the
    shop sells one for babies; "" where it makes none."""
    at = question.find(name)
    if product is None or at <= 0 or not has_han(name):
        return ""
    if any(question[:at].endswith(other) for other in index.names.names):
        return ""  # two goods side by side
    before = tagged(question[:at])
    word, flag = before[-1]
    if len(word) < 2 or flag not in ("n", "nz") or word in _common("zh") or ends_in(word, "zh"):
        return ""
    if word in published_text(product) or values_in(word) or word in lexicon()["parts"]["zh"]:
        return ""
    return word + name


def _chinese(question: str, product: Product | None, index: ShelfIndex, kind: Kind) -> str:
    common = _common("zh") if kind in OF_GOODS else _common("zh") | _common("zh_around")
    known = published_text(product) if product else ""
    if kind not in OF_GOODS:
        known += " ".join((*(v.words for v in values_in(question)), *lexicon()["parts"]["zh"]))
    for words, start, end in _runs(question):
        while words and _says_nothing(words, common):
            start += len(words[0][0])
            words = words[1:]
        while words and (words[-1][0] in common or words[-1][0] in _ASKING):
            end -= len(words[-1][0])
            words = words[:-1]
        joined = "".join(word for word, _ in words)
        fresh = [(w, flag) for w, flag in words if w not in common]
        if not fresh or joined in index.names.vocabulary or joined in common:
            continue
        if all(w in index.names.vocabulary or w in known for w, _ in fresh if len(w) > 1):
            if not _names_another(joined, known, product, common):
                continue
        elif _is_known(joined, known, product):
            continue
        noun = _first_noun(words, common, known, index)
        asked = _ASKED_AFTER.match(question[end:]) or _ASKED_BEFORE.search(question[:start])
        named = asked and len(joined) > 1 and words[-1][1] in _MAY_END_A_NAME and _tells(words)
        if kind in OF_GOODS and named:
            return joined
        if noun:
            return noun
    return ""


def _runs(question: str) -> Iterator[tuple[list[tuple[str, str]], int, int]]:
    """The runs of words with a meaning of their own, each with where it stands."""
    run: list[tuple[str, str]] = []
    at = start = 0
    for word, flag in tagged(question):
        number = flag in ("m", "mq") and _DIGITS.search(word)
        plain = word.strip() and (has_han(word) or flag == "eng") and not word.isdigit()
        if plain and not number and flag not in _EMPTY and word[0] not in "这那哪某":
            start = start if run else at
            run.append((word, flag))
        elif run:
            yield run, start, at
            run = []
        at += len(word)
    if run:
        yield run, start, at


def _says_nothing(words: Sequence[tuple[str, str]], common: frozenset[str]) -> bool:
    """Whether the first of `words` is common talk and no part of a name: 家 in 你们家沐浴露."""
    word, flag = words[0]
    makes = len(words) == 2 and len(words[1][0]) == 1 and flag in _NOUNS and len(word) > 1
    return (word in common or (flag == "v" and word in _ASKING)) and not makes


def _first_noun(
    words: Sequence[tuple[str, str]], common: frozenset[str], known: str, index: ShelfIndex
) -> str:
    """The first noun of a run that is no common word, with the nouns right after it: 线下门店."""
    for at, (word, flag) in enumerate(words):
        if word in common or not _is_noun(word, flag, common, known, index):
            continue
        after = takewhile(lambda pair: pair[1] in _NOUNS, words[at + 1 :])
        return "".join((word, *(noun for noun, _ in after)))
    return ""


def _is_noun(word: str, flag: str, common: frozenset[str], known: str, index: ShelfIndex) -> bool:
    if flag not in _NOUNS or len(word) < 2:
        return False
    if word in index.names.vocabulary or word in known or word[-2:] in common:
        return False
    return flag != "eng" or (len(word) > 2 and word not in _common("en"))


def _tells(words: Sequence[tuple[str, str]]) -> bool:
    """Whether a run can be a name: not verbs and adjectives alone (新到, 好看)."""
    return any(flag not in ("v", "a", "ad", "vd", "b", "vg") for _, flag in words)


def _is_known(joined: str, known: str, product: Product | None) -> bool:
    """Whether the product's own texts hold all of `joined`, the noun its names end in aside."""
    rest = joined
    for size in range(len(joined), 1, -1):
        for at in range(len(joined) - size + 1):
            part = joined[at : at + size]
            if part in known and part in rest:
                rest = rest.replace(part, "", 1)
    return not rest or rest.removesuffix("子") in _heads(product) or rest == "子"


def _names_another(
    joined: str, known: str, product: Product | None, common: frozenset[str]
) -> bool:
    """Whether a common word and a noun make another thing together: 手机壳."""
    end = joined[-1]
    made = len(joined) > 2 and joined[:-1] in common and end not in common
    return made and end not in known and end not in _heads(product)


@cache
def _heads_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(name)[-1:] for name in names if has_han(name[-1:]))


def _heads(product: Product | None) -> frozenset[str]:
    """The characters that the product's names end in: 杯, 锅."""
    return _heads_of((product.title, *product.aliases)) if product else frozenset()


def _english(question: str, product: Product | None, index: ShelfIndex, kind: Kind) -> str:
    words: list[str] = _LATIN.findall(question)
    known = frozenset(tokens(published_text(product))) if product else frozenset()
    own = known | {singular(word) for word in known} | index.names.vocabulary | _common("en")

    def strange(word: str) -> bool:
        bare = word.removesuffix("'s")
        forms = {bare, singular(bare), bare.removesuffix("ing"), bare.removesuffix("ed")}
        parts = {singular(part) for part in bare.split("-")}
        known_parts = "-" in bare and parts <= own
        return len(bare) > 2 and bare[0].isalpha() and not forms & own and not known_parts

    for place, word in enumerate(words):
        if not strange(word):
            continue
        before = words[:place]
        while before and before[-1] in _BESIDE_A_NOUN:
            before = before[:-1]
        if kind not in OF_GOODS and len(before) > 1 and before[-2] in _CIRCUMSTANCE:
            continue
        short = sum(w[0].isalpha() for w in words) <= 4 and kind in OF_GOODS
        points = _POINTS if kind in OF_GOODS else _POINTS_OUT
        if short or (before and before[-1] in points):
            after = words[place + 1 : place + 2]
            return " ".join((word.removesuffix("'s"), *(w for w in after if strange(w))))
    return ""


def published_text(product: Product) -> str:
    """Every text of a product, folded, as one string."""
    parts = [product.title, product.brand, product.category, product.description]
    parts += [*product.aliases, *product.selling_points]
    parts += [f"{a.name} {a.value}" for a in product.attributes]
    parts += [value for variant in product.variants for value in variant.options.values()]
    parts += [text for words in product.translations.values() for text in words.values()]
    return fold(" ".join(parts))


@cache
def _common(name: str) -> frozenset[str]:
    """A list of `common.toml`, by word and by what segmentation makes of it."""
    listed = longest_first(word_list(__package__, "common.toml", name))
    if name == "zh":
        listed += [word for who, words in lexicon()["people"].items() for word in (who, *words)]
    return frozenset(token for word in listed for token in (word, *tokens(word)))

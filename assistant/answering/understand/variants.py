"""Which option values of a product a question names, however loosely: by their whole names, the
shop's translations of them, what they measure or count, or a word of theirs.

A part that all values of an option share tells none of them. Of two values the one that explains
more of the question is meant: 1.8乘1.5 is 1.8×1.5米 and not 2×1.8米.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.answering.understand.lexicon import LETTERS
from assistant.answering.understand.measures import (
    NAME,
    OPTION,
    Measure,
    joined,
    measures,
    plain_words,
    spelled,
)
from assistant.knowledge.collect import option_values
from assistant.knowledge.words import fold, has_han
from catalog_loader.product import Product

Span = tuple[int, int]

_WORD = re.compile(r"[\u4e00-\u9fff]+|[^\W\d_]{3,}")
_CLOSING = re.compile(r"[装款型版味的码号床]$")
_LETTER_SIZE = re.compile(r"[2-6]xl|x{0,4}[sl]|m").fullmatch
_MANNER = "高低厚薄长短软硬粗细宽窄轻重浓淡"
_AFTER_A_BARE_NUMBER = re.compile(
    r"\s?(?:元|块|角|毛|折|%|天|日|月|年|岁|个?小时|点|分钟?|人|次|度|倍|层|级|档|号链|号宝|楼|以内|以下|左右"
    r"|rb\b|ribu|k\b|jt\b|juta|đ|nghìn|ngàn|บาท|usd|rmb|yuan|days?\b|hours?\b|years?\b|months?\b"
    r"|hari|tahun|bulan|jam\b|ngày|tháng|giờ|วัน|เดือน|ปี|ชั่วโมง|ขวบ|คน|โมง)"
)
_BEFORE_A_BARE_NUMBER = re.compile(
    r"(?:[¥￥$฿第]|\brp\.?|\brm|\blink|\bno\.?|\bnumber|#|\bdec(?:ember)?|双|\d月|预算|budget)\s?$"
)
_A_FEW = 12
_BEFORE_THE_NAME = re.compile(rf"\s?(?:of (?:the|these|those) )?{NAME}")


@dataclass(frozen=True, slots=True)
class Found:
    """Option values that a question names, by option name, and the text with them marked.

    `loose` are the measures of the question that no value explains.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    covered: tuple[Span, ...] = ()
    rest: str = ""
    loose: tuple[Measure, ...] = ()

    def covers(self, start: int, end: int) -> bool:
        """Whether a span of the text is part of a value that was found."""
        return any(first <= start and end <= last for first, last in self.covered)


@dataclass(frozen=True, slots=True)
class _Features:
    """What a value may be called by: its whole wordings, its measures, its words, its manners."""

    wholes: tuple[str, ...]
    measures: tuple[Measure, ...]
    words: tuple[str, ...]
    manners: str


def options_in(text: str, product: Product) -> Found:
    """The option values of `product` named in a folded, `spelled` text."""
    said = tuple(m for m in measures(text) if m.kind or _may_be_bare(m, text))
    groups = _groups(said, text, product)
    values: dict[str, tuple[str, ...]] = {}
    covered: list[Span] = []
    for name in option_names(product):
        spans = _chosen(text, groups, option_values(product, name), product)
        if spans:
            values[name] = tuple(spans)
            covered += [span for found in spans.values() for span in found]
    rest = text
    for start, end in sorted(set(covered), reverse=True):
        rest = rest[:start] + OPTION * (end - start) + rest[end:]
    loose = [m for m in said if not any(s <= m.start and m.end <= e for s, e in covered)]
    return Found(values, tuple(covered), rest, tuple(loose))


def option_names(product: Product) -> tuple[str, ...]:
    """The names of a product's options, in order."""
    names = (*product.option_names, *(n for v in product.variants for n in v.options))
    return tuple(dict.fromkeys(names))


def _groups(
    said: tuple[Measure, ...], text: str, product: Product
) -> tuple[tuple[Measure, ...], ...]:
    """The measures of `text`, those of one size together where a value has them all: 80×120, but
    not 4mm×2."""
    known = [
        measures_of(v, product) for n in option_names(product) for v in option_values(product, n)
    ]
    groups: list[tuple[Measure, ...]] = []
    for group in joined(said, text):
        whole = any(all(any(m.names(o) for o in own) for m in group) for own in known)
        groups += [group] if whole else [(measure,) for measure in group]
    return tuple(groups)


def measures_of(value: str, product: Product) -> tuple[Measure, ...]:
    """What a value measures and counts, in any of its wordings."""
    return _features(_worded(value, product)).measures


def only_measure(value: str, product: Product) -> Measure | None:
    """The one measure that a value is (`5L`, `10片装`), None where it is more or something else."""
    found = _features(_worded(value, product)).measures
    own = [m for m in found if m.kind] or list(found)
    return own[0] if own and len({(m.kind, m.value) for m in own}) == 1 else None


def extent(value: str, product: Product) -> float:
    """How much a value is, to order a row of them: 40×60cm by its area; 0.0 where it says none."""
    own = measures(spelled(fold(value), "en"))
    product_of = 1.0
    for measure in own:
        product_of *= float(measure.value or measure.number)
    return product_of if own and product.variants else 0.0


def _chosen(
    text: str, said: Sequence[tuple[Measure, ...]], values: Sequence[str], product: Product
) -> dict[str, tuple[Span, ...]]:
    """The values that explain most of `text`, each with the spans it explains, in order."""
    features = {v: _features(_worded(v, product)) for v in values}
    matched = {v: set(_spans(text, said, own)) for v, own in features.items()}
    whole = {v for v, own in features.items() if _said_whole(text, own, matched[v])}
    if len(values) > 1:
        for span in {span for spans in matched.values() for span in spans}:
            holders = [v for v, spans in matched.items() if span in spans]
            if len(holders) == len(values):
                for value in holders:
                    matched[value].discard(span)
    letters = {
        v: frozenset(i for s, e in spans for i in range(s, e)) for v, spans in matched.items()
    }
    return {
        value: tuple(sorted(matched[value]))
        for value, own in letters.items()
        if own and not any(own < other for other in letters.values())
        # 32 oz is the one that is called just so, and not 32 oz, Pack of 6
        if value in whole or not any(own <= letters[other] for other in whole)
    }


def _said_whole(text: str, features: _Features, spans: set[Span]) -> bool:
    """Whether what a question says of a value is one of its wordings, or its only measure, all of
    it."""
    measure = features.measures[0] if len(features.measures) == 1 and not features.words else None
    wordings = {wording.replace(" ", "") for wording in features.wholes}
    for start, end in spans:
        said = text[start:end]
        if said.replace(" ", "") in wordings:
            return True
        if measure is not None and any(m.names(measure) for m in measures(said)):
            return True
    return False


def _spans(text: str, said: Sequence[tuple[Measure, ...]], features: _Features) -> Iterator[Span]:
    for whole in features.wholes:
        yield from _occurrences(whole, text)
    for group in said:
        if all(any(measure.names(own) for own in features.measures) for measure in group):
            yield group[0].start, group[-1].end
    for word in features.words:
        yield from _occurrences(word, text)
    for char in features.manners:
        for match in re.finditer(rf"{char}(?=的|款|那|一点|些|一些)", text):
            yield match.span()


def _occurrences(word: str, text: str) -> Iterator[Span]:
    """Where `word` stands on its own: 1支 not in 11支, L not in XL, s not in it's."""
    if word not in text:
        return
    before = rf"(?<![{LETTERS}0-9'.])" if _latin(word[:1]) else ""
    after = rf"(?![{LETTERS}0-9])" if _latin(word[-1:]) else ""
    if len(word) == 1 and word.isascii():
        before += r"(?<!\d\d )(?<!\.\d )(?<![a-z]-)"  # 1.8 m is a length, t-s no size
    if word[:1].isdigit():
        before = r"(?<![\d.])"
    for match in re.finditer(before + re.escape(word) + after, text):
        yield match.span()


def _latin(char: str) -> bool:
    return (char.isalnum() and char < "\u0e00") or "\u1e00" <= char <= "\u1eff"


def _worded(value: str, product: Product) -> tuple[tuple[str, str], ...]:
    """(wording, language) of a value: as published, and as the shop translates it."""
    said = [
        (words[value], language)
        for language, words in product.translations.items()
        if words.get(value)
    ]
    return ((value, ""), *said)


@lru_cache(maxsize=4096)
def _features(worded: tuple[tuple[str, str], ...]) -> _Features:
    wholes: dict[str, None] = {}
    found: dict[Measure, None] = {}
    words: dict[str, None] = {}
    for wording, language in worded:
        folded = fold(wording)
        plain = spelled(folded, language or "en")
        own = measures(plain)
        only_number = len(own) == 1 and plain == str(own[0].number)
        if not only_number:
            wholes |= dict.fromkeys((folded, plain, *_letter_sizes(folded)))
        found |= dict.fromkeys(own)
        bare = plain
        for measure in own:
            bare = (
                bare[: measure.start] + "\0" * (measure.end - measure.start) + bare[measure.end :]
            )
        if own:
            words |= dict.fromkeys(_words(bare))
        else:
            words |= dict.fromkeys(
                w for w in _words(bare) if w not in (plain, *plain_words("shading"))
            )
    manners = "".join(c for c in _MANNER if c in worded[0][0])
    return _Features(tuple(wholes), tuple(found), tuple(words), manners)


def _letter_sizes(value: str) -> tuple[str, ...]:
    """The sizes that a double one stands for: L/XL fits who asks for XL."""
    parts = tuple(part.strip() for part in re.split(r"[/~-]", value))
    return parts if len(parts) > 1 and all(map(_LETTER_SIZE, parts)) else ()


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0]
        if word in plain_words("joining"):
            continue
        if not has_han(word):
            yield word
            continue
        if len(word) > 1:
            yield word
        short = _CLOSING.sub("", word)
        if len(short) > 1:
            yield short


def _may_be_bare(measure: Measure, text: str) -> bool:
    """Whether a number without a unit may name a variant: not a price, a day or a link, and not
    how many of the product: 2 t-shirts."""
    if measure.number <= _A_FEW and _BEFORE_THE_NAME.match(text, measure.end):
        return False
    if _AFTER_A_BARE_NUMBER.match(text, measure.end):
        return False
    return _BEFORE_A_BARE_NUMBER.search(text[: measure.start]) is None

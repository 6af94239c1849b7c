"""What a question in Indonesian, Malay, Vietnamese or Thai names beyond shop talk and the words of
the shop itself: a thing the shop does not carry, or one that a product may or may not have.

What is shop talk is read off the tables that understand the language: a word that some rule, some
property or some spelling knows is no thing of its own.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from assistant.answering.understand.lexicon import lexicon
from assistant.answering.understand.places import place_names
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.spelling import unaccented
from assistant.knowledge.words import fold, longest_first
from catalog_loader.keys import ATTRIBUTE_KEYS, BRAND
from catalog_loader.product import Product
from catalog_loader.tables import table

LANGUAGES = ("id", "ms", "vi", "th")
_LETTERS = re.compile(r"[^\W\d_]+|\d\S*|[?,.!;]")
_THAI = re.compile(r"[\u0e00-\u0e7f]+")
_TABLES = ("talk.toml", "attributes.toml")
_LONG_ENOUGH = {"id": 3, "ms": 3, "vi": 2, "th": 4}
_NEAR = 2
"""How many words after a thing may be what asks for it."""

_NAMED_IN_MOST = 0.5
"""Of the products, how many must be named in a language before a name can be missing in it."""


def things_in(
    question: str, language: str, product: Product | None, index: ShelfIndex
) -> tuple[str, ...]:
    """The runs of words in `question` that neither shop talk nor the shop's own texts hold, where
    what asks stands beside them; none where the shop names too little in `language` to tell."""
    if language not in LANGUAGES or not names_things(index, language):
        return ()
    known = _published(product) if product else frozenset()
    runs = (
        _thai_runs(question, known, index)
        if language == "th"
        else _runs(question, language, known, index)
    )
    return tuple(run for run in runs if len(run) >= _LONG_ENOUGH[language])


def only_carried(rest: str, language: str) -> bool:
    """Whether `rest`, a question without the product's name, asks only if the shop has it."""
    carried = _beside(language)["carried"]
    if language == "th":
        for word in longest_first(carried):
            rest = rest.replace(word, " ")
        return not re.search(r"[^\W\d_]", rest)
    return all(not word[:1].isalnum() or word in carried for word in _LETTERS.findall(rest))


def points_at(text: str, language: str) -> bool:
    """Whether `text` points at what is on air: áo này, ตัวนี้."""
    points = _beside(language)["points"]
    if language == "th":
        return any(word in text for word in points)
    return bool(points & set(_LETTERS.findall(text)))


def _runs(question: str, language: str, known: frozenset[str], index: ShelfIndex) -> Iterator[str]:
    talk, asks = _talk(language), _beside(language)
    words = [*_LETTERS.findall(question), ""]
    run: list[str] = []
    before: list[str] = []
    for place, word in enumerate(words):
        strange = (
            word[:1].isalpha()
            and word not in talk
            and word not in known
            and word not in index.names.vocabulary
        )
        if strange:
            run.append(word)
            continue
        after = words[place : place + _NEAR]
        near = asks["before"] & set(before[-1:]) or asks["after"] & set(after)
        if run and near and not asks["points"] & set(after):
            yield " ".join(run)
        run = []
        before.append(word)


def _thai_runs(question: str, known: frozenset[str], index: ShelfIndex) -> Iterator[str]:
    asks = _beside("th")
    for pattern in asks["around"]:
        for match in re.finditer(pattern, question):
            rest = match["thing"]
            for word in longest_first((*known, *index.names.vocabulary, *_talk("th"))):
                if len(word) > 1:
                    rest = rest.replace(word, " ")
            if max(map(len, rest.split()), default=0) >= _LONG_ENOUGH["th"]:
                yield match["thing"]


def names_things(index: ShelfIndex, language: str) -> bool:
    """Whether the shop names its products in `language`, so that a name may be missing in it."""
    products = index.catalog.products
    if index.catalog.shop.language == language:
        return True
    named = sum(1 for product in products if product.translations.get(language, {}).get("title"))
    return bool(products) and named / len(products) >= _NAMED_IN_MOST


def _published(product: Product) -> frozenset[str]:
    """The words of everything the shop published of a product."""
    parts = [product.title, product.brand, product.category, product.description]
    parts += [*product.aliases, *product.selling_points]
    parts += [f"{a.name} {a.value}" for a in product.attributes]
    parts += [value for variant in product.variants for value in variant.options.values()]
    parts += [text for words in product.translations.values() for text in words.values()]
    return frozenset(_LETTERS.findall(fold(" ".join(parts))) + _THAI.findall(" ".join(parts)))


@cache
def _beside(language: str) -> Mapping[str, Any]:
    """What stands beside a thing that is asked for: `before` and `after` it, or `points` at it."""
    return {
        name: tuple(value) if isinstance(value, list) else frozenset(value.split())
        for name, value in table(__package__, "leftovers.toml")[language].items()
    }


@cache
def _talk(language: str) -> frozenset[str]:
    """The words of a language that are shop talk."""
    found = set(_beside(language)["talk"])
    for name in ("before", "after", "points"):
        found |= set(_beside(language).get(name, ()))
    texts = [*_patterns(language), *_lists(language)]
    pattern = _THAI if language == "th" else _LETTERS
    for text in texts:
        found |= set(pattern.findall(text))
    if language == "vi":
        found |= {unaccented(word) for word in found}
    return frozenset(found)


def _patterns(language: str) -> Iterator[str]:
    for rule in table(__package__, f"tongues/{language}.toml")["rule"]:
        yield from (_plain(pattern) for pattern in rule["is"])
    for name in _TABLES:
        for section in table(__package__, name).values():
            yield from (_plain(pattern) for pattern in section.get(language, ()))
    yield from table("assistant.knowledge", "spelling.toml")[language].values()


def _lists(language: str) -> Iterator[str]:
    for by_language in table(__package__, "languages.toml").values():
        yield by_language.get(language, "")
    for name in ("people", "colours"):
        yield from (word for words in lexicon()[name].values() for word in words)
    yield from place_names()
    for key in (BRAND, *ATTRIBUTE_KEYS.values()):
        yield from key.local.get(language, ())


def _plain(pattern: str) -> str:
    """A pattern's words without what is syntax in it."""
    pattern = re.sub(r"\(\?<?[!=][^)]*\)", " ", pattern)
    return re.sub(r"\\[bwWsSdD]|\[[^\]]*\]|\{[^}]*\}|\(\?[<!=:]+|[()?*+|^$.\\]", " ", pattern)

"""Which properties a question asks for: by how viewers ask (`attributes.toml`), else by a word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.answering.understand.lexicon import lexicon
from assistant.knowledge.spelling import unaccented
from assistant.knowledge.words import REMEMBERED, fold, has_han, longest_first
from catalog_loader.keys import ATTRIBUTE_KEYS, BRAND
from catalog_loader.tables import table

LANGUAGES = ("zh", "en", "id", "ms", "vi", "th")
_TOO_WIDE = frozenset(
    {
        "size",
        "count",
        "how many",
        "cut",
        "store",
        "大小",
        "多大",
        "数量",
        "几个",
        "几双",
        "tail",
        "charge",
    }
)
_LONG_WITHOUT_ACCENTS = 7
_THAI = re.compile(r"[\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A property and the words that asked for it. `sure` where they ask, not only mention it."""

    key: str
    words: str
    start: int
    sure: bool

    @property
    def end(self) -> int:
        """Where the words end in the question."""
        return self.start + len(self.words)


@dataclass(frozen=True, slots=True)
class Property:
    """A property without a canonical key: what shops call it, and its label by language."""

    names: tuple[str, ...]
    label: Mapping[str, str]


@lru_cache(maxsize=REMEMBERED)
def asked_in(question: str, language: str = "") -> tuple[Asked, ...]:
    """The properties that a normalised question asks for, in its order, then those it mentions.

    A phrase that asks (能点几个小时) goes before a word that may only stand there (内胆), of two
    phrases or words the longer; no part of the question counts twice.
    """
    sure = _sure(question, language)
    rest = _blanked(question, sure)
    mentioned = []
    for word, key in _words(language):
        at = _position(word, rest)
        if at >= 0:
            found = Asked(key, word, at, False)
            mentioned.append(found)
            rest = _blanked(rest, (found,))
    return (*sure, *mentioned)


def _sure(question: str, language: str) -> list[Asked]:
    """What the phrases ask for, in the order of the question."""
    found = [
        Asked(key, match[0], match.start(), True)
        for key, pattern in _phrases(_wanted(question, language))
        for match in pattern.finditer(question)
        if match[0].strip()
    ]
    kept: list[Asked] = []
    for one in sorted(found, key=lambda one: -len(one.words)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


@lru_cache(maxsize=REMEMBERED)
def values_in(question: str) -> tuple[Asked, ...]:
    """The properties of which `question` names a value: 是真皮的吗 speaks of the material."""
    rest, found = question, []
    for word, key in _values():
        at = _position(word, rest)
        if at >= 0:
            one = Asked(key, word, at, False)
            found.append(one)
            rest = _blanked(rest, (one,))
    return tuple(sorted(found, key=lambda one: one.start))


def phrases(language: str) -> str:
    """One pattern for every phrase of `language` that asks for a property."""
    listed = [
        pattern
        for section in table(__package__, "attributes.toml").values()
        for pattern in section.get(language, ())
    ]  # fmt: skip
    return "|".join(f"(?:{pattern})" for pattern in listed)


def words(language: str = "") -> tuple[str, ...]:
    """Every plain word for a property, longest first, with those of `language` where it has its
    own."""
    return tuple(word for word, _ in _words(language))


@cache
def without_key() -> Mapping[str, Property]:
    """The properties that have no canonical key, by the name of their section."""
    return {
        key: Property(tuple(section["names"]), section["label"])
        for key, section in table(__package__, "attributes.toml").items()
        if "names" in section
    }


def _wanted(question: str, language: str) -> tuple[str, ...]:
    wanted = [language] if language in LANGUAGES else []
    if has_han(question):
        wanted.append("zh")
    if _THAI.search(question):
        wanted.append("th")
    return tuple(dict.fromkeys((*wanted, "en")))


@cache
def _phrases(languages: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (key, re.compile("|".join(f"(?:{p})" for p in listed)))
        for key, section in table(__package__, "attributes.toml").items()
        if (listed := [p for language in languages for p in section.get(language, ())])
    )


@cache
def _values() -> tuple[tuple[str, str], ...]:
    values = {
        word.lower(): key
        for key, section in table(__package__, "attributes.toml").items()
        for word in section.get("values", ())
    }
    return tuple((word, values[word]) for word in longest_first(values))


@cache
def _words(language: str) -> tuple[tuple[str, str], ...]:
    extra = [
        (word.lower(), key) for key, listed in lexicon()["attributes"].items() for word in listed
    ]
    known = [
        (word.lower(), key.key)
        for key in ATTRIBUTE_KEYS.values()
        for word in key.words
        if word not in _TOO_WIDE and len(word) > 1
    ]
    own = [
        (fold(word), key.key)
        for key in (BRAND, *ATTRIBUTE_KEYS.values())
        for word in key.local.get(language, ())
    ]
    # Vietnamese is often typed without diacritics; short words would then be any other ones.
    own += [(unaccented(word), key) for word, key in own if len(word) >= _LONG_WITHOUT_ACCENTS]
    known_as = dict(reversed([*own, *extra, *known]))
    return tuple((word, known_as[word]) for word in longest_first(known_as))


def _blanked(text: str, found: Iterable[Asked]) -> str:
    """`text` with what was found made blank, every other letter where it was."""
    for one in found:
        end = one.start + len(one.words)
        text = text[: one.start] + " " * len(one.words) + text[end:]
    return text


def _position(word: str, text: str) -> int:
    """Where `word` stands in `text`, -1 for nowhere; letters only as whole words."""
    at = text.find(word)
    if at < 0 or has_han(word) or _THAI.search(word):  # as most words are not
        return at
    match = re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text)
    return match.start() if match else -1

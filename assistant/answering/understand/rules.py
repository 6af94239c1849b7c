"""Kinds by rule: the first rule of a table that matches wins; each table is compiled once.

`rules.toml` holds Chinese and English, `tongues/` a table for each language whose comments have
rules of their own.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.answering.understand.asked import LANGUAGES, asked_in, phrases, words
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.lexicon import lexicon
from assistant.answering.understand.places import place_names
from assistant.knowledge.spelling import unaccented
from assistant.knowledge.words import REMEMBERED, bounded, has_han, longest_first
from catalog_loader.tables import table

_TONGUES = ("id", "ms", "vi", "th")
_WITHOUT_ACCENTS = "vi"
"""The language whose viewers often leave its diacritics out."""

_SYLLABLES = re.compile(
    r"\\.|\[[^\]]*\]|\{[^}]*\}|\(\?<?[=!:]|([^\W\d_]+(?: [^\W\d_]+)*)(?![^\W_]|[?*+{])"
)
_WHATEVER_ELSE = frozenset({Kind.INJECTION, Kind.ABUSE})
_SAYS_LITTLE = frozenset({Kind.SELLS, Kind.GREETING, Kind.THANKS})
_NUMBER = r"\d{1,3}|[一二两俩三四五六七八九十]+"


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched, and the span of the question that it matched."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    unless: tuple[re.Pattern[str], ...] = ()


def warm() -> None:
    """Compile every table (a tenth of a second each) before the first question in its language."""
    for language in ("zh", "en", *_TONGUES):
        match(" ", language)
        attributes_in(" ", language)
    _tongue_rules(_WITHOUT_ACCENTS, False)


@lru_cache(maxsize=REMEMBERED)
def match(question: str, language: str) -> Hit | None:
    """The first rule that a question meets, normalised and spelled out.

    Chinese rules are tried on whatever holds Chinese, English ones always: viewers mix both into
    their own language, whose own rules come first.
    """
    own = _first(_tongue(language, question), question) if language in _TONGUES else None
    wanted = {language, "en", *(("zh",) if has_han(question) else ())}
    common = _first(_rules(), question, wanted)
    if own is None or (common is not None and common.kind in _WHATEVER_ELSE):
        return common
    says_little = own.kind in _SAYS_LITTLE and own.end - own.start < len(question)
    if common is not None and says_little and common.kind not in _SAYS_LITTLE:
        return common
    return own


def holds(kind: Kind, question: str, language: str) -> bool:
    """Whether any rule of `kind` is met, whichever comes first."""
    wanted = {language, "en", *(("zh",) if has_han(question) else ())}
    own = _tongue(language, question) if language in _TONGUES else ()
    rules = [rule for rule in (*own, *_rules()) if rule.kind is kind]
    return _first(rules, question, wanted) is not None


def _first(rules: Iterable[_Rule], question: str, wanted: Container[str] = _TONGUES) -> Hit | None:
    for rule in rules:
        if any(pattern.search(question) for pattern in rule.unless):
            continue
        for written, pattern in rule.patterns:
            if written in wanted and (found := pattern.search(question)):
                return Hit(rule.kind, *found.span())
    return None


def attributes_in(question: str, language: str = "") -> tuple[str, ...]:
    """Canonical attribute keys that `question` asks for; where none is, those it mentions."""
    found = asked_in(question, language)
    return tuple(dict.fromkeys(one.key for one in [f for f in found if f.sure] or found))


def attribute_words_in(question: str, language: str = "") -> tuple[str, ...]:
    """The words themselves, as they stand in `question`."""
    return tuple(one.words for one in asked_in(question, language))


@cache
def _rules() -> tuple[_Rule, ...]:
    parts = _parts()
    rules = []
    for entry in table(__package__, "rules.toml")["rule"]:
        unless = tuple(re.compile(pattern) for pattern in entry.get("unless", ()))
        patterns = tuple(
            (language, re.compile(_filled(pattern, {**parts, "{asked}": phrases(language)})))
            for language, listed in entry.items()
            if language in LANGUAGES
            for pattern in listed
        )
        rules.append(_Rule(Kind(entry["kind"]), patterns, unless))
    return tuple(rules)


def _tongue(language: str, question: str) -> tuple[_Rule, ...]:
    plain = language == _WITHOUT_ACCENTS and unaccented(question) == question
    return _tongue_rules(language, plain)


@cache
def _tongue_rules(language: str, plain: bool) -> tuple[_Rule, ...]:
    """The rules of one language, `plain` without its diacritics."""
    known = [word for word in words(language) if not plain or unaccented(word) == word]
    parts = {**_parts(), "{asked}": phrases(language)}

    def compiled(pattern: str) -> re.Pattern[str]:
        pattern = _filled(pattern, {"{asked}": parts["{asked}"]})
        if language == _WITHOUT_ACCENTS:
            pattern = _SYLLABLES.sub(_whole, pattern)
        pattern = _filled(pattern, {**parts, "{attribute}": _any(known)})
        return re.compile(unaccented(pattern) if plain else pattern)

    return tuple(
        _Rule(
            Kind(entry["kind"]),
            tuple((language, compiled(pattern)) for pattern in entry["is"]),
            (compiled(entry["not"]),) if "not" in entry else (),
        )
        for entry in table(__package__, f"tongues/{language}.toml")["rule"]
    )


def _whole(match: re.Match[str]) -> str:
    """The words of a Vietnamese pattern as whole ones: without its diacritics, hỏng is in không."""
    return rf"\b{match[1]}\b" if match[1] else match[0]


@cache
def _parts() -> dict[str, str]:
    table = lexicon()
    colours = [w for c, names in table["colours"].items() for w in (c, *names) if len(w) > 1]
    people = [w for who, names in table["people"].items() for w in (who, *names)]
    return {
        "{region}": _any(list(place_names())),
        "{colour}": _any(colours),
        "{person}": _any(people),
        "{number}": _NUMBER,
        "{attribute}": _any(list(words())),
    }


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, listed in parts.items():
        pattern = pattern.replace(name, listed)
    return pattern


def _any(words: list[str]) -> str:
    return "|".join(bounded(word.lower()) for word in longest_first(words))

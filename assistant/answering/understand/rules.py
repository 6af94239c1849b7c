"""Kinds by rule: the table `rules.toml`, compiled once; the first rule that matches wins."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.slots import lexicon
from assistant.knowledge.words import has_han, longest_first
from catalog_loader.keys import ATTRIBUTE_KEYS

_NUMBER = r"\d{1,3}|[一二两俩三四五六七八九十]+"
_TOO_WIDE = frozenset({"size", "count", "cut", "store", "大小", "多大", "数量", "tail", "charge"})


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


def match(question: str, language: str) -> Hit | None:
    """The first rule that a normalised question meets.

    Chinese rules are tried on whatever holds Chinese, English ones always: viewers mix both into
    their own language.
    """
    wanted = {language, "en"}
    if has_han(question):
        wanted.add("zh")
    for rule in _rules():
        for written, pattern in rule.patterns:
            if written in wanted and (found := pattern.search(question)):
                return Hit(rule.kind, *found.span())
    return None


def attributes_in(question: str) -> tuple[str, ...]:
    """Canonical attribute keys whose words stand in `question`, the longest word first."""
    return tuple(dict.fromkeys(key for _, key in _attributes_found(question)))


def attribute_words_in(question: str) -> tuple[str, ...]:
    """The words themselves, as they stand in `question`."""
    return tuple(word for word, _ in _attributes_found(question))


def _attributes_found(question: str) -> list[tuple[str, str]]:
    rest, found = question, []
    for word, key in _attribute_words():
        if _stands(word, rest):
            found.append((word, key))
            rest = rest.replace(word, " ")
    return found


@cache
def _rules() -> tuple[_Rule, ...]:
    text = (files(__package__) / "rules.toml").read_text("utf-8")
    parts = _parts()
    rules = []
    for entry in tomllib.loads(text)["rule"]:
        kind = Kind(entry.pop("kind"))
        patterns = tuple(
            (language, re.compile(_filled(pattern, parts)))
            for language, listed in entry.items()
            for pattern in listed
        )
        rules.append(_Rule(kind, patterns))
    return tuple(rules)


def _parts() -> dict[str, str]:
    table = lexicon()
    colours = [w for c, names in table["colours"].items() for w in (c, *names) if len(w) > 1]
    people = [w for who, names in table["people"].items() for w in (who, *names)]
    return {
        "{region}": _any(table["regions"]["names"]),
        "{colour}": _any(colours),
        "{person}": _any(people),
        "{number}": _NUMBER,
        "{attribute}": _any([word for word, _ in _attribute_words()]),
    }


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, words in parts.items():
        pattern = pattern.replace(name, words)
    return pattern


def _any(words: list[str]) -> str:
    escaped = [
        re.escape(word.lower()) if has_han(word) or not word.isascii()
        else rf"(?<![a-z]){re.escape(word.lower())}(?![a-z])"
        for word in longest_first(words)
    ]  # fmt: skip
    return "|".join(escaped)


@cache
def _attribute_words() -> tuple[tuple[str, str], ...]:
    extra = [
        (word.lower(), key) for key, words in lexicon()["attributes"].items() for word in words
    ]
    known = [
        (word.lower(), key.key)
        for key in ATTRIBUTE_KEYS.values()
        for word in key.words
        if word not in _TOO_WIDE and (len(word) > 1)
    ]
    table = dict(reversed([*extra, *known]))
    return tuple((word, table[word]) for word in longest_first(table))


def _stands(word: str, text: str) -> bool:
    if has_han(word) or not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None

"""The words of `words.toml`, to be looked up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog_loader.product import Availability
from catalog_loader.readers.toolkit.published import availability_of
from catalog_loader.tables import table
from catalog_loader.words import folded, has_han

_JOINTS = re.compile(r"[\s_\-./:;*#、，。·|&]+")

Words = Mapping[str, tuple["Word", ...]]


@dataclass(frozen=True, slots=True)
class Word:
    """What a word says a column is, how definite it is (0 is the most), and who says it.

    A weak one means other things as well.
    """

    sense: str
    rank: int
    weak: bool
    language: str


def plain(name: str) -> str:
    """A column's name as the words here are written: folded, one space a joint, none in Chinese."""
    parts = [part for part in _JOINTS.split(folded(name)) if part]
    return ("" if has_han(name) else " ").join(parts)


def _columns(table: Mapping[str, Mapping[str, str]]) -> Words:
    words: dict[str, list[Word]] = {}
    for sense, by_language in table.items():
        for language, line in by_language.items():
            for rank, written in enumerate(_listed(line)):
                made = Word(sense, rank, written.endswith("?"), language)
                words.setdefault(plain(written.removesuffix("?")), []).append(made)
    return MappingProxyType({word: tuple(made) for word, made in words.items()})


def _values(table: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(map(folded, _listed(line))) for key, line in table.items()})


def _listed(line: str) -> list[str]:
    return [part.strip() for part in line.split(",")]


_FILE = table(__package__, "words.toml")

GOODS = _columns(_FILE["goods"])
"""The words of a table of products."""

SAID = _columns(_FILE["said"])
"""The words of a table of questions, or of policies."""

TOPICS = _values(_FILE["topics"])
"""The topics of policies, with parts of what policies about them are called."""


def _by_value(table: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word: key for key, words in _values(table).items() for word in words})


_SHELF = _by_value(_FILE["shelf"])
_STOCK = _by_value(_FILE["stock"])
_ANSWERS = _by_value(_FILE["answers"])


def on_shelf(text: str) -> bool | None:
    """Whether a cell says that goods are sold, None where it is not known to say either."""
    return {"on": True, "off": False}.get(_SHELF.get(folded(text), ""))


def stock_state(text: str) -> Availability:
    """The availability that a cell's words state, UNKNOWN where they state none."""
    state = _STOCK.get(folded(text))
    return Availability(state) if state else availability_of(text)


def yes(text: str) -> bool | None:
    """Whether a cell says yes or no, None where it says neither."""
    return {"yes": True, "no": False}.get(_ANSWERS.get(folded(text), ""))

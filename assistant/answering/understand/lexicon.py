"""The tables of `lexicon.toml`, read once."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from assistant.knowledge.words import bounded
from catalog_loader.tables import table

LETTERS = "a-z\u00c0-\u024f\u1e00-\u1eff"
"""Latin letters of folded text, those of Vietnamese too, for use inside a character class."""


@cache
def lexicon() -> Mapping[str, Any]:
    """The tables of `lexicon.toml`."""
    return table(__package__, "lexicon.toml")


def holds_any(words: Iterable[str], text: str) -> bool:
    """Whether one of `words` stands in `text`: those in letters as whole words only."""
    return any(word in text and _word(word).search(text) for word in words)


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(bounded(word))

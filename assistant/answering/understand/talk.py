"""What a question of price or stock says beside naming goods: by the patterns of `talk.toml`."""

import re
from collections.abc import Mapping
from functools import cache

from assistant.knowledge.words import has_han
from catalog_loader.tables import table

_TABLES: Mapping[str, Mapping[str, list[str]]] = table(__package__, "talk.toml")


def says(topic: str, text: str, language: str) -> bool:
    """Whether normalised `text` says `topic` (a table of `talk.toml`) in its language or in
    English, which viewers mix into any; Chinese patterns are tried where it holds Chinese."""
    tongues = dict.fromkeys((language, "en", *(("zh",) if has_han(text) else ())))
    return any(pattern.search(text) for tongue in tongues for pattern in _patterns(topic, tongue))


def thing_said(topic: str, text: str, language: str) -> str:
    """The `thing` that `text` names as `topic` does, in its language or in English; "" for none."""
    for tongue in dict.fromkeys((language, "en")):
        for pattern in _patterns(topic, tongue):
            if found := pattern.search(text):
                return found["thing"]
    return ""


@cache
def _patterns(topic: str, language: str) -> tuple[re.Pattern[str], ...]:
    listed = _TABLES[topic].get(language, [])
    return tuple(re.compile(pattern) for pattern in listed)

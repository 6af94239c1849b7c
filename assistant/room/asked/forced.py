"""Words after which a person answers, in every language: complaint, authorities, lost refunds."""

import re
from collections.abc import Mapping
from functools import cache

from assistant.knowledge.words import fold
from assistant.room.inbox.banned import sounding
from catalog_loader.tables import table

_BETWEEN = re.compile(r"[\W_]+")


def forced_in(text: str) -> str:
    """The word of `text` that forces a person, as the list names it; "" for none."""
    folded = fold(text)
    squeezed = _BETWEEN.sub("", folded)
    for script, written in (("han", squeezed), ("latin", folded), ("thai", folded)):
        for word, pattern in _patterns(script).items():
            if pattern.search(written):
                return word
    return sounding(folded, tuple(table(__package__, "forced.toml")["sounds"]))


@cache
def _patterns(script: str) -> Mapping[str, re.Pattern[str]]:
    listed = table(__package__, "forced.toml")[script]
    return {word: re.compile(pattern) for word, pattern in listed.items()}

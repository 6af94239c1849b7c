"""A question of a crowd without what is put around it: 主播看看我，多少钱啊 在线等 asks 多少钱."""

import re
import unicodedata
from functools import cache

from assistant.answering.understand.normalise import normalise
from catalog_loader.tables import table

_MARKS = " ,，。.!！?？~～;；:：、…"
_LEAST = 2
"""Characters a question keeps: what would leave less was the question itself."""


def plain(text: str) -> str:
    """`text` normalised, without calls, impatience and symbols around it, said once where it was
    said over again; never empty for what is not."""
    whole = "".join(c if unicodedata.category(c) not in ("So", "Sk") else " " for c in text)
    bare = _once(normalise(whole).strip(_MARKS)) or normalise(text) or text
    while True:
        shorter = _once(_without(bare))
        if shorter == bare:
            return bare
        bare = shorter


def _without(text: str) -> str:
    for pattern in _patterns():
        rest = pattern.sub("", text, count=1).strip(_MARKS)
        if rest != text and len(rest) >= _LEAST:
            return rest
    return text


def _once(text: str) -> str:
    """`text` where it is not the same words over again: 多少钱 多少钱."""
    words = text.split()
    half = len(words) // 2
    if half and len(words) % 2 == 0 and words[:half] == words[half:]:
        return " ".join(words[:half])
    return text


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    listed = table(__package__, "plain.toml")
    before = re.compile(rf"^(?:{'|'.join(listed['before'])})[{re.escape(_MARKS)}]*")
    after = re.compile(rf"[{re.escape(_MARKS)}]*(?:{'|'.join(listed['after'])})$")
    return before, after

"""One spelling for what viewers type: width, script, slang, letters held down."""

import re
from functools import cache

from assistant.answering.understand.lexicon import lexicon
from assistant.knowledge.words import fold

_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_EMOTE = re.compile(r"\[[^\[\]]{1,8}\]")
_MARKS = re.compile(r"[~～…·\"“”《》<>*|^`]+")


def normalise(text: str) -> str:
    """`text` folded (see `knowledge.words.fold`), without emotes, with slang spelled out.

    A letter typed three times or more becomes one: 多少钱啊啊啊啊 asks what 多少钱啊 asks.
    """
    text = fold(_EMOTE.sub(" ", text))
    text = text.replace("’", "'")
    text = _REPEATED.sub(r"\1", _MARKS.sub(" ", text))
    for pattern, plain in _slang():
        text = pattern.sub(plain, text)
    return " ".join(text.split())


@cache
def _slang() -> tuple[tuple[re.Pattern[str], str], ...]:
    slang = lexicon()["slang"]
    return tuple((re.compile(pattern), plain) for pattern, plain in slang.items())

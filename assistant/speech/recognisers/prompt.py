"""The earlier text Whisper is given, so that it expects the words of the room."""

import re
from collections.abc import Sequence

from assistant.speech.product_words import expected
from assistant.speech.script import is_chinese

MOST_WORDS = 10
"""Words of the room in a prompt. Ten do as much good as forty, in less time, and do less harm:
what stands in a long list gets written where something else was said."""

_NAME = re.compile(r"[^\W\d_]{3}")
_LONGEST = 6  # characters; a product's whole title is never what a viewer says


def prompt(vocabulary: Sequence[str], language: str) -> str:
    """Words to expect, written as a sentence.

    Chinese words of the room are followed by those of every shop. No `vocabulary`, no words: then
    nothing says that this is about a shop at all.
    """
    chinese = language in ("zh", "")
    words = [
        word.strip()
        for word in vocabulary
        if len(word.strip()) > 1 and not (is_chinese(word) and len(word) > _LONGEST)
    ][:MOST_WORDS]
    if chinese and vocabulary:
        words += expected()
    listed = ("，" if chinese else ", ").join(dict.fromkeys(words))
    return f"{listed}{'。' if chinese else '.'}" if listed else ""


def opening(vocabulary: Sequence[str], language: str) -> str:
    """What a first hearing expects that a second may follow (see `expecting`).

    Chinese: the words of every shop alone, for names that were not said are written in place of
    others that were. Other languages are heard once, so the room's words in their script go in.
    """
    if language == "zh":
        return f"{'，'.join(expected())}。" if vocabulary else ""
    # A list of sizes, 2XL and 26 and 27, is what noise would be heard as.
    named = [word for word in vocabulary if _NAME.search(word) and not is_chinese(word)]
    return prompt(named, language)

"""Words as the finders compare them: one spelling for what people write in many ways."""

import re
import threading
from collections.abc import Iterable
from functools import lru_cache

import jieba
import jieba.posseg

from catalog_loader.words import fold, has_han, initials, syllables

__all__ = ["fold", "has_han", "initials", "longest_first", "syllables", "tokens", "warm"]

_TOKEN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)?|[\u0e00-\u0e7f]+|[^\W\d_]+")
_JIEBA_LOCK = threading.Lock()


def warm() -> None:
    """Load the segmentation dictionary (half a second) before the first question needs it."""
    with _JIEBA_LOCK:
        if not jieba.dt.initialized:
            jieba.setLogLevel(60)
            jieba.initialize()
            jieba.posseg.lcut("预热")


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Words of folded `text`: Chinese segmented, everything else as written."""
    found: list[str] = []
    for run in _TOKEN.findall(fold(text)):
        if has_han(run):
            warm()
            found.extend(word for word in jieba.lcut(run) if word.strip())
        else:
            found.append(run)
    return tuple(found)


def longest_first(words: Iterable[str]) -> list[str]:
    """Words without duplicates, longest first, so that the most exact one matches first."""
    return sorted(dict.fromkeys(word for word in words if word), key=len, reverse=True)

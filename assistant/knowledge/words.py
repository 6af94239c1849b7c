"""Words as the finders compare them: one spelling for what people write in many ways."""

import re
import threading
from collections.abc import Iterable
from functools import lru_cache

import jieba
import jieba.posseg

from catalog_loader.words import fold, has_han, initials, syllables

__all__ = [
    "REMEMBERED",
    "bounded",
    "fold",
    "has_han",
    "initials",
    "is_word",
    "longest_first",
    "syllables",
    "tagged",
    "tokens",
    "warm",
]

REMEMBERED = 4096
"""Texts of which a finder keeps what it found: a room asks the same again while other goods are on
air. Some hundred bytes each."""

_TOKEN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)?|[\u0e00-\u0e7f]+|[^\W\d_]+")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_JIEBA_LOCK = threading.Lock()


def warm() -> None:
    """Load the segmentation dictionary (half a second) before the first question needs it."""
    with _JIEBA_LOCK:
        if not jieba.dt.initialized:
            jieba.setLogLevel(60)
            jieba.initialize()
            jieba.posseg.lcut("预热")


@lru_cache(maxsize=REMEMBERED)
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


def is_word(text: str) -> bool:
    """Whether the dictionary of Chinese words has `text`."""
    warm()
    return bool(jieba.dt.FREQ.get(text))


def longest_first(words: Iterable[str]) -> list[str]:
    """Words without duplicates, longest first, so that the most exact one matches first."""
    return sorted(dict.fromkeys(word for word in words if word), key=len, reverse=True)


def bounded(word: str) -> str:
    """A pattern for `word` where it is a word: Chinese and Thai, which have no spaces, anywhere,
    letters only between what are none."""
    escaped = re.escape(word)
    if has_han(word) or _THAI.search(word):
        return escaped
    return rf"(?<![^\W\d_]){escaped}(?![^\W\d_])"


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """The words of folded Chinese `text` with their parts of speech, as the dictionary has them;
    none is made up of what stands beside each other by chance."""
    warm()
    with _JIEBA_LOCK:
        return tuple((str(p.word), str(p.flag)) for p in jieba.posseg.cut(text, HMM=False))

"""Words as the finders compare them: one spelling for what people write in many ways."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import jieba
import jieba.posseg
import opencc
from pypinyin import Style, lazy_pinyin

_T2S = opencc.OpenCC("t2s")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TOKEN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)?|[\u0e00-\u0e7f]+|[^\W\d_]+")
_JIEBA_LOCK = threading.Lock()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` in half-width lower case with simplified characters and single spaces."""
    text = _T2S.convert(unicodedata.normalize("NFKC", text)).lower()
    return " ".join(text.split())


def has_han(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return _HAN.search(text) is not None


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


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin of each character of `text`; what is not Chinese stays, lower case."""
    return tuple(part for part in lazy_pinyin(fold(text), style=Style.NORMAL) if part.strip())


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """First letters of the pinyin of `text`: `yrf` for 羽绒服."""
    return "".join(part[0] for part in syllables(text))


def longest_first(words: Iterable[str]) -> list[str]:
    """Words without duplicates, longest first, so that the most exact one matches first."""
    return sorted(dict.fromkeys(word for word in words if word), key=len, reverse=True)

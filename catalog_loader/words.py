"""One spelling for what people write in many ways: how everything that finds things compares."""

import re
import unicodedata
from functools import lru_cache

import opencc
from pypinyin import Style, lazy_pinyin

_T2S = opencc.OpenCC("t2s")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# NFKC takes the Thai vowel am apart, so that a word spelled with it would no longer be found; two
# signs for e are how many type the one for ae.
_THAI_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_THAI_E_TWICE = "\u0e40\u0e40"
_THAI_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` in half-width lower case with simplified characters and single spaces."""
    return folded(text)


def folded(text: str) -> str:
    """`fold`, for texts that are seen once: nothing is remembered."""
    if not text.isascii():
        text = _T2S.convert(unicodedata.normalize("NFKC", text))
        text = _THAI_AM.sub("\\1\u0e33", text).replace(_THAI_E_TWICE, "\u0e41")
        text = text.translate(_THAI_DIGITS)
    return " ".join(text.lower().split())


def has_han(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return _HAN.search(text) is not None


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin of each character of `text`; what is not Chinese stays, lower case."""
    return tuple(part for part in lazy_pinyin(fold(text), style=Style.NORMAL) if part.strip())


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """First letters of the pinyin of `text`: `yrf` for 羽绒服."""
    return "".join(part[0] for part in syllables(text))

"""One script for what was heard: simplified Chinese, with Chinese punctuation."""

import re
import unicodedata
from functools import cache

import opencc

_HAN = r"\u3400-\u9fff"
_PUNCTUATION = {",": "，", "?": "？", "!": "！", ";": "；", ":": "：", "｡": "。"}
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}，。？！；：、])[ \t]+|[ \t]+(?=[{_HAN}，。？！；：、])")
_AFTER_HAN = re.compile(rf"(?<=[{_HAN}”》）])[,?!;:｡]|(?<=[{_HAN}])\.(?!\w)")
_SPACES = re.compile(r"\s+")
_REPEATED = re.compile(r"([，。？！；：、])\1+")


@cache
def _converter() -> opencc.OpenCC:
    # The Taiwan table is the traditional one with 著 read as 着 where it is the particle.
    return opencc.OpenCC("tw2s")


def is_chinese(text: str) -> bool:
    """Whether any of `text` is written in Chinese characters."""
    return re.search(rf"[{_HAN}]", text) is not None


def simplified(text: str) -> str:
    """`text` with traditional characters folded to simplified ones."""
    return str(_converter().convert(text))


def tidy_chinese(text: str) -> str:
    """Simplified characters, half-width letters and digits, full-width marks after characters.

    Spaces stay between words of Latin letters only: `有 XL 码 吗?` becomes `有XL码吗？`.
    """
    folded = "".join(
        unicodedata.normalize("NFKC", char) if "０" <= char <= "ｚ" else char
        for char in simplified(text)
    )
    folded = _SPACES.sub(" ", folded).strip()
    folded = _BETWEEN_HAN.sub("", folded)
    folded = _AFTER_HAN.sub(lambda mark: _PUNCTUATION.get(mark[0], "。"), folded)
    return _REPEATED.sub(r"\1", folded)


def tidy(text: str, language: str) -> str:
    """What was heard, ready to be read: Chinese in its own script, any other text trimmed."""
    if language == "zh":
        return tidy_chinese(text)
    return _SPACES.sub(" ", text).strip()

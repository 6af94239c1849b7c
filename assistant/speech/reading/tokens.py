"""What the readings of all languages share: cleaning, and which capitals are spelled."""

import re
from collections.abc import Callable, Sequence

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
"""A number as shops write it: `1,299`, `259.90`, `5`."""

DASH = r"\s*(?:-|–|—|~|〜|～|至|到)+\s*"
"""What stands between the ends of a range."""

SIZE = r"(?:[2-9]X{0,2}L|X{0,5}[SL]|M)"
"""A clothing size: `S`, `XXL`, `3XL`."""

PHONE = (
    r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|[48]00[ -]?\d{3,4}[ -]?\d{3,4}|0\d{2,3}-\d{7,8}"
)
"""A Chinese telephone number: mobile, 400/800, or with an area code."""

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s，。！？；、“”（）<>\"]+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|cn|net|org|shop|vn|id|th|my)\b(?:/[^\s，。！？；、“”（）<>\"]*)?",
    re.IGNORECASE | re.ASCII,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Pictographs, dingbats, arrows, flags, skin tones, joiners and variation selectors.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U000e0020-\U000e007f\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff"
    "\u2300-\u23ff\u25a0-\u25ff\u200d\u20e3\ufe0e\ufe0f]+"
)
_STICKER = re.compile(r"\[[\u4e00-\u9fff]{1,4}\]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f]")
_MARKUP = re.compile(r"\*\*|__|`+|^\s{0,3}(?:#{1,6}|[-*•·])\s+", re.MULTILINE)
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
for _kept in "，！？：；（）":
    del _WIDE[ord(_kept)]
_CHARACTERS: dict[int, str | int] = {
    **_WIDE,
    **{0x2460 + i: str(i + 1) for i in range(20)},  # circled numbers
    ord("￥"): "¥",
    ord("\u00a0"): " ",
    ord("\u3000"): " ",
    ord("½"): "1/2",
    ord("¼"): "1/4",
    ord("¾"): "3/4",
    ord("✕"): "×",
    ord("✖"): "×",
    ord("º"): "°",
    ord("’"): "'",
}

# Words that shops write in capitals and nobody spells.
_WORDS_IN_CAPITALS = frozenset(
    [
        *("NEW", "HOT", "TOP", "BIG", "SET", "MAX", "AIR", "BOX", "KIT", "ONE", "TWO", "GAP"),
        *("BABY", "SALE", "FREE", "PRO", "THE", "AND", "FOR", "NOT", "YES", "NO", "OUT", "OFF"),
        *("ALL", "BUY", "GET", "NOW", "DAY", "SPA", "GEL", "OIL", "ICE", "TEA", "RED", "FUN"),
    ]
)
_SPELLED_DESPITE_VOWELS = frozenset(["HDMI", "ASMR", "USDA", "AISI", "PPSU"])
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![a-z])")
_VOWEL = re.compile(r"[AEIOU]")


def clean(text: str, *, address: str) -> str:
    """`text` without what nobody reads out; `address` is said in place of a web address.

    Emoji, stickers (`[玫瑰]`), markup and invisible characters go; full-width letters, digits and
    signs become plain ones, Chinese punctuation stays.
    """
    text = _MAIL.sub(f" {address} " if address else " ", _ADDRESS.sub(f" {address} ", text))
    text = text.translate(_CHARACTERS)
    text = _INVISIBLE.sub("", _EMOJI.sub(" ", _STICKER.sub(" ", text)))
    return _MARKUP.sub("", text)


def is_spoken(text: str) -> bool:
    """Whether anything in `text` is read aloud: a letter, a digit, a character."""
    return any(char.isalnum() for char in text)


def apply(rules: Sequence[Rule], text: str) -> str:
    """Every rule in turn, over the whole text."""
    for pattern, reading in rules:
        text = pattern.sub(reading, text)
    return text


def spell_capitals(text: str) -> str:
    """Abbreviations letter by letter: `USB` becomes `U S B`; `NIKE` and `SALE` stay words."""
    return _CAPITALS.sub(lambda m: " ".join(m[0]) if is_spelled(m[0]) else m[0], text)


def is_spelled(word: str) -> bool:
    """Whether a word in capitals is read letter by letter."""
    if word in _WORDS_IN_CAPITALS:
        return False
    if len(word) <= 3 or word in _SPELLED_DESPITE_VOWELS:
        return True
    return not _VOWEL.search(word)

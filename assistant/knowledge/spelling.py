"""One spelling for what viewers of a language shorten: `brp`, `x`, `ko`, `มั้ย`, `199rb`.

Chinese and English are short already; what is done to them stays with understanding.
"""

import re
import unicodedata
from functools import cache, lru_cache

from catalog_loader.tables import table

_GROUPED = re.compile(r"(?<![\d.,/])\d{1,3}(?:[.,]\d{3})+(?![\d/]|[.,]\d)")
_SCALES = {
    "id": {"rb": 1000, "ribu": 1000, "rebu": 1000, "k": 1000, "jt": 10**6, "juta": 10**6},
    "ms": {"ribu": 1000, "k": 1000, "juta": 10**6},
    "vi": {
        "k": 1000, "ka": 1000, "ng": 1000, "nghìn": 1000, "ngàn": 1000, "nghin": 1000,
        "ngan": 1000, "tr": 10**6, "triệu": 10**6, "trieu": 10**6, "củ": 10**6,
    },
    "th": {"พัน": 1000, "หมื่น": 10**4, "แสน": 10**5, "k": 1000},
}  # fmt: skip
_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?=\s?(?:l|lít|lit|liter|ml|kg|gram?|g|cm|mm|m|mét|inch|inci|w|gb)\b)"
)
"""1,5 lít: a measure, whose decimals these languages part with a comma; sizes 38,39 are two."""
_ACCENTS = re.compile("[\u0300-\u036f]")


@lru_cache(maxsize=4096)
def spelled_out(text: str, language: str) -> str:
    """Folded `text` of `language` with its slang spelled out and its amounts in plain digits.

    What was typed without diacritics stays without.
    """
    patterns = _patterns(language)
    if not patterns:
        return text
    plain = unaccented(text) == text
    text = _GROUPED.sub(lambda match: re.sub(r"[.,]", "", match[0]), text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    scaled = _scaled(language)
    if scaled is not None:
        text = scaled.sub(lambda match: _times(match, language), text)
    for pattern, said in patterns:
        text = pattern.sub(said, text)
    text = " ".join(text.split())
    return unaccented(text) if plain else text


@lru_cache(maxsize=8192)
def unaccented(text: str) -> str:
    """`text` as it is typed without diacritics: `bao nhieu` for `bao nhiêu`."""
    if text.isascii():
        return text
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d")
    return unicodedata.normalize("NFC", plain)


def _times(match: re.Match[str], language: str) -> str:
    amount = float(match[1].replace(",", ".")) * _SCALES[language][match[2]]
    return f"{amount:.0f}"


@cache
def _scaled(language: str) -> re.Pattern[str] | None:
    words = "|".join(sorted(_SCALES[language], key=len, reverse=True))
    after = "" if language == "th" else r"(?![^\W\d_])"
    return re.compile(rf"(?<![\d.,])(\d{{1,4}}(?:[.,]\d{{1,2}})?)\s?({words}){after}")


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    rows: dict[str, str] = table(__package__, "spelling.toml").get(language, {})
    return tuple((re.compile(pattern), plain) for pattern, plain in rows.items())

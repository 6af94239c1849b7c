"""What the values of a column look like, whatever it is called."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog_loader.product import Availability
from catalog_loader.readers.guessing.words import on_shelf, stock_state, yes
from catalog_loader.readers.toolkit.currencies import CURRENCIES
from catalog_loader.readers.toolkit.money import NotMoney, parse_money

MOSTLY = 0.5
"""The share of a column's values that must look like what its name says it holds."""

NEARLY_ALL = 0.8
"""The share that must look like something where the name says nothing."""

_ADDRESS = re.compile(r"(?:https?:)?//\S+", re.IGNORECASE)
_PICTURE = re.compile(r"\S+\.(?:jpe?g|png|webp|gif|avif|bmp|svg|heic)(?:\?\S*)?", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,15}(?:\.0+)?")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*%?")
_PERSONAL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}|(?:\+?86[- ]?)?1[3-9]\d{9}")
_DIGITS = re.compile(r"\d{8}|\d{12,14}")
# An address may hold a comma; one behind a picture's ending, or before a blank, is between two.
_BETWEEN = re.compile(
    r"\s*[\n|;；，]\s*|,(?=\s|https?:)|\s+(?=https?://)"
    r"|(?:(?<=\.jpg)|(?<=\.png)|(?<=\.gif)|(?<=\.jpeg)|(?<=\.webp)),",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Look:
    """Of the values of a column that are not empty, what share looks like what.

    `filled` is how many there are, `distinct` how many different ones.
    """

    filled: int
    distinct: int
    amounts: float = 0
    signed: float = 0
    whole: float = 0
    numbers: float = 0
    pictures: float = 0
    barcodes: float = 0
    stock_words: float = 0
    shelf_words: float = 0
    answers: float = 0
    personal: float = 0
    data: float = 0
    length: float = 0

    @property
    def unique(self) -> bool:
        """Whether no value comes twice."""
        return self.distinct == self.filled


def look(values: Sequence[str]) -> Look:
    """How a column's values look; `values` may hold empty ones."""
    filled = [value for value in values if value]
    if not filled:
        return Look(0, 0)

    def share(is_one: Callable[[str], bool]) -> float:
        return sum(map(is_one, filled)) / len(filled)

    return Look(
        filled=len(filled),
        distinct=len(set(filled)),
        amounts=share(_is_amount),
        signed=share(lambda value: not _NUMBER.fullmatch(value) and _is_amount(value)),
        whole=share(lambda value: bool(_WHOLE.fullmatch(value.replace(",", "")))),
        numbers=share(lambda value: bool(_NUMBER.fullmatch(value))),
        pictures=share(is_picture),
        barcodes=share(is_barcode),
        stock_words=share(lambda value: stock_state(value) is not Availability.UNKNOWN),
        shelf_words=share(lambda value: on_shelf(value) is not None),
        answers=share(lambda value: yes(value) is not None),
        personal=share(lambda value: bool(_PERSONAL.fullmatch(value))),
        data=share(lambda value: value[:1] in "[{" and value[-1:] in "]}"),
        length=sum(map(len, filled)) / len(filled),
    )


def pictures_in(text: str) -> tuple[str, ...]:
    """The addresses in a cell that holds one or several."""
    parts = (part.strip() for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def is_picture(text: str) -> bool:
    """Whether a cell holds addresses, or names of picture files."""
    parts = pictures_in(text)
    return bool(parts) and all(_ADDRESS.fullmatch(p) or _PICTURE.fullmatch(p) for p in parts)


def is_barcode(text: str) -> bool:
    """Whether a cell holds an EAN, UPC or GTIN, by its length and its check digit."""
    if not _DIGITS.fullmatch(text):
        return False
    digits = [int(digit) for digit in text[::-1]]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _is_amount(text: str) -> bool:
    """Whether a cell holds an amount; `SPF50` is none, though it has the form of one."""
    try:
        return parse_money(text, "CNY").currency in CURRENCIES
    except NotMoney:
        return False

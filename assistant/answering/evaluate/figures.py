"""Numbers, dates and units in a sentence of any of the six languages, as values to compare.

Written apart from `verify` on purpose: what checks the assistant must not share its mistakes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog_loader.tables import table

_TABLES = table(__package__, "words.toml")
_UNITS: dict[str, str] = _TABLES["units"]
NUMBER_WORDS: dict[str, int] = {
    w: n for said in _TABLES["numbers"].values() for n, w in enumerate(said.split())
}
_MONTHS = {w: n for said in _TABLES["months"].values() for n, w in enumerate(said.split(), start=1)}
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "半": 0}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_DIGITS = r"\d+(?:[.,]\d+)*"
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS.items())
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[.,]\d{3})+(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:点](\d{2})分?(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:t(\d{2}):(\d{2})\S*)?")
_DATES = (
    re.compile(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"),
    re.compile(rf"(?P<d>\d{{1,2}}) (?P<m>{'|'.join(_MONTHS)})(?: (?P<y>\d{{4}}))?"),
    re.compile(r"(?P<d>\d{1,2}) tháng (?P<m>\d{1,2})(?: năm (?P<y>\d{4}))?"),
)
_NUMBER = re.compile(
    rf"(?P<before>¥|rp\.?|rm|\$)?\s?(?P<digits>{_DIGITS})"
    rf"(?P<scale>\s?(?:ribu|rb|nghìn|พัน)(?![a-z])|k(?![a-z]))?\s?(?:{_UNIT})?"
)
_SPELLED = re.compile(
    rf"(?P<han>[零〇一二两三四五六七八九十百千半]+)(?:{_UNIT})"
    rf"|(?<![^\W\d_])(?P<word>{'|'.join(NUMBER_WORDS)})\s(?:{_UNIT.replace('(?P<', '(?P<word_')})"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands in a text, with the sort of unit beside it, "" for none."""

    value: Decimal
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text; `year` 0 where it is not said."""

    year: int
    month: int
    day: int
    text: str

    def same(self, other: "Day") -> bool:
        """Whether both are one day, a year that one leaves out aside."""
        years = {self.year, other.year} - {0}
        return len(years) < 2 and (self.month, self.day) == (other.month, other.day)


def flat(text: str) -> str:
    """`text` in one width and case, thousands separators aside: `Rp159.000` is `rp159000`."""
    # a Chinese comma ends a clause, and must not become a decimal one: 95,000，7天
    folded = unicodedata.normalize("NFKC", text.replace("，", ", ")).lower()
    return _THOUSANDS.sub(lambda found: re.sub(r"[.,]", "", found[0]), folded)


def days_and_figures(text: str) -> tuple[tuple[Day, ...], tuple[Figure, ...]]:
    """The dates and the numbers of `text`; those of a date are no numbers of their own."""
    rest, days = flat(text), []
    for found in _ISO.finditer(rest):
        days.append(Day(int(found[1]), int(found[2]), int(found[3]), found[0]))
    rest = _ISO.sub(lambda found: f" {found[4]}:{found[5]} " if found[4] else " ", rest)
    for pattern in _DATES:
        for found in pattern.finditer(rest):
            month = found["m"]
            number = _MONTHS[month] if month in _MONTHS else int(month)
            if _is_day(number, int(found["d"])):
                days.append(Day(int(found["y"] or 0), number, int(found["d"]), found[0]))
        rest = pattern.sub(" ", rest)
    return tuple(days), tuple(_figures(rest))


def _is_day(month: int, day: int) -> bool:
    try:
        date(2028, month, day)
    except ValueError:
        return False
    return True


def _figures(text: str) -> Iterator[Figure]:
    for found in _CLOCK.finditer(text):
        yield from (Figure(Decimal(part), "", found[0]) for part in found.groups() if int(part))
    rest = _CLOCK.sub(" ", text)
    for found in _NUMBER.finditer(rest):
        value = _decimal(found["digits"]) * (1000 if found["scale"] else 1)
        unit = "money" if found["before"] else _unit(found)
        yield Figure(value, unit, found[0].strip())
    for found in _SPELLED.finditer(rest):
        value = Decimal(NUMBER_WORDS[found["word"]]) if found["word"] else _han(found["han"])
        yield Figure(value, _unit(found), found[0])


def _unit(found: "re.Match[str]") -> str:
    named = {name: text for name, text in found.groupdict().items() if text}
    return next((u for u in _UNITS if u in named or f"word_{u}" in named), "")


def _decimal(digits: str) -> Decimal:
    """A number in digits; a comma in it is a decimal one, its thousands are joined already."""
    whole, *decimals = re.split(r"[.,]", digits)
    return Decimal(f"{whole}.{''.join(decimals)}" if decimals else whole)


def _han(text: str) -> Decimal:
    total, digit = Decimal(0), Decimal(0)
    for char in text:
        if char in _HAN_PLACES:
            total += (digit or 1) * _HAN_PLACES[char]
            digit = Decimal(0)
        else:
            digit = digit * 10 + _HAN_DIGITS[char]
    return total + digit + (Decimal("0.5") if "半" in text else 0)

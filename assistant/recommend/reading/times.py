"""When a line was bought: dates, times of day, seconds since 1970, or only the order.

What a file means by its numbers is known only when all of it is read, so a batch becomes either
days since 1970 or plain numbers, and `meaning` tells at the end what the numbers were.
"""

from datetime import UTC, datetime
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAY_S = 86_400.0
_NUMBER = r"^\s*-?\d+(\.\d+)?\s*$"
_ZONE = r"([zZ]|[+-]\d{2}:?\d{2})\s*$"
_EPOCH_S, _EPOCH_MS = 1e8, 1e11
"""Seconds since 1970 are more than these from 1973 on, milliseconds more than those."""
_COMPACT = (19_000_101, 21_001_231)
"""20170131, read as a number, lies between these."""


class Meaning(StrEnum):
    """What the column `timestamp` holds."""

    TIMES = "times"
    SECONDS = "seconds since 1970"
    MILLISECONDS = "milliseconds since 1970"
    COMPACT = "dates as YYYYMMDD"
    ORDER = "an order index"

    @property
    def dated(self) -> bool:
        """Whether days have passed between two values, or only baskets."""
        return self is not Meaning.ORDER


def parse(column: pa.Array) -> tuple[Floats, Floats]:
    """Days since 1970 (UTC where a zone is named), and numbers; NaN where the value is neither."""
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        micros = column.cast(pa.timestamp("us", tz=getattr(column.type, "tz", None)), safe=False)
        return _days(micros), np.full(len(column), np.nan)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return np.full(len(column), np.nan), _floats(column.cast(pa.float64(), safe=False))
    text = column.cast(pa.string())
    plain = _flags(pc.match_substring_regex(text, _NUMBER))
    numbers = np.full(len(text), np.nan)
    days = np.full(len(text), np.nan)
    if plain.any():
        chosen = text.filter(pa.array(plain))
        numbers[plain] = _floats(pc.utf8_trim_whitespace(chosen).cast(pa.float64()))
    rest = ~plain & _flags(pc.is_valid(text))
    if rest.any():
        days[rest] = _iso(pc.utf8_trim_whitespace(text.filter(pa.array(rest))))
    return days, numbers


def meaning(numbers: Floats, *, any_times: bool) -> Meaning:
    """What the numbers of a whole column are; with any time beside them, none of them is one."""
    known = numbers[np.isfinite(numbers)]
    if any_times or not len(known):
        return Meaning.TIMES
    low = float(np.median(known))
    if low >= _EPOCH_MS:
        return Meaning.MILLISECONDS
    if low >= _EPOCH_S:
        return Meaning.SECONDS
    if known.min() >= _COMPACT[0] and known.max() <= _COMPACT[1]:
        return Meaning.COMPACT
    return Meaning.ORDER


def to_days(numbers: Floats, meant: Meaning) -> Floats:
    """The numbers as days since 1970, or as they are for an order index; NaN where neither."""
    match meant:
        case Meaning.TIMES:
            return np.full(len(numbers), np.nan)
        case Meaning.SECONDS:
            return numbers / DAY_S
        case Meaning.MILLISECONDS:
            return numbers / (1000 * DAY_S)
        case Meaning.COMPACT:
            return _compact(numbers)
        case Meaning.ORDER:
            return numbers


def _iso(text: pa.Array) -> Floats:
    """Days of ISO dates and times, NaN where it is none; a zone is minded, its absence is UTC."""
    zoned = _flags(pc.match_substring_regex(text, r"\d{2}:\d{2}.*" + _ZONE))
    days = np.full(len(text), np.nan)
    for flags, kind in ((zoned, pa.timestamp("us", tz="UTC")), (~zoned, pa.timestamp("us"))):
        if not flags.any():
            continue
        chosen = text.filter(pa.array(flags))
        try:
            days[flags] = _days(chosen.cast(kind))
        except pa.ArrowInvalid:  # one bad value spoils the batch: value by value then
            days[flags] = [_one(value) for value in chosen.to_pylist()]
    return days


def _one(value: str) -> float:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return float("nan")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / DAY_S


def _compact(numbers: Floats) -> Floats:
    """Days of dates written as one number, NaN where the month or the day is none."""
    whole = np.nan_to_num(numbers, nan=0).astype(np.int64)
    values = np.unique(whole)
    text = [f"{n // 10000:04d}-{n // 100 % 100:02d}-{n % 100:02d}" for n in values.tolist()]
    return _iso(pa.array(text, pa.string()))[np.searchsorted(values, whole)]


def _days(times: pa.Array) -> Floats:
    return _floats(times.cast(pa.int64()).cast(pa.float64())) / (DAY_S * 1e6)


def _floats(values: pa.Array) -> Floats:
    return np.asarray(values.to_numpy(zero_copy_only=False), np.float64)


def _flags(values: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), bool)

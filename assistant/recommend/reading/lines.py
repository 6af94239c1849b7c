"""The lines of a file as they are read: when each was, and what was left out and why."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assistant.recommend.reading.times import Meaning, meaning, parse, to_days

Number = TypeVar("Number", bound=np.generic)

FIRST_LINE = 2
"""The file's line of its first values, under that of the names."""


class Lines:
    """What purchases and events have alike; the arrays of a batch have a value a line."""

    def __init__(self) -> None:
        self.count = 0
        self.dropped: Counter[str] = Counter()
        self._first: dict[str, int] = {}
        self._days: list[NDArray[np.float64]] = []
        self._numbers: list[NDArray[np.float64]] = []
        self._row: list[NDArray[np.int64]] = []

    def first(self, why: str) -> int | None:
        """The file's first line that was left out for this reason."""
        return self._first.get(why)

    def take(
        self,
        batch: pa.RecordBatch,
        ids: Sequence[str],
        wrong: Sequence[tuple[str, NDArray[np.bool_]]],
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Count a batch's lines in: which are kept, and each one's place in the file.

        Left out are those that lack one of the `ids`, whose timestamp is none, and, by reason,
        those that `wrong` says; a line by its first reason alone.
        """
        rows = np.arange(self.count, self.count + len(batch)) + FIRST_LINE
        self.count += len(batch)
        days, numbers = parse(batch["timestamp"])
        named = np.ones(len(batch), bool)
        for name in ids:
            named &= np.asarray(pc.is_valid(batch[name]).to_numpy(zero_copy_only=False))
        untimed = np.isnan(days) & np.isnan(numbers)
        kept = np.ones(len(batch), bool)
        for why, flags in (("nameless", ~named), ("unreadable_times", untimed), *wrong):
            self.drop(why, kept & flags, rows)
            kept &= ~flags
        self._days.append(days[kept])
        self._numbers.append(numbers[kept])
        self._row.append(rows[kept])
        return kept, rows

    def drop(self, why: str, flags: NDArray[np.bool_], rows: NDArray[np.int64]) -> None:
        """Note that the lines which `flags` says are left out."""
        if flags.any():
            self.dropped[why] += int(flags.sum())
            self._first.setdefault(why, int(rows[flags][0]))

    def times(self) -> tuple[Meaning, NDArray[np.float64]]:
        """What the timestamps are, and the day of each line that was kept (NaN: none)."""
        numbers, days = joined(self._numbers, np.float64), joined(self._days, np.float64)
        meant = meaning(numbers, any_times=bool(np.isfinite(days).any()))
        when = np.where(np.isnan(days), to_days(numbers, meant), days)
        return meant, when

    def timed(self, when: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which lines have a day after all; the others are left out."""
        good = np.isfinite(when)
        self.drop("unreadable_times", ~good, joined(self._row, np.int64))
        return good

    @property
    def reasons(self) -> str:
        """How many were left out for what, as an error says it."""
        return ", ".join(f"{n} {why.replace('_', ' ')}" for why, n in self.dropped.items())


def joined(parts: list[NDArray[Number]], kind: type[Number]) -> NDArray[Number]:
    """All parts in one; none where there are none."""
    return np.concatenate(parts) if parts else np.zeros(0, kind)

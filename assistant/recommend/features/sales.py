"""How much of each product the shop sold in the days before a moment: season and campaigns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Floats, History, Ints

DAYS_KEPT = 430
"""Of the end of a history; what is earlier is counted as one day."""


@dataclass(frozen=True, slots=True)
class Sales:
    """`until[p, d]` (int32) counts the lines of product p before day `first + d`; `of_all` those
    of all products."""

    first: int
    until: NDArray[np.int32]
    of_all: NDArray[np.int64]

    @classmethod
    def of(cls, history: History) -> "Sales":
        """Count the lines of `history`; one without dates has no days to count by."""
        if not len(history) or not history.dated:
            return cls(0, np.zeros((history.products, 1), np.int32), np.zeros(1, np.int64))
        day = np.floor(history.day).astype(np.int64)
        last = int(day.max())
        first = max(int(day.min()), last - DAYS_KEPT)
        days = last - first + 2
        place = np.maximum(day - first, 0) + 1
        until = np.bincount(history.product * days + place, minlength=history.products * days)
        counted = until.astype(np.int32).reshape(history.products, days)
        np.cumsum(counted, axis=1, dtype=np.int32, out=counted)
        return cls(first, counted, np.cumsum(np.bincount(place, minlength=days)))

    def within(self, days: int, product: Ints, at: Floats) -> tuple[Floats, Floats]:
        """Lines of each `product` in the `days` whole days before the day of `at`, and how far
        that is above the product's usual share of all sales (1: as usual)."""
        last = self.until.shape[1] - 1
        end = np.clip(np.floor(at).astype(np.int64) - self.first, 0, last)
        begin = np.maximum(end - days, 0)
        lines = (self.until[product, end] - self.until[product, begin]).astype(np.float64)
        all_lines = np.maximum(1, self.of_all[end] - self.of_all[begin])
        share = (self.until[product, last] + 10) / max(1, self.of_all[last])
        return lines, (lines + 1) / (all_lines * share + 1)

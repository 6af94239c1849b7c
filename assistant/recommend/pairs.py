"""The purchases of a history by customer and product: when each bought each, in order."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Flags, Floats, History, Ints


@dataclass(frozen=True)
class Pairs:
    """Each customer with each product that they bought, by customer and then product.

    `customer`, `product` (int32) have a value a pair; the purchases of pair i are the lines
    `line[start[i]:start[i + 1]]` of the `history`, in the order of time.
    """

    history: History
    customer: Ints
    product: Ints
    start: NDArray[np.int64]
    line: NDArray[np.int64]

    @classmethod
    def of(cls, history: History) -> "Pairs":
        """All pairs of `history`."""
        key = history.customer.astype(np.int64) * history.products + history.product
        line = np.argsort(key, kind="stable")
        new = np.ones(len(line), bool)
        new[1:] = np.diff(key[line]) != 0
        first = np.flatnonzero(new)
        return cls(
            history,
            history.customer[line][first],
            history.product[line][first],
            np.append(first, len(line)),
            line,
        )

    def __len__(self) -> int:
        return len(self.customer)

    @cached_property
    def key(self) -> NDArray[np.int64]:
        """A number to each pair, ascending: customer times products plus product."""
        return self.customer.astype(np.int64) * self.history.products + self.product

    @cached_property
    def times(self) -> Ints:
        """In how many lines each was bought."""
        return np.diff(self.start).astype(np.int32)

    @cached_property
    def pair(self) -> Ints:
        """Of each entry of `line`, its pair."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.times)

    @cached_property
    def gaps(self) -> "Gaps":
        """From one purchase to the next of each pair."""
        return Gaps.of(self)

    def total(self, values: NDArray[np.floating]) -> Floats:
        """The sum of `values`, one to an entry of `line`, over each pair."""
        found: Floats = np.bincount(self.pair, values, len(self)).astype(np.float64)
        return found

    def day(self, which: int) -> Floats:
        """The day of each pair's first (0), last (-1) or other purchase; see `at`."""
        return self.history.day[self.at(which)]

    def at(self, which: int) -> NDArray[np.int64]:
        """The line of each pair's purchase number `which`, from the end where below 0; NaN's
        place is taken by the nearest one there is."""
        place = self.start[:-1] + which if which >= 0 else self.start[1:] + which
        return self.line[np.clip(place, self.start[:-1], self.start[1:] - 1)]


@dataclass(frozen=True, slots=True)
class Gaps:
    """To each entry of the pairs' `line` the `days` and `baskets` since the purchase before it;
    0 for the `first` of a pair, which has none before it."""

    days: Floats
    baskets: Floats
    first: Flags

    @classmethod
    def of(cls, pairs: Pairs) -> "Gaps":
        """The gaps of all pairs."""
        history = pairs.history
        first = np.zeros(len(history), bool)
        first[pairs.start[:-1]] = True
        left = history.baskets.left[history.baskets.line][pairs.line].astype(np.float64)
        days = np.diff(history.day[pairs.line], prepend=np.nan)
        baskets = -np.diff(left, prepend=np.nan)
        return cls(np.where(first, 0.0, days), np.where(first, 0.0, baskets), first)

"""What a method is: fitted on a past, it lists what customers will buy at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Floats, History, Ints

NONE = -1
"""Stands where a list has no more products."""


@dataclass(frozen=True, slots=True)
class Lists:
    """A list a customer, best first.

    `product` (int32) and `score` (float64) are of the shape (customers, k); where a list is
    shorter, `product` is NONE and `score` is -inf.
    """

    product: Ints
    score: Floats

    @classmethod
    def joined(cls, parts: Sequence["Lists"], k: int) -> "Lists":
        """The lists of `k` of all `parts`, one after the other."""
        if not parts:
            return _empty(0, k)
        return cls(
            np.concatenate([part.product for part in parts]),
            np.concatenate([part.score for part in parts]),
        )


class Fitted(Protocol):
    """A method that knows a past."""

    def best(self, customers: Ints, at: Floats, k: int) -> Lists:
        """The `k` likeliest products of each of the `customers` (their numbers, each once) at the
        moments `at`, in days since 1970 and not earlier than their last purchase that is known."""


class Method(Protocol):
    """A way to say what will be bought next."""

    @property
    def name(self) -> str:
        """As the tables have it."""

    def fit(self, past: History) -> Fitted:
        """Learn from `past`, of which nothing is left out and to which nothing is added."""


def best_of_pairs(
    row: NDArray[np.integer],
    product: NDArray[np.integer],
    score: NDArray[np.floating],
    rows: int,
    k: int,
) -> Lists:
    """The `k` best of scored pairs to each of `rows` lists; `row` is ascending. Of equal scores
    the pair that stands first wins."""
    order = np.lexsort((-score, row))
    counts = np.bincount(row, minlength=rows)
    rank = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept = rank < k
    lists = _empty(rows, k)
    place = (row[order][kept], rank[kept])
    lists.product[place] = product[order][kept]
    lists.score[place] = score[order][kept]
    return lists


def best_of_candidates(
    customers: Ints,
    customer: Ints,
    product: NDArray[np.integer],
    score: NDArray[np.floating],
    k: int,
) -> Lists:
    """The `k` best of scored candidates, each a `customer` with a `product`, to each of the
    `customers`, in whose order the lists stand."""
    row = np.zeros(int(customers.max(initial=-1)) + 1, np.int64)
    row[customers] = np.arange(len(customers))
    rows = row[customer]
    order = np.argsort(rows, kind="stable")
    return best_of_pairs(rows[order], product[order], score[order], len(customers), k)


def best_of_rows(scores: NDArray[np.floating], k: int) -> Lists:
    """The `k` best products of dense `scores`, (customers, products); a score of 0 or less is no
    suggestion."""
    rows, products = scores.shape
    k_found = min(k, products)
    cut = np.argpartition(-scores, k_found - 1, axis=1)[:, :k_found]
    found = np.take_along_axis(scores, cut, 1)
    order = np.lexsort((cut, -found), axis=1)
    cut, found = np.take_along_axis(cut, order, 1), np.take_along_axis(found, order, 1)
    lists = _empty(rows, k)
    lists.product[:, :k_found] = np.where(found > 0, cut, NONE)
    lists.score[:, :k_found] = np.where(found > 0, found, -np.inf)
    return lists


def _empty(rows: int, k: int) -> Lists:
    return Lists(np.full((rows, k), NONE, np.int32), np.full((rows, k), -np.inf))

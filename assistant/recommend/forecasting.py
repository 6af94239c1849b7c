"""From a shop's history to its forecast."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.forecast import Forecast
from assistant.recommend.habits import habits
from assistant.recommend.history import History
from assistant.recommend.methods.port import NONE
from assistant.recommend.pairs import Pairs
from assistant.recommend.suggestion import Wish

if TYPE_CHECKING:
    from assistant.recommend.learning.model import Expected

LISTED = 60
"""Products kept of each customer's list: what the rules hold back is replaced by later ones."""

POPULAR_OF_DAYS = 28
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)


def forecast(history: History, at: datetime) -> Forecast:
    """What the customers of `history` are expected to want at `at`.

    It is fitted on what was bought before, and all lists are made at once: a minute for a million
    lines, after which a list costs nothing.
    """
    # here, since what it needs takes seconds to load, and OpenMP, which a bare system may lack:
    # rooms answer without either
    from assistant.recommend.learning.model import Model

    day = (at - _EPOCH) / _A_DAY
    past = history.before(day)
    customers = np.flatnonzero(past.baskets.counts > 0).astype(np.int32)
    expected = Model.fit(past).expect(customers, np.full(len(customers), day), LISTED)
    row = np.full(past.customers, NONE, np.int64)
    row[customers] = np.arange(len(customers))
    return _Lists(past, at, expected, row)


class _Lists:
    """`row` gives each customer number their row in `expected`, or NONE."""

    def __init__(
        self, past: History, at: datetime, expected: "Expected", row: NDArray[np.int64]
    ) -> None:
        self.at = at
        self._past = past
        self._expected = expected
        self._row = row

    def of(self, customer: str, k: int) -> Sequence[Wish]:
        number = self._numbers.get(customer)
        if number is None or self._row[number] == NONE:
            return self.popular(k)
        row, own = self._row[number], habits(self._past, number)
        found = self._expected
        wishes: list[Wish] = []
        for product, probability, due in zip(
            found.lists.product[row], found.probability[row], found.due[row], strict=True
        ):
            if product == NONE or len(wishes) == k:
                break
            if np.isnan(probability):
                continue
            name = self._past.ids.products[product]
            when = self.at + float(due) * _A_DAY if np.isfinite(due) else None
            wishes.append(Wish(name, float(probability), when, own.get(name)))
        return wishes

    def popular(self, k: int) -> Sequence[Wish]:
        return self._popular[:k]

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self._past.ids.customers)}

    @cached_property
    def _popular(self) -> Sequence[Wish]:
        """By how many customers bought each lately, then ever, with the share of all customers who
        did lately."""
        lately = _buyers(self._past.since((self.at - _EPOCH) / _A_DAY - POPULAR_OF_DAYS))
        ever = _buyers(self._past)
        share = lately / max(1, int((self._row != NONE).sum()))
        best = np.lexsort((-ever, -lately))
        return [Wish(self._past.ids.products[p], float(share[p])) for p in best if ever[p]]


def _buyers(history: History) -> NDArray[np.int64]:
    """How many customers bought each product."""
    return np.bincount(Pairs.of(history).product, minlength=history.products)

"""From a shop's history to its forecast."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from assistant.recommend.forecast import Forecast
from assistant.recommend.habits import habits
from assistant.recommend.history import History
from assistant.recommend.suggestion import Wish

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def forecast(history: History, at: datetime) -> Forecast:
    """What the customers of `history` are expected to want at `at`; takes up to a minute."""
    return _ByHabit(history.before((at - _EPOCH) / timedelta(days=1)), at)


class _ByHabit:
    def __init__(self, history: History, at: datetime) -> None:
        self.at = at
        self._history = history

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self._history.ids.customers)}

    @cached_property
    def _popular(self) -> Sequence[Wish]:
        sold = np.bincount(self._history.product, minlength=self._history.products)
        share = sold / max(1, sold.sum())
        best = np.argsort(-sold, kind="stable")
        return [Wish(self._history.ids.products[p], float(share[p])) for p in best if sold[p]]

    def of(self, customer: str, k: int) -> Sequence[Wish]:
        number = self._numbers.get(customer)
        if number is None:
            return self.popular(k)
        found = []
        for product, habit in habits(self._history, number).items():
            gap = habit.gap_days or 60.0
            passed = (self.at - habit.last) / timedelta(days=1)
            due = habit.last + timedelta(days=gap)
            found.append(Wish(product, min(0.99, passed / (passed + gap)), due, habit))
        return sorted(found, key=lambda wish: -wish.probability)[:k]

    def popular(self, k: int) -> Sequence[Wish]:
        return self._popular[:k]

"""The whole model: what is in the next basket, when each thing is due, how sure that is."""

from dataclasses import dataclass

import numpy as np

from assistant.recommend.features.own import HORIZON_DAYS as RHYTHM_DAYS
from assistant.recommend.features.table import Table, in_pieces, table
from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.learning.basket import Learned, NextBasket
from assistant.recommend.learning.timing import SAID, Timing, due_in
from assistant.recommend.methods.port import NONE, Lists

_UNKNOWN = np.nan


@dataclass(frozen=True, slots=True)
class Expected:
    """Lists of the shape (customers, k): their `lists`, the `probability` that each product is
    bought within SAID days, and in how many days it is `due`, below 0 where it is overdue; both
    NaN where nothing is known."""

    lists: Lists
    probability: Floats
    due: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """Fitted on a past; a `Fitted` that also tells when."""

    basket: NextBasket
    timing: Timing

    @classmethod
    def fit(cls, past: History, learned: Learned | None = None) -> "Model":
        """Learn the order and the timing from `past`."""
        return cls((learned or Learned()).fit(past), Timing.of(past))

    @property
    def past(self) -> History:
        """What it was fitted on."""
        return self.basket.past

    def best(self, customers: Ints, at: Floats, k: int) -> Lists:
        """As `Fitted.best` says."""
        return self.basket.best(customers, at, k)

    def expect(self, customers: Ints, at: Floats, k: int) -> Expected:
        """The `k` likeliest products of each of the `customers`, and when they are due."""
        parts = [self._expect(some, moments, k) for some, moments in in_pieces(customers, at)]
        if not parts:
            nothing = np.zeros((0, k))
            return Expected(Lists.joined([], k), nothing, nothing)
        return Expected(
            Lists.joined([part.lists for part in parts], k),
            np.concatenate([part.probability for part in parts]),
            np.concatenate([part.due for part in parts]),
        )

    def _expect(self, customers: Ints, at: Floats, k: int) -> Expected:
        candidates = table(self.past, self.basket.shop, customers, at)
        lists = self.basket.of_table(candidates, customers, k)
        rows = candidates.rows(np.repeat(customers, k), lists.product.ravel())
        some = np.flatnonzero(lists.product.ravel() != NONE)
        chosen = candidates.where(rows[some])
        probability, due = np.full((2, lists.product.size), _UNKNOWN)
        if len(some) and self.past.dated:
            probability[some], due[some] = self.when(chosen)
        shape = lists.product.shape
        return Expected(lists, probability.reshape(shape), due.reshape(shape))

    def when(self, candidates: Table) -> tuple[Floats, Floats]:
        """The probability of each candidate and in how many days it is due, as `Expected` has
        them; of a past that has days."""
        found = self.timing.probabilities(candidates)
        if found is None:
            return _by_rhythm(candidates)
        return found[:, self.timing.said], due_in(found)


def _by_rhythm(chosen: Table) -> tuple[Floats, Floats]:
    """Without trees: the Poisson-Gamma rate's probability, and what is left of the usual gap; of
    what was never bought, nothing."""
    within = chosen.column("poisson_gamma").astype(np.float64)
    longer = -np.expm1(np.log1p(-np.minimum(within, 0.999)) * SAID / RHYTHM_DAYS)
    gap, expected = chosen.column("gap"), chosen.column("expected_gap")
    left = np.where(np.isnan(gap), expected, gap) - chosen.column("since")
    return longer, left.astype(np.float64)

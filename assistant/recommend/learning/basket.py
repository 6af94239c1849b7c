"""The learned combination: which candidates are in the next basket, by trees over the table."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant.recommend.features.shop import Shop
from assistant.recommend.features.table import Table, in_pieces, table
from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.learning.examples import Examples, in_threads, joined, sampled
from assistant.recommend.learning.trees import Trees, grow
from assistant.recommend.methods.port import NONE, Lists, best_of_candidates

SETTINGS = {"feature_fraction": 0.35, "max_bin": 63}
"""As good as more of both on Complete Journey's validation baskets, in half the time."""

PROMISING = 8
"""So many times as many as are wanted go on from the first look to all trees: on Complete Journey
none of any list of ten is lost, and the lists take half the time."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Trained on the last `baskets` of each customer but what is held out: each of them foretold
    of those before it, beside a part of the `negatives`, what might have been in it and was not. A
    basket of n products counts n^(1 - `evening`) times as much as one. Luck weighs less in the mean
    of several `ensembles`. The columns `without` are not shown to it, to see what they are worth.
    """

    baskets: int = 8
    negatives: float = 0.08
    rounds: int = 300
    ensembles: int = 2
    evening: float = 0.3
    seed: int = 20
    settings: dict[str, Any] = field(default_factory=lambda: {**SETTINGS})
    without: tuple[str, ...] = ()
    name: str = "Xiaoer"

    def fit(self, past: History) -> "NextBasket":
        """Grow the trees."""
        parts = in_threads(lambda skipped: self._examples(past, skipped), range(self.baskets))
        trees = None
        if parts:
            whole = joined(parts)
            parts.clear()
            trees = grow(
                whole.values,
                whole.bought,
                whole.weight,
                self.rounds,
                ensembles=self.ensembles,
                **self.settings,
            )
        return NextBasket(past, Shop.of(past), trees)

    def _examples(self, past: History, skipped: int) -> Examples | None:
        draw = np.random.default_rng((self.seed, skipped))
        target = past.last_baskets(skipped)
        before = past.without_last_baskets(skipped + 1)
        both = (target.baskets.counts > 0) & (before.baskets.counts > 0)
        customers = sampled(np.flatnonzero(both).astype(np.int32), before, draw)
        if not len(customers):
            return None
        at = target.baskets.last_day[customers]
        shop = Shop.of(before)
        return joined(
            self._drawn(table(before, shop, some, moments), target, draw)
            for some, moments in in_pieces(customers, at)
        )

    def _drawn(self, candidates: Table, target: History, draw: np.random.Generator) -> Examples:
        bought = candidates.bought_in(target)
        sizes = np.bincount(candidates.customer, bought, target.customers).clip(min=1.0)
        weight = sizes[candidates.customer] ** -self.evening
        # trees never split on a column that is all unknown, so that a list need not blank it again
        values = candidates.blanked(self.without)
        return Examples.drawn(values, bought, draw, self.negatives, weight)


@dataclass(frozen=True, slots=True)
class NextBasket:
    """A past, and the trees grown on it; None where it held nothing to learn from."""

    past: History
    shop: Shop
    trees: Trees | None

    def best(self, customers: Ints, at: Floats, k: int) -> Lists:
        """As `Fitted.best` says; the scores are comparable between the products of a customer."""
        parts = [
            self.of_table(table(self.past, self.shop, some, moments), some, k)
            for some, moments in in_pieces(customers, at)
        ]
        return Lists.joined(parts, k)

    def of_table(self, candidates: Table, customers: Ints, k: int) -> Lists:
        """The best of `candidates`, which are those of `customers`."""
        if self.trees is None:
            return _best(candidates, _by_habit(candidates), customers, k)
        looked = self.trees.first_look(candidates.values)
        rough = _best(candidates, looked, customers, PROMISING * k)
        wanted = rough.product.ravel()
        named = wanted != NONE
        rows = candidates.rows(np.repeat(customers, rough.product.shape[1])[named], wanted[named])
        promising = candidates.where(rows)
        return _best(promising, self.trees.score(promising.values), customers, k)


def _best(candidates: Table, score: Floats, customers: Ints, k: int) -> Lists:
    return best_of_candidates(customers, candidates.customer, candidates.product, score, k)


def _by_habit(candidates: Table) -> Floats:
    """Without trees: how often and how lately each was bought, then what goes with it."""
    own, near = candidates.column("decayed_0.95"), candidates.column("companion")
    return np.where(np.isnan(own), near / (1 + near), 1 + own).astype(np.float64)

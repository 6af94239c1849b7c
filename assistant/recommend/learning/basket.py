"""The learned combination: which candidates are in the next basket, by trees over the table."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant.recommend.features.shop import Shop
from assistant.recommend.features.table import Table, in_pieces, table
from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.learning.examples import Examples, in_threads, joined, sampled
from assistant.recommend.learning.trees import Trees, grow
from assistant.recommend.methods.port import Lists, best_of_candidates


@dataclass(frozen=True, slots=True)
class Learned:
    """Trained on the last `baskets` of each customer but what is held out: each of them foretold
    of those before it. A basket of n products counts n^(1 - `evening`) times as much as one. The
    columns `without` are not shown to it, to see what they are worth."""

    baskets: int = 5
    rounds: int = 300
    evening: float = 0.3
    seed: int = 20
    settings: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    name: str = "Xiaoer"

    def fit(self, past: History) -> "NextBasket":
        """Grow the trees."""
        parts = in_threads(lambda skipped: self._examples(past, skipped), range(self.baskets))
        trees = None
        if parts:
            whole = joined(parts)
            parts.clear()
            trees = grow(whole.values, whole.bought, whole.weight, self.rounds, **self.settings)
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
        return Examples.drawn(candidates.blanked(self.without), bought, draw, weight)


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
        score = self.scores(candidates)
        return best_of_candidates(customers, candidates.customer, candidates.product, score, k)

    def scores(self, candidates: Table) -> Floats:
        """The trees' word; without trees, how often and how lately each was bought."""
        if self.trees is not None:
            return self.trees.score(candidates.values)
        own, near = candidates.column("decayed_0.95"), candidates.column("companion")
        return np.where(np.isnan(own), near / (1 + near), 1 + own).astype(np.float64)

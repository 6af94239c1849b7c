"""When: the probability that a candidate is bought within some days, by trees over the table.

Trained at moments of the past that lie far enough back for their future to be known. A horizon is
one more column, along which the probability only rises.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.features.shop import Shop
from assistant.recommend.features.table import Table, in_pieces, table
from assistant.recommend.history import Flags, Floats, History
from assistant.recommend.learning.examples import Examples, in_threads, joined, sampled
from assistant.recommend.learning.trees import Trees, grow

HORIZONS = (3, 7, 14, 28, 56)
"""Days."""

SAID = 14
"""The horizon that a suggestion's probability is of."""

MOMENTS = (14, 28, 42, 56)
"""Days before the end of a past at which it is asked what came."""

OF_THE_HOUR = frozenset(
    {
        "hour",
        "weekday",
        "hour_alike",
        "share_at_hour",
        "share_alike",
        "size_alike",
        "product_hour",
        "product_weekday",
    }
)
"""Columns that tell of a visit at this very moment, and nothing of the days to come."""

NEGATIVES_KEPT = 0.2
ROUNDS = 200
_ROWS_AT_MOST = 300_000


@dataclass(frozen=True, slots=True)
class Timing:
    """The trees, and the log odds of a purchase within each of HORIZONS that they begin at, so
    that the mean of each is right whatever they share; no trees where the past was too short."""

    trees: Trees | None
    base: tuple[float, ...] = ()

    @property
    def said(self) -> int:
        """The place of SAID among HORIZONS."""
        return HORIZONS.index(SAID)

    @classmethod
    def of(cls, past: History, seed: int = 20) -> "Timing":
        """Learn from the moments of `past`, whose days are days."""
        if not len(past) or not past.dated:
            return cls(None)
        end = float(past.day.max())
        parts = in_threads(lambda back: _examples(past, end - back, back, seed), MOMENTS)
        if not parts:
            return cls(None)
        whole = joined(parts)
        parts.clear()
        width = whole.values.shape[1]
        rising = [0] * (width - 1) + [1]
        horizon = whole.values[:, -1]
        base = tuple(_log_odds(whole.bought[horizon == days]) for days in HORIZONS)
        trees = grow(
            whole.values,
            whole.bought,
            None,
            ROUNDS,
            offset=np.asarray(base)[np.searchsorted(HORIZONS, horizon)],
            monotone_constraints=rising,
        )
        return cls(trees, base)

    def probabilities(self, candidates: Table) -> Floats | None:
        """That each candidate is bought within each of HORIZONS, (rows, horizons)."""
        if self.trees is None:
            return None
        found = [
            self.trees.score(_asked(candidates, days)) + base
            for days, base in zip(HORIZONS, self.base, strict=True)
        ]
        # Fewer negatives were shown than there are: their odds are as much too high.
        odds = np.stack(found, axis=1) + np.log(NEGATIVES_KEPT)
        probability: Floats = 1 / (1 + np.exp(-odds))
        return probability


def due_in(probability: Floats) -> Floats:
    """The day, from now, by which a purchase within the longest horizon has come to pass in half
    of the cases; `probability` is (rows, horizons)."""
    half = probability[:, -1] / 2
    days = np.concatenate([[0.0], np.asarray(HORIZONS, np.float64)])
    rising = np.concatenate([np.zeros((len(half), 1)), probability], axis=1)
    after = np.argmax(rising >= half[:, None], axis=1).clip(min=1)
    rows = np.arange(len(half))
    low, high = rising[rows, after - 1], rising[rows, after]
    part = np.divide(half - low, high - low, out=np.ones(len(half)), where=high > low)
    found: Floats = days[after - 1] + part * (days[after] - days[after - 1])
    return found


def _examples(past: History, day: float, known_days: int, seed: int) -> Examples | None:
    """Candidates at `day`, each asked of one horizon that is known by now."""
    draw = np.random.default_rng((seed, known_days))
    before, after = past.before(day), past.since(day)
    customers = np.flatnonzero(before.baskets.counts > 0).astype(np.int32)
    customers = sampled(customers, before, draw, _ROWS_AT_MOST)
    if not len(customers) or not len(after):
        return None
    shop = Shop.of(before)
    return joined(
        _drawn(table(before, shop, some, at), after, day, known_days, draw)
        for some, at in in_pieces(customers, np.full(len(customers), day))
    )


def _drawn(
    candidates: Table, after: History, day: float, known_days: int, draw: np.random.Generator
) -> Examples:
    horizon = draw.choice([days for days in HORIZONS if days <= known_days], len(candidates))
    bought = np.zeros(len(candidates), bool)
    for days in np.unique(horizon):
        asked = horizon == days
        bought[asked] = candidates.where(asked).bought_in(after.before(day + days))
    values = _asked(candidates, horizon)
    return Examples.drawn(values, bought, draw, NEGATIVES_KEPT)


def _asked(candidates: Table, days: NDArray[np.int64] | int) -> NDArray[np.float32]:
    """The columns that tell of days, and the horizon."""
    told = [place for place, name in enumerate(candidates.names) if name not in OF_THE_HOUR]
    column = np.broadcast_to(np.asarray(days, np.float32), len(candidates))
    return np.concatenate([candidates.values[:, told], column[:, None]], axis=1)


def _log_odds(bought: Flags) -> float:
    """Of a purchase among some examples, one of each kind added."""
    return float(np.log((bought.sum() + 1) / ((~bought).sum() + 1)))

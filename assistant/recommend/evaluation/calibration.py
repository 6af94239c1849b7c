"""Whether what is said to be due comes to pass as often as is said."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.recommend.features.shop import Shop
from assistant.recommend.features.table import in_pieces, table
from assistant.recommend.history import Floats, History
from assistant.recommend.learning.basket import NextBasket
from assistant.recommend.learning.model import Model
from assistant.recommend.learning.timing import SAID, Timing

FORTNIGHTS = 3
"""How many of the last are asked about, each by what was known before it: one alone may be that of
Christmas."""

BINS = np.linspace(0, 1, 11)
FEWEST = 100
"""Suggestions of a bin whose share means something: its standard error is then .05 at most."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of what is said to be due within SAID days, by its probability: how many there are in each
    bin of tenths (`count`), what was `said` on average, and the share that was `bought`; NaN where
    a bin is empty."""

    count: Floats
    said: Floats
    bought: Floats

    @property
    def worst(self) -> float:
        """The greatest difference of a bin of FEWEST or more; NaN without one."""
        enough = self.count >= FEWEST
        if not enough.any():
            return float("nan")
        return float(np.abs(self.said - self.bought)[enough].max())


def calibrated(
    history: History, progress: Callable[[str], None] = lambda told: None
) -> Calibration | None:
    """What was said before each of the last FORTNIGHTS, against what came in it; None where the
    history has no dates or is too short."""
    if not history.dated or not len(history):
        return None
    end = float(np.floor(history.day.max()))
    count, said, bought = np.zeros((3, len(BINS) - 1))
    for back in range(1, FORTNIGHTS + 1):
        progress(f"due dates {back} of {FORTNIGHTS}")
        for probability, came in _said(history, end - SAID * back):
            place = np.digitize(probability, BINS[1:-1])
            count += np.bincount(place, minlength=len(count))
            said += np.bincount(place, probability, len(count))
            bought += np.bincount(place, came, len(count))
    if not count.any():
        return None
    with np.errstate(invalid="ignore"):
        return Calibration(count, said / count, bought / count)


def _said(history: History, day: float) -> list[tuple[Floats, Floats]]:
    """The probabilities of what was said on `day` to be due within SAID days, and whether each was
    bought, of some customers at a time."""
    past = history.before(day)
    future = history.since(day).before(day + SAID)
    customers = np.flatnonzero(past.baskets.counts > 0).astype(np.int32)
    model = Model(NextBasket(past, Shop.of(past), None), Timing.of(past))
    found = []
    for some, at in in_pieces(customers, np.full(len(customers), day)):
        candidates = table(past, model.basket.shop, some, at)
        probability, due = model.when(candidates)
        told = due <= SAID
        came = candidates.bought_in(future)[told].astype(np.float64)
        found.append((probability[told], came))
    return found

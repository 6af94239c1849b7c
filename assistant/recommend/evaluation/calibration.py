"""Whether what is said to be due comes to pass as often as is said."""

from dataclasses import dataclass

import numpy as np

from assistant.recommend.history import Floats, History
from assistant.recommend.learning.model import Model
from assistant.recommend.learning.timing import SAID
from assistant.recommend.lookup import among
from assistant.recommend.methods.port import NONE
from assistant.recommend.pairs import Pairs

LISTED = 50
"""Products of each customer that are looked at."""

BINS = np.linspace(0, 1, 11)
FEWEST = 100
"""Suggestions of a bin whose share means something: its standard error is then .05 at most."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of the suggestions said to be due within SAID days, by their probability: how many there are
    in each bin of tenths (`count`), what was `said` on average, and the share that was `bought`;
    NaN where a bin is empty."""

    day: float
    count: Floats
    said: Floats
    bought: Floats

    @property
    def worst(self) -> float:
        """The greatest difference of a bin of FEWEST suggestions or more; NaN without one."""
        enough = self.count >= FEWEST
        if not enough.any():
            return float("nan")
        return float(np.abs(self.said - self.bought)[enough].max())


def calibrated(history: History) -> Calibration | None:
    """A model of the past of a day SAID days before the end of `history`, against what came then;
    None where the history has no dates or is too short."""
    if not history.dated or not len(history):
        return None
    day = float(np.floor(history.day.max())) - SAID
    past = history.before(day)
    customers = np.flatnonzero(past.baskets.counts > 0).astype(np.int32)
    if not len(customers):
        return None
    expected = Model.fit(past).expect(customers, np.full(len(customers), day), LISTED)
    future = history.since(day).before(day + SAID)
    product = expected.lists.product
    keys = customers.astype(np.int64)[:, None] * history.products + product
    said = (product != NONE) & (expected.due <= SAID)
    bought = among(keys, Pairs.of(future).key)[said]
    probability = expected.probability[said]
    place = np.digitize(probability, BINS[1:-1])
    count = np.bincount(place, minlength=len(BINS) - 1).astype(np.float64)
    with np.errstate(invalid="ignore"):
        return Calibration(
            day,
            count,
            np.bincount(place, probability, len(count)) / count,
            np.bincount(place, bought, len(count)) / count,
        )

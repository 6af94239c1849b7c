"""Gradient-boosted trees (LightGBM) with the settings that all models here share."""

from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Flags, Floats

SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 20,
}
"""Chosen on Complete Journey's validation baskets; deterministic, so that a figure can be seen
again."""

FEWEST = 500
"""Rows of a kind to learn from; a shop that has fewer goes by rhythm and frequency."""

FEW = 50_000


@dataclass(frozen=True, slots=True)
class Trees:
    """Grown trees over the columns that they were grown on."""

    booster: lightgbm.Booster

    def score(self, values: NDArray[np.float32]) -> Floats:
        """The log of the odds of each row, (rows,)."""
        if not len(values):
            return np.zeros(0)
        found = self.booster.predict(values, raw_score=True, num_threads=_threads(len(values)))
        return np.asarray(found, np.float64)


def grow(
    values: NDArray[np.float32],
    bought: Flags,
    weight: Floats | None,
    rounds: int,
    offset: Floats | None = None,
    **settings: Any,
) -> Trees | None:
    """Trees that tell the rows that were `bought`; None where too few were to learn from. They
    begin at the log odds `offset`, a value a row, which is to be added to what they score."""
    if min(int(bought.sum()), int((~bought).sum())) < FEWEST:
        return None
    data = lightgbm.Dataset(values, bought.astype(np.float32), weight=weight, init_score=offset)
    threads = {"num_threads": _threads(len(values))}
    return Trees(lightgbm.train(SETTINGS | threads | settings, data, rounds))


def _threads(rows: int) -> int:
    """Two cores for many rows; of a few, threads wait for each other longer than they work."""
    return 1 if rows < FEW else 2

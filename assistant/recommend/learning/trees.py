"""Gradient-boosted trees (LightGBM) with the settings that all models here share."""

from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Flags, Floats

SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.1,
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
}
"""Chosen on Complete Journey's validation baskets; deterministic, so that a figure can be seen
again."""

SEED = 20

FEWEST = 500
"""Rows of a kind to learn from; a shop that has fewer goes by rhythm and frequency."""

FEW = 50_000
FIRST_FEW = 40


@dataclass(frozen=True, slots=True)
class Trees:
    """Grown trees over the columns that they were grown on, in one or several ensembles."""

    boosters: tuple[lightgbm.Booster, ...]

    def score(self, values: NDArray[np.float32]) -> Floats:
        """The log of the odds of each row, (rows,), the mean of what the ensembles say."""
        said = [_said(booster, values) for booster in self.boosters]
        mean: Floats = np.mean(said, axis=0)
        return mean

    def first_look(self, values: NDArray[np.float32]) -> Floats:
        """What the first few trees say, soon: enough to tell rows that are out of the question."""
        return _said(self.boosters[0], values, num_iteration=FIRST_FEW)


def grow(
    values: NDArray[np.float32],
    bought: Flags,
    weight: Floats | None,
    rounds: int,
    offset: Floats | None = None,
    *,
    ensembles: int = 1,
    **settings: Any,
) -> Trees | None:
    """Trees that tell the rows that were `bought`; None where too few were to learn from. They
    begin at the log odds `offset`, a value a row, which is to be added to what they score. Several
    `ensembles`, each of `rounds` trees, are drawn independently."""
    if min(int(bought.sum()), int((~bought).sum())) < FEWEST:
        return None
    data = lightgbm.Dataset(values, bought.astype(np.float32), weight=weight, init_score=offset)
    told = SETTINGS | {"num_threads": _threads(len(values))} | settings
    seeds = range(SEED, SEED + ensembles)
    return Trees(tuple(lightgbm.train(told | {"seed": seed}, data, rounds) for seed in seeds))


def _said(booster: lightgbm.Booster, values: NDArray[np.float32], **only: int) -> Floats:
    if not len(values):
        return np.zeros(0)
    threads = _threads(len(values))
    found = booster.predict(values, raw_score=True, num_threads=threads, **only)
    return np.asarray(found, np.float64)


def _threads(rows: int) -> int:
    """Two cores for many rows; of a few, threads wait for each other longer than they work."""
    return 1 if rows < FEW else 2

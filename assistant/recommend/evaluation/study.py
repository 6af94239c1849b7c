"""One table of all methods on one file: what is held out, who is best, how sure that is."""

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.recommend.evaluation.calibration import Calibration, calibrated
from assistant.recommend.evaluation.contenders import baselines, tuned_tifu
from assistant.recommend.evaluation.measures import Measured, measure
from assistant.recommend.evaluation.protocols import Split, after, last_baskets
from assistant.recommend.history import Floats, History
from assistant.recommend.learning.model import Model
from assistant.recommend.methods.port import Fitted, Method
from assistant.recommend.methods.tifu_knn import TifuKnn

Protocol = Literal["last-basket", "after-date"]
AFTER_DAYS = 14
RESAMPLES = 2_000
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A method's means, what its fit and its lists took (seconds), and how far Xiaoer is ahead of
    it in recall and NDCG: the 2.5th, 50th and 97.5th percentile over RESAMPLES resamples of the
    customers; none for Xiaoer itself."""

    name: str
    means: Mapping[str, float]
    fit_s: float
    lists_s: float
    ahead: Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Study:
    """What was asked of whom, a row a method, and the calibration of the due dates."""

    protocol: Protocol
    k: int
    customers: int
    products: int
    lines: int
    rows: Sequence[Row]
    tuned: TifuKnn
    calibration: Calibration | None
    peak_mb: float


class NothingToAsk(ValueError):
    """No customer of the file can be asked about; the message says what it takes."""


def split_of(history: History, protocol: Protocol, day: float | None = None) -> tuple[Split, Split]:
    """What is held out for the table, and what for choosing settings before it.

    Raises NothingToAsk.
    """
    if protocol == "last-basket":
        splits = last_baskets(history), last_baskets(history, 1)
    else:
        if not history.dated:
            raise NothingToAsk("the timestamps are an order index: ask with --protocol last-basket")
        end = float(history.day.max(initial=0.0))
        cut = float(np.floor(end)) + 1 - AFTER_DAYS if day is None else day
        splits = after(history, cut), after(history, cut - AFTER_DAYS, cut)
    if min(len(split.customers) for split in splits) < 1:
        raise NothingToAsk(
            "no customer has enough baskets before what is held out: it takes 4 of one customer, "
            "or purchases on both sides of the date"
        )
    return splits


def study(
    history: History,
    protocol: Protocol = "last-basket",
    k: int = 10,
    day: float | None = None,
    progress: Callable[[str], None] = lambda told: None,
) -> Study:
    """Fit all methods on the past and hold them to what was held out. Raises NothingToAsk."""
    test, validation = split_of(history, protocol, day)
    tuned = tuned_tifu(validation, k, progress)
    progress("Xiaoer")
    begun = time.perf_counter()
    model = Model.fit(test.past)
    ours, own_row = _row("Xiaoer", model, test, k, time.perf_counter() - begun, None)
    rows = [
        _fitted_row(method, test, k, ours, progress)
        for method in (*baselines(dated=history.dated), tuned)
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Study(
        protocol,
        k,
        len(test.customers),
        history.products,
        len(history),
        (*rows, own_row),
        tuned,
        calibrated(history, progress),
        peak,
    )


def _fitted_row(
    method: Method, test: Split, k: int, ours: Measured, progress: Callable[[str], None]
) -> Row:
    progress(method.name)
    begun = time.perf_counter()
    fitted = method.fit(test.past)
    return _row(method.name, fitted, test, k, time.perf_counter() - begun, ours)[1]


def _row(
    name: str, fitted: Fitted, test: Split, k: int, fit_s: float, ours: Measured | None
) -> tuple[Measured, Row]:
    begun = time.perf_counter()
    lists = fitted.best(test.customers, test.at, k)
    lists_s = time.perf_counter() - begun
    found = measure(lists, test, k)
    ahead = {}
    if ours is not None:
        ahead = {
            "recall": bootstrapped(ours.recall - found.recall),
            "ndcg": bootstrapped(ours.ndcg - found.ndcg),
        }
    return found, Row(name, found.means(), fit_s, lists_s, ahead)


def bootstrapped(difference: Floats, seed: int = 20) -> tuple[float, float, float]:
    """The 2.5th, 50th and 97.5th percentile of the mean `difference` of a customer over resamples
    of the customers (paired bootstrap; Efron & Tibshirani 1993)."""
    draw = np.random.default_rng(seed)
    means = np.concatenate(
        [
            difference[draw.integers(len(difference), size=(_AT_ONCE, len(difference)))].mean(1)
            for _ in range(RESAMPLES // _AT_ONCE)
        ]
    )
    low, middle, high = np.percentile(means, [2.5, 50, 97.5])
    return float(low), float(middle), float(high)

"""The occasion: what a customer takes on visits like the one that they are asked at.

A small shop on the way home is not the big one of Saturday. Earlier baskets count by how alike
their moment was: the hour of the day, the days since the visit before, weekend or not.
"""

import numpy as np

from assistant.recommend.features.clock import hours_alike, weekend
from assistant.recommend.features.ratio import ratio
from assistant.recommend.history import Floats, History
from assistant.recommend.pairs import Pairs

LOG_GAP = 0.7
OTHER_PART_OF_WEEK = 0.6
LATELY = 0.98
SIZE_LATELY = 0.95
PRIOR_BASKETS = 0.5


def occasion(pairs: Pairs, at: Floats) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Values a pair, and values a customer number; `at` is each customer's moment, in days."""
    history, baskets = pairs.history, pairs.history.baskets
    left = baskets.left.astype(np.float64)
    hour, whole = _alike(history, at)
    weight = LATELY**left
    at_hour, alike = weight * hour, weight * whole
    size = baskets.size.astype(np.float64)
    basket = baskets.line[pairs.line]

    def share(each: Floats) -> Floats:
        of_all = np.bincount(baskets.customer, each, history.customers)
        return pairs.total(each[basket]) / (of_all[pairs.customer] + PRIOR_BASKETS)

    def mean_size(each: Floats) -> Floats:
        of_all = np.bincount(baskets.customer, each, history.customers)
        return ratio(np.bincount(baskets.customer, each * size, history.customers), of_all)

    one = np.ones(len(size))
    of_pair = {
        "share_at_hour": share(at_hour),
        "share_alike": share(alike),
        "share_of_sizes": share(SIZE_LATELY**left / size),
        "size_with_it": pairs.total(size[basket]) / pairs.times,
    }
    of_customer = {
        "size_alike": mean_size(alike),
        "smallness": ratio(
            np.bincount(baskets.customer, 1 / size, history.customers),
            np.bincount(baskets.customer, one, history.customers),
        ),
    }
    return of_pair, of_customer


def _alike(history: History, at: Floats) -> tuple[Floats, Floats]:
    """How alike each basket's moment is to its customer's `at`: by the hour alone, and in all."""
    baskets = history.baskets
    if not len(baskets.day):
        return np.zeros(0), np.zeros(0)
    moment = at[baskets.customer]
    hour = hours_alike(baskets.day, moment)
    gap = np.diff(baskets.day, prepend=np.nan)
    gap[np.diff(baskets.customer, prepend=-1) != 0] = np.nan
    now = (at - baskets.last_day)[baskets.customer]
    apart = (np.log1p(np.maximum(gap, 0)) - np.log1p(np.maximum(now, 0))) / LOG_GAP
    by_gap = np.exp(-(np.nan_to_num(apart, nan=1.0) ** 2))
    same_part = weekend(baskets.day) == weekend(moment)
    return hour, hour * by_gap * np.where(same_part, 1.0, OTHER_PART_OF_WEEK)

"""A customer, whatever the product: how often they come, how much they take, when they ask."""

import numpy as np

from assistant.recommend.features.ratio import ratio
from assistant.recommend.history import Floats, History


def customer(history: History, at: Floats) -> dict[str, Floats]:
    """A value to each customer number of `history`."""
    baskets = history.baskets
    counts = baskets.counts.astype(np.float64)
    some = counts > 0
    begin = (baskets.ends - baskets.counts)[some]
    first, latest_size = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    first[some] = baskets.day[begin]
    latest_size[some] = baskets.size[baskets.ends[some] - 1]
    lines = np.bincount(history.customer, minlength=len(counts)).astype(np.float64)
    return {
        "baskets": counts,
        "basket_size": ratio(lines, counts),
        "latest_size": latest_size,
        "since_visit": at - baskets.last_day,
        "visit_gap": ratio(baskets.last_day - first, counts - 1),
        "hour": at % 1 * 24,
        "weekday": np.floor(at) % 7,
    }

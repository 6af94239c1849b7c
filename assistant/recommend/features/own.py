"""A customer and one of their products: how often, how lately, in what rhythm."""

import numpy as np

from assistant.recommend.features.clock import hours_alike
from assistant.recommend.features.ratio import ratio
from assistant.recommend.features.shop import Shop
from assistant.recommend.history import Floats
from assistant.recommend.methods.hazard import expected_gaps
from assistant.recommend.pairs import Pairs

PER_BASKET = (0.98, 0.95, 0.85, 0.6)
DAYS = (14, 42, 120)
HORIZON_DAYS = 3.0
SHORTEST_GAP = 0.5


def own(pairs: Pairs, at: Floats, shop: Shop) -> dict[str, Floats]:
    """A value a pair; `at` is each customer's moment, in days."""
    history, baskets = pairs.history, pairs.history.baskets
    gaps = pairs.gaps
    moment, times = at[pairs.customer], pairs.times.astype(np.float64)
    left = baskets.left[baskets.line][pairs.line].astype(np.float64)
    day = history.day[pairs.line]
    age = moment[pairs.pair] - day
    first, last = pairs.start[:-1], pairs.start[1:] - 1
    since, baskets_since = moment - day[last], left[last]
    gap = ratio(pairs.total(gaps.days), times - 1)
    gap_baskets = ratio(pairs.total(gaps.baskets), times - 1)
    spread = ratio(pairs.total(gaps.days**2), times - 1) - gap**2
    latest_gap = np.where(times > 1, gaps.days[last], np.nan)
    expected = expected_gaps(pairs, shop.life.gap)
    found = {
        "times": times,
        "share_of_baskets": times / baskets.counts[pairs.customer],
        "since": since,
        "since_first": moment - day[first],
        "baskets_since": baskets_since,
        "baskets_since_first": left[first],
        "rate": times / (left[first] + 1),
        "gap": gap,
        "gap_baskets": gap_baskets,
        "gap_spread": np.sqrt(np.maximum(spread, 0)),
        "latest_gap": latest_gap,
        "expected_gap": expected,
        "due": ratio(since, np.maximum(gap, SHORTEST_GAP)),
        "due_baskets": ratio(baskets_since + 1, gap_baskets),
        "due_latest": ratio(since, np.maximum(latest_gap, SHORTEST_GAP)),
        "due_expected": since / expected,
        "hazard": shop.life.probability(pairs, at, HORIZON_DAYS),
        "poisson_gamma": shop.prior.probability(pairs, at, HORIZON_DAYS),
        "hour_alike": pairs.total(hours_alike(day, moment[pairs.pair])) / times,
        "quantity": pairs.total(history.quantity[pairs.line].astype(np.float64)) / times,
        "latest_quantity": history.quantity[pairs.line[last]].astype(np.float64),
    }
    found |= {f"decayed_{rate:g}": pairs.total(rate**left) for rate in PER_BASKET}
    found |= {f"decayed_{days}_days": pairs.total(np.exp(-age / days)) for days in DAYS}
    return found

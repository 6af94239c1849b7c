"""A customer and a product's category: other products of the kind that they bought."""

import numpy as np

from assistant.recommend.features.own import SHORTEST_GAP
from assistant.recommend.features.ratio import ratio
from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.lookup import places

PER_BASKET = 0.95
NAMES = (
    "category_times",
    "category_decayed",
    "category_baskets",
    "category_since",
    "category_gap",
    "category_due",
)


def category(history: History, customer: Ints, product: Ints, at: Floats) -> dict[str, Floats]:
    """A value to each `customer` with `product`; all unknown where no category is known."""
    kinds = history.ids.categories
    if kinds is None or not len(history) or kinds.max(initial=-1) < 0:
        return {name: np.full(len(customer), np.nan) for name in NAMES}
    count = int(kinds.max(initial=0)) + 1
    lines = np.flatnonzero(kinds[history.product] >= 0)
    who = history.customer[lines].astype(np.int64)
    keys, place = np.unique(who * count + kinds[history.product[lines]], return_inverse=True)
    basket = history.baskets.line[lines]
    weight = PER_BASKET ** history.baskets.left[basket].astype(np.float64)
    day = history.day[lines]
    in_basket = np.sort(place * np.int64(len(history)) + basket)
    in_basket = in_basket[np.diff(in_basket, prepend=-1) != 0] // len(history)
    baskets = np.bincount(in_basket, minlength=len(keys)).astype(np.float64)
    first, last = np.full(len(keys), np.inf), np.full(len(keys), -np.inf)
    np.minimum.at(first, place, day)
    np.maximum.at(last, place, day)
    kind = kinds[product].astype(np.int64)
    found, known = places(customer.astype(np.int64) * count + kind, keys)
    known &= kind >= 0

    def each(values: Floats, otherwise: float) -> Floats:
        return np.where(known, values[found], otherwise)

    since = at[customer] - each(last, np.nan)
    gap = each(ratio(last - first, baskets - 1), np.nan)
    return {
        "category_times": each(np.bincount(place, minlength=len(keys)).astype(np.float64), 0),
        "category_decayed": each(np.bincount(place, weight, len(keys)).astype(np.float64), 0),
        "category_baskets": each(baskets, 0) / history.baskets.counts[customer],
        "category_since": since,
        "category_gap": gap,
        "category_due": ratio(since, np.maximum(gap, SHORTEST_GAP)),
    }

"""The hazard of a repeat: how likely a product is bought, by how far into its gap a customer is.

A life table over all gaps of a past, each in units of the gap that was expected (the customer's
own, drawn to the product's), with the gaps that have not ended as censored (Kaplan & Meier 1958).
"""

from dataclasses import dataclass

import numpy as np

from assistant.recommend.history import Floats
from assistant.recommend.methods.own import OwnProducts, Score
from assistant.recommend.pairs import Pairs

EDGES = np.concatenate([np.linspace(0, 2, 21), [2.5, 3, 4, 6, 10, np.inf]])
"""Of the bins, in expected gaps."""

PRIOR_GAPS = 2.0
SHORTEST_DAYS = 0.5
_HORIZON_DAYS = 14.0


def hazard(horizon_days: float = _HORIZON_DAYS) -> OwnProducts:
    """Products by the probability that their gap ends within `horizon_days`."""

    def learn(pairs: Pairs) -> Score:
        table = LifeTable.of(pairs)
        return lambda some, at: table.probability(some, at, horizon_days)

    return OwnProducts("Hazard", learn, filled=True)


def product_gaps(pairs: Pairs) -> Floats:
    """The mean gap of each product in days, the shop's as if it were some of its own."""
    count = pairs.history.products
    own = pairs.total(pairs.gaps.days)
    known = (pairs.times - 1).astype(np.float64)
    shop = own.sum() / max(1.0, known.sum())
    days = np.bincount(pairs.product, own, count) + PRIOR_GAPS * shop
    found: Floats = days / (np.bincount(pairs.product, known, count) + PRIOR_GAPS)
    return found


def expected_gaps(pairs: Pairs, of_product: Floats) -> Floats:
    """Days from one purchase to the next that are expected of each pair: the mean of its own gaps,
    that `of_product` as if it were some of them."""
    own = pairs.total(pairs.gaps.days)
    found = (own + PRIOR_GAPS * of_product[pairs.product]) / (pairs.times - 1 + PRIOR_GAPS)
    return np.maximum(found, SHORTEST_DAYS)


@dataclass(frozen=True, slots=True)
class LifeTable:
    """`rate` (bins,): ends of gaps in each bin by the time that gaps spent in it, in expected gaps;
    `gap` (products,): the mean gap of each product in days."""

    rate: Floats
    gap: Floats

    @classmethod
    def of(cls, pairs: Pairs) -> "LifeTable":
        """Over the gaps of all pairs of a past: those that ended, those that last at its end."""
        gaps, gap = pairs.gaps, product_gaps(pairs)
        expected = expected_gaps(pairs, gap)
        since = pairs.history.day.max(initial=0.0) - pairs.day(-1)
        ended = (gaps.days / expected[pairs.pair])[~gaps.first]
        ends = np.histogram(ended, EDGES)[0].astype(np.float64)
        lasting = np.concatenate([ended, since / expected])
        lasting = np.sort(lasting)
        widths = np.diff(np.append(EDGES[:-1], 2 * EDGES[-2]))
        whole = len(lasting) - np.searchsorted(lasting, EDGES[1:])
        sums = np.concatenate([[0.0], np.cumsum(lasting)])
        place = np.searchsorted(lasting, EDGES)
        within = np.diff(sums[place]) - np.diff(place) * EDGES[:-1]
        return cls((ends + 1) / (whole * widths + within + 1), gap)

    def probability(self, pairs: Pairs, at: Floats, horizon_days: float) -> Floats:
        """That each pair's gap ends within the horizon after `at`, its customer's moment."""
        since = at[pairs.customer] - pairs.day(-1)
        expected = expected_gaps(pairs, self.gap)
        begun = self.cumulative(since / expected)
        return -np.expm1(begun - self.cumulative((since + horizon_days) / expected))

    def cumulative(self, time: Floats) -> Floats:
        """The hazard summed from 0 to `time`, in expected gaps."""
        bins = np.clip(np.searchsorted(EDGES, time, "right") - 1, 0, len(self.rate) - 1)
        before = np.concatenate([[0.0], np.cumsum(self.rate[:-1] * np.diff(EDGES[:-1]))])
        found: Floats = before[bins] + self.rate[bins] * (time - EDGES[bins])
        return found

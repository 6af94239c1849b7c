"""The customer's own rhythm, the product's as prior: the modified Poisson-Gamma model.

Bhagat, Muralidharan, Lobzhanidze & Vishwanath, "Buy It Again: Modeling Repeat Purchase
Recommendations", KDD 2018, section 4.3. A customer buys a product at a rate that is Gamma over
customers; one who bought it k times in t days has the posterior (k + alpha) / (t + beta). It is
modified so that the rate rises towards the customer's mean gap and falls far beyond it. Only those
buy again who ever do: the rate counts times the share of a product's buyers who came back.
"""

from dataclasses import dataclass

import numpy as np

from assistant.recommend.features.ratio import ratio
from assistant.recommend.history import Floats
from assistant.recommend.methods.own import OwnProducts, Score
from assistant.recommend.pairs import Pairs

HORIZON_DAYS = 14.0
PRIOR_BUYERS = 5.0
SHORTEST_DAYS = 1.0
SHORTEST_OBSERVED_DAYS = 7.0
"""A rate that was seen for less is taken as seen for this long, or one purchase would be a rush."""


def rhythm(horizon_days: float = HORIZON_DAYS) -> OwnProducts:
    """Products by the probability to be bought within `horizon_days`."""

    def learn(pairs: Pairs) -> Score:
        prior = Prior.of(pairs)
        return lambda some, at: prior.probability(some, at, horizon_days)

    return OwnProducts("Poisson-Gamma", learn, filled=True)


@dataclass(frozen=True, slots=True)
class Prior:
    """Of each product: the Gamma of its buyers' rates, `alpha` and `beta`, and the share of its
    buyers who bought it `again`."""

    alpha: Floats
    beta: Floats
    again: Floats

    @classmethod
    def of(cls, pairs: Pairs) -> "Prior":
        """Of all pairs of a past, seen from its end."""
        alpha, beta = _gamma(pairs)
        return cls(alpha, beta, _again(pairs))

    def probability(self, pairs: Pairs, at: Floats, horizon_days: float) -> Floats:
        """That each pair is bought again within the horizon after `at`, its customer's moment."""
        first, last = pairs.day(0), pairs.day(-1)
        moment, times = at[pairs.customer], pairs.times.astype(np.float64)
        since = moment - last
        gap = ratio(last - first, times - 1)
        observed = np.maximum(moment - first, SHORTEST_DAYS)
        early = np.where(since < 2 * gap, 2 * np.abs(gap - since), 0.0)
        observed += np.nan_to_num(early)
        rate = (times + self.alpha[pairs.product]) / (observed + self.beta[pairs.product])
        again = np.where(pairs.times > 1, 1.0, self.again[pairs.product])
        found: Floats = again * -np.expm1(-rate * horizon_days)
        return found


def _gamma(pairs: Pairs) -> tuple[Floats, Floats]:
    """Alpha and beta of each product by moments of its buyers' rates, drawn to the shop's."""
    observed = pairs.history.day.max(initial=0.0) - pairs.day(0)
    rate = pairs.times / np.maximum(observed, SHORTEST_OBSERVED_DAYS)
    if not len(rate):
        return np.ones(pairs.history.products), np.ones(pairs.history.products)
    count = pairs.history.products
    buyers = np.bincount(pairs.product, minlength=count) + PRIOR_BUYERS
    mean = (np.bincount(pairs.product, rate, count) + PRIOR_BUYERS * rate.mean()) / buyers
    square = np.bincount(pairs.product, rate**2, count) + PRIOR_BUYERS * np.mean(rate**2)
    variance = np.maximum(square / buyers - mean**2, 1e-9)
    return mean**2 / variance, mean / variance


def _again(pairs: Pairs) -> Floats:
    """The share of each product's buyers who bought it more than once, drawn to the shop's."""
    count = pairs.history.products
    buyers = np.bincount(pairs.product, minlength=count)
    repeated = np.bincount(pairs.product[pairs.times > 1], minlength=count)
    usual = ((pairs.times > 1).sum() + 1) / (len(pairs) + 4)
    found: Floats = (repeated + PRIOR_BUYERS * usual) / (buyers + PRIOR_BUYERS)
    return found

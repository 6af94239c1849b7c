"""What a past says of each product, whoever bought it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.features.clock import HOURS, WEEKDAYS, hour_of, weekday_of
from assistant.recommend.features.ratio import ratio
from assistant.recommend.features.sales import Sales
from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.methods.hazard import LifeTable
from assistant.recommend.methods.item_item import Companions
from assistant.recommend.methods.rhythm import Prior
from assistant.recommend.pairs import Pairs

PRIOR_SALES = 20
"""As many as usual, added to each product's own before its hours and days are compared."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Of each product: how many lines it was `sold` in and how many customers are its `buyers`;
    the share of purchases that were repeated in the customer's `next_basket`; the mean
    `basket_size` it was in; how far above its usual share it is at each hour of the day and day of
    the week (`by_hour` and `by_weekday`, (products, 24) and (products, 7); 1: as usual).

    Of all: how gaps end (`life`) and at what rates products are bought (`prior`), the `sales` by
    day, and what goes with what.
    """

    past: History
    sold: Floats
    buyers: Floats
    next_basket: Floats
    basket_size: Floats
    by_hour: NDArray[np.float64]
    by_weekday: NDArray[np.float64]
    life: LifeTable
    prior: Prior
    sales: Sales
    companions: Companions

    @classmethod
    def of(cls, past: History) -> "Shop":
        """Look at all of `past`."""
        pairs, count = Pairs.of(past), past.products
        gaps = pairs.gaps
        sold = np.bincount(past.product, minlength=count).astype(np.float64)
        buyers = np.bincount(pairs.product, minlength=count).astype(np.float64)
        product = past.product[pairs.line]
        size = past.baskets.size[past.baskets.line].astype(np.float64)
        at_once = product[(gaps.baskets == 1) & ~gaps.first]
        return cls(
            past,
            sold,
            buyers,
            next_basket=(np.bincount(at_once, minlength=count) + 0.5) / (sold + 10),
            by_hour=_lift(past.product, hour_of(past.day), HOURS, count),
            by_weekday=_lift(past.product, weekday_of(past.day), WEEKDAYS, count),
            basket_size=ratio(np.bincount(past.product, size, count), sold),
            life=LifeTable.of(pairs),
            prior=Prior.of(pairs),
            sales=Sales.of(past),
            companions=Companions.of(past),
        )

    @property
    def each(self) -> Floats:
        """How often a buyer of each product bought it."""
        return ratio(self.sold, self.buyers)


def _lift(product: Ints, part: NDArray[np.int64], parts: int, count: int) -> NDArray[np.float64]:
    """How far each product's sales in each part are above the part's usual share of all sales."""
    cell = product.astype(np.int64) * parts + part
    each = np.bincount(cell, minlength=count * parts).reshape(count, parts).astype(np.float64)
    if parts == HOURS:  # the hours beside count as the hour itself
        each = (np.roll(each, 1, axis=1) + each + np.roll(each, -1, axis=1)) / 3
    usual = each.sum(0) / max(1.0, each.sum())
    share = (each + PRIOR_SALES * usual) / (each.sum(1, keepdims=True) + PRIOR_SALES)
    found: NDArray[np.float64] = share / np.maximum(usual, 1e-9)
    return found

"""The price engine: what is paid at a moment for a piece, for several, for a basket.

Pure functions of products, variants and a timezone-aware moment. An offer whose window has not
begun or is over never counts; what only some pay (members, who holds a coupon) is told apart.
"""

from assistant.knowledge.pricing.baskets import Basket, Line, basket_now, with_coupon
from assistant.knowledge.pricing.offers import (
    coming_offers,
    conditional_offers,
    in_force,
    offers_of,
    past_offers,
    soonest,
)
from assistant.knowledge.pricing.pieces import (
    PriceNow,
    Total,
    pieces_now,
    price_now,
    step_price,
    total_now,
)

__all__ = [
    "Basket",
    "Line",
    "PriceNow",
    "Total",
    "basket_now",
    "coming_offers",
    "conditional_offers",
    "in_force",
    "offers_of",
    "past_offers",
    "pieces_now",
    "price_now",
    "soonest",
    "step_price",
    "total_now",
    "with_coupon",
]

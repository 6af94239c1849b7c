"""What the shop sells today: a variant that is published, in stock, with a price."""

from dataclasses import dataclass
from datetime import datetime

from assistant.knowledge.pricing.pieces import price_now
from assistant.knowledge.shelf import Shelf
from catalog_loader.product import Availability, Money, Product, Variant

_SOLD = {Availability.IN_STOCK, Availability.UNKNOWN}
"""A shop that says nothing of stock sells what it publishes."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A variant, and what one piece costs now."""

    product: Product
    variant: Variant
    price: Money


def offered(shelf: Shelf, name: str, now: datetime) -> Offered | None:
    """What a history calls `name` (a SKU or a handle), as it can be bought at `now`.

    A handle is the cheapest of its variants that can be; a SKU is itself and no other, since a
    size or a taste is not exchanged for another one unasked.
    """
    variants: tuple[Variant, ...]
    if (found := shelf.variant(name)) is not None:
        product, variants = found[0], (found[1],)
    elif (known := shelf.product(name)) is not None:
        product, variants = known, known.variants
    else:
        return None
    choices = [
        Offered(product, variant, price.price)
        for variant in variants
        if in_stock(variant, now) and (price := price_now(variant, now, product)) is not None
    ]
    return min(choices, key=lambda one: (one.price.minor, one.variant.sku), default=None)


def in_stock(variant: Variant, now: datetime) -> bool:
    """Whether a piece can be sent at `now`: not sold out, and not only on order."""
    if variant.quantity == 0 or variant.availability not in _SOLD:
        return False
    begins = variant.available_from
    if begins is not None and begins.tzinfo is None:
        begins = begins.replace(tzinfo=now.tzinfo)
    return begins is None or begins <= now

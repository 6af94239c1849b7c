"""The price in force: what a viewer pays at this moment, and until when.

Pure functions of a product, a variant and a timezone-aware moment. An offer whose window has not
begun or is over never counts; a member price and a coupon are not the price everyone pays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog_loader.product import (
    Availability,
    Money,
    Offer,
    OfferKind,
    Product,
    Variant,
    in_zone_of,
)

_PAID_BY_ALL = frozenset({OfferKind.SALE, OfferKind.FLASH})
_CONDITIONAL = frozenset(
    {OfferKind.COUPON, OfferKind.FULL_REDUCTION, OfferKind.LADDER, OfferKind.MEMBER}
)


@dataclass(frozen=True, slots=True)
class PriceNow:
    """What one piece of a variant costs now.

    `list_price` is the variant's own price, when an offer undercuts it; `offer` is that offer and
    `until` its end, None when it has none.
    """

    price: Money
    list_price: Money | None = None
    offer: Offer | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What `quantity` pieces cost now: `unit` each, less `off` (a 满减), in all `total`."""

    quantity: int
    unit: Money
    total: Money
    off: Money | None = None
    offers: tuple[Offer, ...] = ()


def in_force(offer: Offer, now: datetime) -> bool:
    """Whether `offer` holds at `now`; bounds written without a zone are read in that of `now`.

    Raises ValueError when `now` has no timezone: a promotion's last hour depends on it.
    """
    if now.tzinfo is None:
        raise ValueError("the moment a price is asked for needs a timezone")
    return offer.in_force(now)


def price_now(variant: Variant, now: datetime, product: Product | None = None) -> PriceNow | None:
    """The price of one piece at `now`, the lowest that everyone gets; None when none is published.

    Offers of `product` hold for all its variants. A pre-sale price counts while the variant is on
    pre-sale.
    """
    offers = [offer for offer in _offers(variant, product) if in_force(offer, now)]
    listed = variant.price or _lowest(o.price for o in offers if o.kind is OfferKind.LIST)
    kinds = set(_PAID_BY_ALL)
    if variant.availability is Availability.PREORDER:
        kinds.add(OfferKind.PRESALE)
    open_to_all = [o for o in offers if o.kind in kinds and o.price and o.min_quantity == 1]
    if listed:
        open_to_all = [o for o in open_to_all if _same(o.price, listed)]
    best = min(open_to_all, key=_offered, default=None)
    if best is None or best.price is None:
        return PriceNow(listed) if listed else None
    if listed and best.price.minor >= listed.minor:
        return PriceNow(listed)
    return PriceNow(best.price, listed, best, in_zone_of(now, best.valid_until))


def conditional_offers(
    variant: Variant, now: datetime, product: Product | None = None
) -> tuple[Offer, ...]:
    """Coupons, 满减, ladder and member prices in force at `now`: said, never silently applied."""
    return tuple(
        offer
        for offer in _offers(variant, product)
        if offer.kind in _CONDITIONAL and in_force(offer, now)
    )


def coming_offers(
    variant: Variant, now: datetime, product: Product | None = None
) -> tuple[Offer, ...]:
    """Sales and flash prices that begin after `now`, soonest first."""
    coming = [
        (begins, offer)
        for offer in _offers(variant, product)
        if offer.kind in _PAID_BY_ALL
        and (begins := in_zone_of(now, offer.valid_from)) is not None
        and begins > now
    ]
    return tuple(offer for _, offer in sorted(coming, key=lambda pair: pair[0]))


def total_now(
    variant: Variant, quantity: int, now: datetime, product: Product | None = None
) -> Total | None:
    """What `quantity` pieces cost at `now`: the unit or ladder price, less the best 满减 reached.

    Coupons are left out: a viewer has to claim one. None when no price is published. Raises
    ValueError for a quantity below 1.
    """
    if quantity < 1:
        raise ValueError("a basket holds at least one piece")
    current = price_now(variant, now, product)
    if current is None:
        return None
    unit = current.price
    used: list[Offer] = [current.offer] if current.offer else []
    conditional = conditional_offers(variant, now, product)
    steps = [
        o
        for o in conditional
        if o.kind is OfferKind.LADDER and o.min_quantity <= quantity and _same(o.price, unit)
    ]
    step = min(steps, key=_offered, default=None)
    if step is not None and step.price is not None and step.price.minor < unit.minor:
        unit, used = step.price, [step]
    subtotal = unit.minor * quantity
    reached = [
        o
        for o in conditional
        if o.kind is OfferKind.FULL_REDUCTION
        and _same(o.off, unit)
        and (o.threshold is None or o.threshold.minor <= subtotal)
    ]
    best = max(reached, key=lambda o: o.off.minor if o.off else 0, default=None)
    off = best.off if best else None
    if best is not None:
        used.append(best)
    due = max(0, subtotal - (off.minor if off else 0))
    return Total(quantity, unit, Money(minor=due, currency=unit.currency), off, tuple(used))


def _offers(variant: Variant, product: Product | None) -> tuple[Offer, ...]:
    return variant.offers + (product.offers if product else ())


def _offered(offer: Offer) -> int:
    return offer.price.minor if offer.price else 0


def _same(one: Money | None, other: Money) -> bool:
    return one is not None and one.currency == other.currency


def _lowest(prices: Iterable[Money | None]) -> Money | None:
    return min((p for p in prices if p is not None), key=lambda p: p.minor, default=None)

"""Which offers hold at a moment, which are over and which are to come."""

from collections.abc import Iterable
from datetime import datetime

from catalog_loader.product import Money, Offer, OfferKind, Product, Variant, in_zone_of

PAID_BY_ALL = frozenset({OfferKind.SALE, OfferKind.FLASH})
_OF_ONE_PRICE = PAID_BY_ALL | {OfferKind.MEMBER, OfferKind.PRESALE}
_CONDITIONAL = frozenset(
    {
        OfferKind.COUPON,
        OfferKind.FULL_REDUCTION,
        OfferKind.LADDER,
        OfferKind.MEMBER,
        OfferKind.NTH_PIECE,
        OfferKind.BUNDLE,
    }
)


def in_force(offer: Offer, now: datetime) -> bool:
    """Whether `offer` holds at `now`; bounds written without a zone are read in that of `now`.

    Raises ValueError when `now` has no timezone: a promotion's last hour depends on it.
    """
    if now.tzinfo is None:
        raise ValueError("the moment a price is asked for needs a timezone")
    return offer.in_force(now)


def conditional_offers(
    variant: Variant, now: datetime, product: Product | None = None, shop: Iterable[Offer] = ()
) -> tuple[Offer, ...]:
    """Coupons, 满减, ladder, second-piece, bundle and member prices in force at `now`: said, never
    silently applied. `shop` are the offers on whole baskets."""
    listed = (*offers_of(variant, product), *shop)
    return tuple(o for o in listed if o.kind in _CONDITIONAL and in_force(o, now))


def coming_offers(
    variant: Variant, now: datetime, product: Product | None = None
) -> tuple[Offer, ...]:
    """Sales and flash prices that begin after `now`, soonest first."""
    coming = [
        (begins, offer)
        for offer in offers_of(variant, product)
        if offer.kind in PAID_BY_ALL
        and (begins := in_zone_of(now, offer.valid_from)) is not None
        and begins > now
    ]
    return tuple(offer for _, offer in sorted(coming, key=lambda pair: pair[0]))


def past_offers(
    variant: Variant, now: datetime, product: Product | None = None
) -> tuple[Offer, ...]:
    """Prices that everyone got and that are over at `now`, the last first."""
    over = [
        (ended, offer)
        for offer in offers_of(variant, product)
        if offer.kind in PAID_BY_ALL | {OfferKind.PRESALE}
        and (ended := in_zone_of(now, offer.valid_until)) is not None
        and ended <= now
    ]
    return tuple(offer for _, offer in sorted(over, key=lambda pair: pair[0], reverse=True))


def soonest(
    variants: Iterable[Variant], now: datetime, product: Product
) -> tuple[tuple[Variant, Offer], ...]:
    """For each of `variants` the offer that begins next, of those that have one to come."""
    found = ((variant, coming_offers(variant, now, product)) for variant in variants)
    return tuple((variant, coming[0]) for variant, coming in found if coming)


def offers_of(variant: Variant, product: Product | None) -> tuple[Offer, ...]:
    """The offers on a variant and those on its whole product, a share of its price (8折) as the
    amount that is paid."""
    offers = variant.offers + (product.offers if product else ())
    return tuple(_priced(offer, variant.price) for offer in offers)


def share(amount: Money, percent: int) -> Money:
    """`percent` of an amount, to the minor unit, half a unit up."""
    return Money(minor=(amount.minor * percent * 2 + 100) // 200, currency=amount.currency)


def _priced(offer: Offer, listed: Money | None) -> Offer:
    if offer.kind not in _OF_ONE_PRICE or offer.price or offer.percent is None or listed is None:
        return offer
    return offer.model_copy(update={"price": share(listed, offer.percent)})


def same_currency(one: Money | None, other: Money) -> bool:
    """Whether there is an amount, in the currency of `other`."""
    return one is not None and one.currency == other.currency

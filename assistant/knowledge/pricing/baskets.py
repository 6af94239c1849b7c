"""What a basket of several products costs, and what a coupon makes of an amount."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.knowledge.pricing.offers import conditional_offers, in_force, same_currency, share
from assistant.knowledge.pricing.pieces import Total, pieces_now, price_now, reduction
from catalog_loader.product import Money, Offer, OfferKind, Product, Variant


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one variant."""

    product: Product
    variant: Variant
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Basket:
    """What several lines cost together: each by itself, less `off` of the whole, in all `total`."""

    totals: tuple[Total, ...]
    total: Money
    off: Money | None = None
    offers: tuple[Offer, ...] = ()


def basket_now(lines: Sequence[Line], now: datetime, shop: Iterable[Offer] = ()) -> Basket | None:
    """What `lines` cost together at `now`; None when one has no price or currencies differ.

    A bundle counts where the basket holds one of each of its products. A product's own 满减 counts
    its own lines, the shop's (`shop`) the whole: whichever takes more off, never both. Coupons are
    left out.
    """
    totals = [pieces_now(line.variant, line.quantity, now, line.product) for line in lines]
    known = [total for total in totals if total is not None]
    if not lines or len(known) < len(lines) or len({t.total.currency for t in known}) != 1:
        return None
    currency = known[0].total.currency
    whole = sum(total.total.minor for total in known)
    due, used = whole, list[Offer]()
    bundle = _bundle(lines, now)
    if bundle is not None and 0 < bundle[0] < due:
        due, used = due - bundle[0], [bundle[1]]
    own = _of_products(lines, known, now)
    best = reduction(due, currency, [offer for offer in shop if in_force(offer, now)])
    reductions = own if best is None or _taken(own) >= _taken([best]) else [best]
    due = max(0, due - _taken(reductions))
    off = Money(minor=whole - due, currency=currency)
    return Basket(
        tuple(known),
        Money(minor=due, currency=currency),
        off if off.minor else None,
        (*used, *reductions),
    )


def with_coupon(amount: Money, coupons: Iterable[Offer]) -> tuple[Money, Offer] | None:
    """What is left of `amount` with the best of `coupons` that it reaches; None with none."""
    after = [
        (left, offer)
        for offer in coupons
        if offer.kind is OfferKind.COUPON
        and (offer.threshold is None or _reached(amount, offer.threshold))
        and (left := _less(amount, offer)) is not None
    ]
    return min(after, key=lambda pair: pair[0].minor, default=None)


def _of_products(lines: Sequence[Line], totals: Sequence[Total], now: datetime) -> list[Offer]:
    """The best 满减 of each product over its own lines."""
    subtotals: dict[str, int] = {}
    offers: dict[str, set[Offer]] = {}
    for line, total in zip(lines, totals, strict=True):
        handle = line.product.handle
        subtotals[handle] = subtotals.get(handle, 0) + total.total.minor
        own = conditional_offers(line.variant, now, line.product)
        offers.setdefault(handle, set(own)).intersection_update(own)
    currency = totals[0].total.currency
    found = (reduction(subtotals[handle], currency, own) for handle, own in offers.items())
    return [offer for offer in found if offer is not None]


def _taken(offers: Iterable[Offer]) -> int:
    return sum(offer.off.minor for offer in offers if offer.off)


def _reached(amount: Money, threshold: Money) -> bool:
    return same_currency(threshold, amount) and amount.minor >= threshold.minor


def _less(amount: Money, coupon: Offer) -> Money | None:
    if coupon.off is not None and same_currency(coupon.off, amount):
        return Money(minor=max(0, amount.minor - coupon.off.minor), currency=amount.currency)
    return share(amount, coupon.percent) if coupon.percent is not None else None


def _bundle(lines: Sequence[Line], now: datetime) -> tuple[int, Offer] | None:
    """What the best bundle in the basket saves, in minor units, and its offer."""
    held = {line.product.handle: line for line in lines}
    found = []
    for line in lines:
        for offer in conditional_offers(line.variant, now, line.product):
            parts = [line, *(held[handle] for handle in offer.together if handle in held)]
            whole = offer.kind is OfferKind.BUNDLE and len(parts) == len(offer.together) + 1
            if not whole or offer.price is None:
                continue
            single = [_single(replace(part, quantity=1), now) for part in parts]
            if all(price and same_currency(offer.price, price) for price in single):
                apart = sum(price.minor for price in single if price)
                found.append((apart - offer.price.minor, offer))
    return max(found, key=lambda pair: pair[0], default=None)


def _single(line: Line, now: datetime) -> Money | None:
    current = price_now(line.variant, now, line.product)
    return current.price if current else None

"""What one piece costs, and several pieces of one variant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.knowledge.pricing.offers import (
    PAID_BY_ALL,
    conditional_offers,
    in_force,
    offers_of,
    same_currency,
    share,
)
from catalog_loader.product import (
    Availability,
    Money,
    Offer,
    OfferKind,
    Product,
    Variant,
    in_zone_of,
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
    """What `quantity` pieces cost now: `unit` each, less `off` (满减, second pieces): `total`.

    `offers` are those that made it so.
    """

    quantity: int
    unit: Money
    total: Money
    off: Money | None = None
    offers: tuple[Offer, ...] = ()


def price_now(variant: Variant, now: datetime, product: Product | None = None) -> PriceNow | None:
    """The price of one piece at `now`, the lowest that everyone gets; None when none is published.

    Offers of `product` hold for all its variants. A pre-sale price counts while the variant is on
    pre-sale.
    """
    offers = [offer for offer in offers_of(variant, product) if in_force(offer, now)]
    listed = variant.price or _lowest(o.price for o in offers if o.kind is OfferKind.LIST)
    kinds = set(PAID_BY_ALL)
    if variant.availability is Availability.PREORDER:
        kinds.add(OfferKind.PRESALE)
    open_to_all = [o for o in offers if o.kind in kinds and o.price and o.min_quantity == 1]
    if listed:
        open_to_all = [o for o in open_to_all if same_currency(o.price, listed)]
    best = min(open_to_all, key=_offered, default=None)
    if best is None or best.price is None:
        return PriceNow(listed) if listed else None
    if listed and best.price.minor >= listed.minor:
        return PriceNow(listed)
    return PriceNow(best.price, listed, best, in_zone_of(now, best.valid_until))


def total_now(
    variant: Variant,
    quantity: int,
    now: datetime,
    product: Product | None = None,
    shop: Iterable[Offer] = (),
) -> Total | None:
    """What `quantity` pieces cost at `now`: the unit or ladder price, less second pieces at their
    share and the best 满减 reached. `shop` are the offers on whole baskets.

    Coupons are left out: a viewer has to claim one. None when no price is published. Raises
    ValueError for a quantity below 1.
    """
    pieces = pieces_now(variant, quantity, now, product)
    if pieces is None:
        return None
    conditional = conditional_offers(variant, now, product, shop)
    best = reduction(pieces.total.minor, pieces.unit.currency, conditional)
    if best is None or best.off is None:
        return pieces
    whole = pieces.unit.minor * quantity
    due = max(0, pieces.total.minor - best.off.minor)
    return Total(
        quantity,
        pieces.unit,
        Money(minor=due, currency=pieces.unit.currency),
        Money(minor=whole - due, currency=pieces.unit.currency),
        (*pieces.offers, best),
    )


def pieces_now(
    variant: Variant, quantity: int, now: datetime, product: Product | None = None
) -> Total | None:
    """What `quantity` pieces cost before any 满减. Raises ValueError for a quantity below 1."""
    if quantity < 1:
        raise ValueError("a basket holds at least one piece")
    current = price_now(variant, now, product)
    if current is None:
        return None
    own = [current.offer] if current.offer else []
    conditional = conditional_offers(variant, now, product)
    unit, step = _stepped(current.price, quantity, conditional)
    used = [step] if step else own
    saved, piece = _on_pieces(current.price, quantity, conditional)
    if piece is not None and saved >= (current.price.minor - unit.minor) * quantity:
        unit, used = current.price, [*own, piece]
    else:
        saved = 0
    total = Money(minor=unit.minor * quantity - saved, currency=unit.currency)
    off = Money(minor=saved, currency=unit.currency) if saved else None
    return Total(quantity, unit, total, off, tuple(used))


def reduction(due: int, currency: str, offers: Iterable[Offer]) -> Offer | None:
    """The 满减 among `offers` that takes most off a basket of `due` minor units."""
    zero = Money(minor=0, currency=currency)
    reached = [
        o
        for o in offers
        if o.kind is OfferKind.FULL_REDUCTION
        and same_currency(o.off, zero)
        and (o.threshold is None or o.threshold.minor <= due)
    ]
    return max(reached, key=lambda o: o.off.minor if o.off else 0, default=None)


def step_price(offer: Offer, unit: Money) -> Money | None:
    """What a piece costs by a ladder's step: its price, or its share of `unit`."""
    if offer.price is not None:
        return offer.price if same_currency(offer.price, unit) else None
    return share(unit, offer.percent) if offer.percent is not None else None


def _stepped(unit: Money, quantity: int, offers: Iterable[Offer]) -> tuple[Money, Offer | None]:
    """The price of each piece by the lowest ladder step reached, with that step."""
    steps = [
        (price, offer)
        for offer in offers
        if offer.kind is OfferKind.LADDER
        and offer.min_quantity <= quantity
        and (price := step_price(offer, unit)) is not None
    ]
    price, step = min(steps, key=lambda pair: pair[0].minor, default=(unit, None))
    return (price, step) if price.minor < unit.minor else (unit, None)


def _on_pieces(unit: Money, quantity: int, offers: Iterable[Offer]) -> tuple[int, Offer | None]:
    """What the best offer on every nth piece saves, in minor units, and that offer."""
    saving = [
        (quantity // offer.min_quantity * (unit.minor - share(unit, offer.percent).minor), offer)
        for offer in offers
        if offer.kind is OfferKind.NTH_PIECE
        and offer.percent is not None
        and 2 <= offer.min_quantity <= quantity
    ]
    return max(saving, key=lambda pair: pair[0], default=(0, None))


def _offered(offer: Offer) -> int:
    return offer.price.minor if offer.price else 0


def _lowest(prices: Iterable[Money | None]) -> Money | None:
    return min((p for p in prices if p is not None), key=lambda p: p.minor, default=None)

"""How a change of price, quantity or availability is written into a product. Pure.

The shop's newest word goes before its older ones, so that after a change of price the next answer
says that price: promotions that would still override it are ended, not left to contradict it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog_loader.product import (
    MINOR_DIGITS,
    Availability,
    Money,
    Offer,
    OfferKind,
    Product,
    Variant,
)

OVERRIDING = frozenset({OfferKind.SALE, OfferKind.FLASH, OfferKind.PRESALE})
"""Promotions whose price is paid in place of the variant's own."""


@dataclass(frozen=True, slots=True)
class SkuPatch:
    """What changes on one SKU; `None` leaves it. `price` is in major units of its currency."""

    price: Decimal | None = None
    quantity: int | None = None
    availability: Availability | None = None


def patched(
    product: Product, sku: str, patch: SkuPatch, *, currency: str, now: datetime
) -> Product:
    """`product` with `patch` applied to its variant `sku`.

    A price ends the sales, flash sales and pre-sale prices in force at `now` (in the shop's time
    zone) on that variant; one that the product gives to all its variants is handed to the others.
    A quantity of 0 takes an in-stock variant out of stock and a positive one brings it back, unless
    the patch itself says otherwise; what is out of stock has none left. `currency` is used where
    the variant had no price. Raises ValueError for a price with more decimals than its currency
    has, and KeyError for an unknown SKU.
    """
    if all(variant.sku != sku for variant in product.variants):
        raise KeyError(sku)
    shared: tuple[Offer, ...] = ()
    if patch.price is not None:
        shared = tuple(offer for offer in product.offers if _overrides(offer, now))
    variants = tuple(
        _patched_variant(variant, patch, currency, now)
        if variant.sku == sku
        else variant.model_copy(update={"offers": variant.offers + shared})
        for variant in product.variants
    )
    offers = tuple(offer for offer in product.offers if offer not in shared)
    return product.model_copy(update={"variants": variants, "offers": offers})


def _overrides(offer: Offer, now: datetime) -> bool:
    return offer.kind in OVERRIDING and offer.price is not None and offer.in_force(now)


def _patched_variant(variant: Variant, patch: SkuPatch, currency: str, now: datetime) -> Variant:
    changes: dict[str, object] = {}
    if patch.price is not None:
        changes["price"] = _money(
            patch.price, variant.price.currency if variant.price else currency
        )
        changes["offers"] = tuple(
            offer.model_copy(update={"valid_until": now}) if _overrides(offer, now) else offer
            for offer in variant.offers
        )
    quantity, availability = variant.quantity, variant.availability
    if patch.quantity is not None:
        quantity = patch.quantity
        if quantity == 0 and availability is Availability.IN_STOCK:
            availability = Availability.OUT_OF_STOCK
        elif quantity > 0 and availability is Availability.OUT_OF_STOCK:
            availability = Availability.IN_STOCK
    if patch.availability is not None:
        availability = patch.availability
        if patch.quantity is None:
            if availability is Availability.OUT_OF_STOCK:
                quantity = 0
            elif quantity == 0:
                quantity = None
    return variant.model_copy(update=changes | {"quantity": quantity, "availability": availability})


def _money(price: Decimal, currency: str) -> Money:
    digits = MINOR_DIGITS.get(currency, 2)
    minor = price.scaleb(digits)
    if not price.is_finite() or price < 0 or minor != minor.to_integral_value():
        raise ValueError(f"{price} is no price in {currency}; use at most {digits} decimals")
    return Money(minor=int(minor), currency=currency)

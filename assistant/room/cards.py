"""A room and its products as the pages and the API show them, at the prices in force."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from pydantic import BaseModel, ConfigDict, Field

from assistant.knowledge.pricing import price_now
from assistant.knowledge.shelf import Shelf
from assistant.room.conduct.ruling import AnsweredBy
from assistant.room.on_air import By
from catalog_loader.product import Availability, Product, Variant


class View(BaseModel):
    """Base of what is shown."""

    model_config = ConfigDict(frozen=True)


class PriceRange(View):
    """The lowest and the highest price among the variants, in major units."""

    min: str
    max: str
    currency: str


class Option(View):
    """What can be chosen, and from which values."""

    name: str
    values: list[str]


class Promotion(View):
    """Why the price is lower than the everyday one, and until when."""

    kind: str
    valid_until: datetime | None = None
    note: str = ""


class VariantCard(View):
    """A variant at the price in force now; amounts in major units."""

    sku: str
    options: dict[str, str]
    price: str | None = Field(description="what is paid now; null where none is published")
    list_price: str | None = Field(description="the everyday price, where a promotion undercuts it")
    currency: str
    availability: Availability
    quantity: int | None = Field(description="how many are left; null where not published")
    promotion: Promotion | None = None


class Card(View):
    """A product under its link number."""

    number: int = Field(description="the link number (1号链接), 0 where it is not listed")
    handle: str
    title: str
    brand: str
    category: str
    image: str
    price: PriceRange | None
    selling_points: list[str]
    options: list[Option]
    variants: list[VariantCard]


class RoomView(View):
    """A room as a viewer's page needs it."""

    room: str
    title: str
    language: str
    voice: str
    voices: list[str]
    catalog: str
    on_air: Card | None
    on_air_by: By = Field(default="staff", description="who put it there")
    on_air_confidence: float = Field(default=1.0, description="how sure that is, 0 to 1")
    pinned: bool = Field(default=False, description="whether staff keep it there")
    spoken_ahead: bool
    """Whether the likely answers about what is on air lie ready as sound."""
    fact_cards: bool = Field(default=False, description="whether fact cards are told unasked")
    answered_by: AnsweredBy = Field(
        default="assistant", description="who answers the room: staff where they have taken it over"
    )
    known: bool = Field(
        default=False, description="whether who reads it is a customer whom their token names"
    )
    listing: list[Card]


def card(product: Product, shelf: Shelf, now: datetime) -> Card:
    """The card of `product` at `now` (timezone-aware)."""
    variants = [_variant_card(variant, product, shelf, now) for variant in product.variants]
    return Card(
        number=shelf.number(product.handle),
        handle=product.handle,
        title=product.title,
        brand=product.brand,
        category=product.category,
        image=_image(product),
        price=_range(product, shelf, now),
        selling_points=list(product.selling_points),
        options=_options(product),
        variants=variants,
    )


def listing_cards(shelf: Shelf, now: datetime) -> list[Card]:
    """The cards of everything listed, in the order of their numbers."""
    return [card(product, shelf, now) for product in shelf.listed]


def on_air_card(shelf: Shelf, now: datetime) -> Card | None:
    """The card of what is on air."""
    product = shelf.on_air_product
    return card(product, shelf, now) if product else None


def _variant_card(variant: Variant, product: Product, shelf: Shelf, now: datetime) -> VariantCard:
    paid = price_now(variant, now, product)
    promotion = None
    if paid and paid.offer:
        promotion = Promotion(
            kind=paid.offer.kind.value, valid_until=paid.until, note=paid.offer.note
        )
    return VariantCard(
        sku=variant.sku,
        options=variant.options,
        price=paid.price.plain if paid else None,
        list_price=paid.list_price.plain if paid and paid.list_price else None,
        currency=paid.price.currency if paid else shelf.currency,
        availability=variant.availability,
        quantity=variant.quantity,
        promotion=promotion,
    )


def _range(product: Product, shelf: Shelf, now: datetime) -> PriceRange | None:
    paid = [now_paid.price for v in product.variants if (now_paid := price_now(v, now, product))]
    if not paid:
        return None
    low = min(paid, key=lambda money: money.minor)
    high = max(paid, key=lambda money: money.minor)
    return PriceRange(min=low.plain, max=high.plain, currency=low.currency)


def _options(product: Product) -> list[Option]:
    names: Sequence[str] = product.option_names or tuple(
        dict.fromkeys(name for variant in product.variants for name in variant.options)
    )
    found = {
        name: list(dict.fromkeys(v.options[name] for v in product.variants if name in v.options))
        for name in names
    }
    return [Option(name=name, values=values) for name, values in found.items() if values]


def _image(product: Product) -> str:
    if not product.images:
        return ""
    image = product.images[0]
    if image.startswith(("http://", "https://", "/")):
        return image
    return f"/pictures/{PurePosixPath(image).name}"

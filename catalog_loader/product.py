"""The product schema: what every catalog is turned into, whatever file it came from.

Money is in minor units (CNY fen, USD cents, IDR whole rupiah) beside an ISO 4217 code. A quantity
that is not stated is `None`, never 0. Every record carries its `Origin`: the file, the row and,
for each field, the column its value was read from.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# Minor-unit digits per ISO 4217 for currencies that do not have two.
MINOR_DIGITS = {
    **dict.fromkeys(("IDR", "VND", "JPY", "KRW", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

# Amounts and quantities beyond this are mistakes; it also fits any database's 64-bit integer.
LARGEST = 10**15


class Record(BaseModel):
    """Base of the schema: frozen, unknown fields refused, numbers finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Origin(Record):
    """Where a record was read: `file`, its `row` or path inside it, and a column for each field.

    `columns` maps a field (`title`, `variants.price`) to the column or path its value was read
    from; a field that is not in it was read from one of its own name. A variant's origin states
    only what differs from its product's: usually its `row`.
    """

    file: str = ""
    row: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    read_at: datetime | None = None


NOWHERE = Origin()
"""The origin of what says nothing of its own."""


class Money(Record):
    """An amount in minor units of `currency`: `Money(minor=25990, currency="CNY")` is ¥259.90."""

    minor: int = Field(ge=0, le=LARGEST)
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-MINOR_DIGITS.get(self.currency, 2))

    @property
    def plain(self) -> str:
        """The amount as people write it, with no idle zeros: `259`, `259.9`."""
        text = f"{self.amount:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class OfferKind(StrEnum):
    """What sort of price an offer is."""

    LIST = "list"
    SALE = "sale"
    MEMBER = "member"
    FLASH = "flash"
    PRESALE = "presale"
    COUPON = "coupon"
    FULL_REDUCTION = "full_reduction"
    LADDER = "ladder"
    NTH_PIECE = "nth_piece"
    BUNDLE = "bundle"


class Offer(Record):
    """A price or a promotion, in force from `valid_from` up to but not at `valid_until`.

    `price` is what is paid (sale, flash, member, presale). `off` is what a coupon or 满减 takes
    away once the basket reaches `threshold`. `min_quantity` is where a ladder price begins.
    `percent` is what is paid of a hundred, where an offer names no amount: 8折 is 80. An nth piece
    costs `percent` of its price: 第二件半价 is 50 with a `min_quantity` of 2, 买一送一 is 0. A
    bundle is one of this product and one of each in `together` (handles) for `price` in all.
    """

    kind: OfferKind
    price: Money | None = None
    off: Money | None = None
    threshold: Money | None = None
    min_quantity: int = Field(default=1, ge=1)
    percent: int | None = Field(default=None, ge=0, le=100)
    together: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    channel: str = ""
    note: str = ""

    def in_force(self, now: datetime) -> bool:
        """Whether the offer holds at `now` (timezone-aware).

        A bound written without a time zone is read in that of `now`.
        """
        begins, ends = in_zone_of(now, self.valid_from), in_zone_of(now, self.valid_until)
        return (begins is None or begins <= now) and (ends is None or now < ends)


def in_zone_of(now: datetime, moment: datetime | None) -> datetime | None:
    """`moment`, put in the zone of `now` where it was written without one."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=now.tzinfo)


class Availability(StrEnum):
    """Whether a variant can be bought; kept apart from how many are left."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    UNKNOWN = "unknown"


class ValueKind(StrEnum):
    """What sort of value an attribute has."""

    TEXT = "text"
    NUMBER = "number"
    RANGE = "range"
    BOOLEAN = "boolean"
    DATE = "date"


class Attribute(Record):
    """One published property: `name="面料", value="90%白鸭绒"`, or `capacity`, `500`, `ml`.

    `value` is as published, without its unit; `kind` says how to read it: a number (`500`), a range
    (`110-220`), `true`/`false`, an ISO date, or text.

    `key` is the canonical English key where the property is one of the common ones (material,
    origin, power, …; see `ATTRIBUTE_KEYS` in `keys.py`), else empty.
    """

    name: str
    value: str
    unit: str = ""
    key: str = ""
    kind: ValueKind = ValueKind.TEXT

    @property
    def number(self) -> Decimal | None:
        """The value of a number, None where it is not one."""
        try:
            return Decimal(self.value) if self.kind is ValueKind.NUMBER else None
        except ArithmeticError:
            return None


class SizeRow(Record):
    """One row of a size table: who fits `size`. Heights in cm, weights in kg, both inclusive."""

    size: str
    height_cm: tuple[float, float] | None = None
    weight_kg: tuple[float, float] | None = None
    measures_cm: dict[str, float] = Field(default_factory=dict)


class SizeTable(Record):
    """Sizes with who they fit, and a word on how the product runs."""

    rows: tuple[SizeRow, ...]
    advice: str = ""


class Shipping(Record):
    """How a product is sent, to `regions` (as published; empty: everywhere the shop sends to).

    `fee` of 0 is free; `free_from` is the basket from which it is. Days are (least, most), from the
    order to the parcel leaving (`handling_days`) and from there to the door (`transit_days`).
    """

    service: str = ""
    regions: tuple[str, ...] = ()
    fee: Money | None = None
    free_from: Money | None = None
    handling_days: tuple[int, int] | None = None
    transit_days: tuple[int, int] | None = None
    excluded: bool = False
    note: str = ""


class FreightPayer(StrEnum):
    """Who pays for sending goods back."""

    SHOP = "shop"
    CUSTOMER = "customer"


class Returns(Record):
    """Whether and how a product can be sent back. None is what the shop did not say."""

    accepted: bool | None = None
    days: int | None = Field(default=None, ge=0, le=36_500)
    freight: FreightPayer | None = None
    fee: Money | None = None
    restocking: Money | None = None
    regions: tuple[str, ...] = ()
    method: str = ""
    refund: str = ""
    note: str = ""


class Variant(Record):
    """What is bought: a SKU with its own options, prices and stock."""

    sku: str = Field(min_length=1)
    options: dict[str, str] = Field(default_factory=dict)
    price: Money | None = None
    offers: tuple[Offer, ...] = ()
    availability: Availability = Availability.UNKNOWN
    quantity: int | None = Field(default=None, ge=0, le=LARGEST)
    available_from: datetime | None = None
    barcode: str = ""
    attributes: tuple[Attribute, ...] = ()
    image: str = ""
    origin: Origin = NOWHERE


class Product(Record):
    """A product and its variants; the product itself has no price, only its variants do.

    `translations[language]` maps `title`, `short_title` (as it is spoken), `selling_points`, or any
    word published here (an option's name or value, an attribute's value) to its translation.
    """

    type: Literal["product"] = "product"
    handle: str = Field(min_length=1)
    title: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    brand: str = ""
    category: str = ""
    description: str = ""
    selling_points: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    option_names: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    offers: tuple[Offer, ...] = ()
    size_table: SizeTable | None = None
    shipping: tuple[Shipping, ...] = ()
    returns: Returns | None = None
    images: tuple[str, ...] = ()
    translations: dict[str, dict[str, str]] = Field(default_factory=dict)
    published: bool = True
    origin: Origin = NOWHERE


class PolicyTopic(StrEnum):
    """What a policy is about."""

    SHIPPING = "shipping"
    RETURNS = "returns"
    WARRANTY = "warranty"
    INVOICE = "invoice"
    PAYMENT = "payment"
    AUTHENTICITY = "authenticity"
    SERVICE = "service"
    OTHER = "other"


class Policy(Record):
    """What the shop promises. `statement` is said as it stands; `clauses` are its single facts.

    A policy with `products` or `categories` is for those alone and goes before the shop's own.
    """

    type: Literal["policy"] = "policy"
    id: str = Field(min_length=1)
    topic: PolicyTopic
    statement: str = Field(min_length=1)
    clauses: tuple[Attribute, ...] = ()
    questions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    translations: dict[str, str] = Field(default_factory=dict)
    origin: Origin = NOWHERE


class Faq(Record):
    """A question the shop has answered, for the shop or for some of its products."""

    type: Literal["faq"] = "faq"
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    similar: tuple[str, ...] = ()
    answer: str = Field(min_length=1)
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    translations: dict[str, str] = Field(default_factory=dict)
    origin: Origin = NOWHERE


class Shop(Record):
    """The shop itself: the line every catalog file in our own format begins with.

    `offers` hold for whole baskets, whatever is in them: 满减 and coupons.
    """

    type: Literal["shop"] = "shop"
    name: str = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    language: str = "zh"
    timezone: str = "Asia/Shanghai"
    offers: tuple[Offer, ...] = ()


Line = Annotated[Shop | Product | Policy | Faq, Field(discriminator="type")]


class Catalog(Record):
    """A whole catalog as loaded: the shop, its products, its policies, its FAQs."""

    shop: Shop
    products: tuple[Product, ...] = ()
    policies: tuple[Policy, ...] = ()
    faqs: tuple[Faq, ...] = ()

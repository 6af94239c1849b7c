"""Facts out of records: what a product, a policy or an FAQ publishes, as single typed values.

Field names (`Fact.field`):

- `title`, `brand`, `category`, `selling_point`, `description`
- `price` (in force now), `list_price` (what an offer undercuts), `price_until` (ISO date-time the
  offer ends), `coming_price` and `price_from` (an offer that has not begun), `total` (of several
  pieces), `off`, `threshold`, `min_quantity`, `percent` (of the price), `offer_note`, `saving`,
  `past_price` (of an offer that is over), `price_with_coupon`, `total_with_coupon`
- `availability` (`in_stock`, `out_of_stock`, `preorder`, …), `quantity` (pieces left),
  `available_from` (ISO date)
- an option's value: `colour`, `size`, or the option's own name
- `height` and `weight` of a size row (`"155-165"` cm, `"45-55"` kg), `size_advice`
- an attribute: its canonical key, or its own name where it has none
- a policy: its topic (the whole statement) and the canonical keys of its clauses
- an FAQ: `faq`
- what the room adds: `link_number`, `on_air`
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from assistant.knowledge.corrections import StaffFaq
from assistant.knowledge.facts import Fact
from assistant.knowledge.pricing import PriceNow
from catalog_loader.product import (
    Attribute,
    Faq,
    Money,
    Offer,
    Origin,
    Policy,
    Product,
    SizeRow,
    Variant,
)

_OPTION_FIELDS = {
    "colour": (
        "颜色",
        "色号",
        "颜色分类",
        "花色",
        "color",
        "colour",
        "colors",
        "colours",
        "warna",
        "màu",
        "màu sắc",
        "สี",
    ),
    "size": (
        "尺码",
        "码数",
        "尺寸",
        "鞋码",
        "裤码",
        "size",
        "sizes",
        "shoe size",
        "us size",
        "eu size",
        "uk size",
        "size (us)",
        "size (eu)",
        "ukuran",
        "saiz",
        "kích cỡ",
        "cỡ",
        "ไซส์",
        "ไซซ์",
    ),
}


def option_field(name: str) -> str:
    """The field of an option: `colour`, `size`, or the option's own name."""
    lowered = name.strip().lower()
    for field, names in _OPTION_FIELDS.items():
        if lowered in names:
            return field
    return name


def title_of(product: Product, language: str) -> str:
    """The product's (short) name in `language` where the shop wrote one, else its title."""
    words = product.translations.get(language, {})
    return words.get("short_title") or words.get("title") or product.title


def said_in(product: Product, text: str, language: str) -> str:
    """A published text of `product` (a value, an option, a label) in `language`, as published.

    The text itself where the shop wrote no translation: a value is never translated by guess.
    """
    return product.translations.get(language, {}).get(text) or text


def subject_of(product: Product, variant: Variant | None = None, language: str = "") -> str:
    """The product or variant as a person says it: title, then the variant's options."""
    title = title_of(product, language)
    options = " ".join(variant.options.values()) if variant else ""
    return f"{title} {options}".strip()


def where(origin: Origin) -> str:
    """`catalog.jsonl:12`, or what is known of it."""
    return f"{origin.file}:{origin.row}" if origin.row else origin.file


def where_variant(product: Product, variant: Variant) -> str:
    """Where a variant was read: its own row, in its product's file unless it names another."""
    origin = variant.origin
    if not origin.row and not origin.file:
        return where(product.origin)
    return where(origin if origin.file else origin.model_copy(update={"file": product.origin.file}))


def variant_fact(
    product: Product, variant: Variant, field: str, value: str, unit: str = "", label: str = ""
) -> Fact:
    """A fact about one variant."""
    return Fact(
        product=variant.sku,
        field=field,
        value=value,
        unit=unit,
        label=label,
        subject=subject_of(product, variant),
        options=tuple(variant.options.items()),
        origin=where_variant(product, variant),
    )


def product_fact(product: Product, field: str, value: str, unit: str = "", label: str = "") -> Fact:
    """A fact about a product as a whole."""
    return Fact(
        product=product.handle,
        field=field,
        value=value,
        unit=unit,
        label=label,
        subject=product.title,
        origin=where(product.origin),
    )


def money_fact(
    product: Product, variant: Variant, field: str, money: Money, label: str = ""
) -> Fact:
    """An amount of a variant, in major units: `259.9` CNY."""
    return variant_fact(product, variant, field, money.plain, money.currency, label)


def of_whole(product: Product, fact: Fact) -> Fact:
    """A fact of one variant said of the product, for when it holds of every variant."""
    return replace(fact, product=product.handle, subject=product.title, options=())


def price_facts(product: Product, variant: Variant, current: PriceNow) -> Iterator[Fact]:
    """The price in force, and with an offer what it undercuts and when it ends."""
    yield money_fact(product, variant, "price", current.price, "价格")
    if current.list_price:
        yield money_fact(product, variant, "list_price", current.list_price, "原价")
    if current.until:
        until = current.until.isoformat()
        yield variant_fact(product, variant, "price_until", until, label="活动截止")


def offer_facts(
    product: Product, variant: Variant, offer: Offer, zone: tzinfo | None = None
) -> Iterator[Fact]:
    """A conditional offer's amounts: what it takes off, from which basket, until when."""
    if offer.price:
        field = "ladder_price" if offer.min_quantity > 1 else f"{offer.kind.value}_price"
        yield money_fact(product, variant, field, offer.price, "优惠价")
    if offer.off:
        yield money_fact(product, variant, "off", offer.off, "优惠")
    if offer.threshold:
        yield money_fact(product, variant, "threshold", offer.threshold, "满")
    if offer.min_quantity > 1:
        yield variant_fact(
            product, variant, "min_quantity", str(offer.min_quantity), "件", "起购件数"
        )
    if offer.percent is not None:
        yield variant_fact(product, variant, "percent", str(offer.percent), "%", "付原价的")
    if offer.valid_until:
        yield variant_fact(
            product, variant, "price_until", _moment(offer.valid_until, zone), label="活动截止"
        )
    if offer.note:
        yield variant_fact(product, variant, "offer_note", offer.note, label="活动")


def stock_facts(product: Product, variant: Variant, zone: tzinfo | None = None) -> Iterator[Fact]:
    """Whether a variant can be bought, how many are left, and from when a pre-sale ships."""
    yield variant_fact(
        product, variant, "availability", variant.availability.value, label="库存状态"
    )
    if variant.quantity is not None:
        yield variant_fact(product, variant, "quantity", str(variant.quantity), "件", "库存")
    if variant.available_from:
        moment = variant.available_from
        local = moment.astimezone(zone) if zone and moment.tzinfo else moment
        yield variant_fact(
            product, variant, "available_from", local.date().isoformat(), label="发货时间"
        )


def option_facts(product: Product, name: str) -> Iterator[Fact]:
    """The values an option has among the product's variants, in the order they are listed."""
    field = option_field(name)
    for value in option_values(product, name):
        yield product_fact(product, field, value, label=name)


def option_values(product: Product, name: str) -> tuple[str, ...]:
    """The values of one option, without duplicates."""
    found = (variant.options.get(name, "") for variant in product.variants)
    return tuple(dict.fromkeys(value for value in found if value))


def option_name(product: Product, field: str) -> str:
    """What `product` calls the option of `field` (`colour`, `size`), "" when it has none."""
    names = dict.fromkeys(
        (*product.option_names, *(name for v in product.variants for name in v.options))
    )
    return next((name for name in names if option_field(name) == field), "")


def attribute_fact(product: Product, attribute: Attribute, variant: Variant | None = None) -> Fact:
    """One published property."""
    field = attribute.key or attribute.name
    if variant is None:
        return product_fact(product, field, attribute.value, attribute.unit, attribute.name)
    return variant_fact(product, variant, field, attribute.value, attribute.unit, attribute.name)


def size_facts(product: Product, row: SizeRow) -> Iterator[Fact]:
    """One row of a size table: the size, and the heights and weights it fits."""
    options = (("size", row.size),)
    subject = f"{product.title} {row.size}"
    ranges = (("height", row.height_cm, "cm", "身高"), ("weight", row.weight_kg, "kg", "体重"))
    for field, bounds, unit, label in ranges:
        if bounds:
            yield Fact(
                product=product.handle,
                field=field,
                value=f"{bounds[0]:g}-{bounds[1]:g}",
                unit=unit,
                label=label,
                subject=subject,
                options=options,
                origin=where(product.origin),
            )
    for name, value in row.measures_cm.items():
        yield Fact(
            product=product.handle,
            field=name,
            value=f"{value:g}",
            unit="cm",
            label=name,
            subject=subject,
            options=options,
            origin=where(product.origin),
        )


def policy_fact(policy: Policy, language: str = "") -> Fact:
    """The whole statement of a policy, in `language` where the shop wrote it so."""
    return Fact(
        product=policy.id,
        field=policy.topic.value,
        value=policy.translations.get(language) or policy.statement,
        source="policy",
        origin=where(policy.origin),
    )


def clause_fact(policy: Policy, clause: Attribute) -> Fact:
    """One clause of a policy."""
    return Fact(
        product=policy.id,
        field=clause.key or clause.name,
        value=clause.value,
        unit=clause.unit,
        source="policy",
        label=clause.name,
        origin=where(policy.origin),
    )


def faq_fact(faq: Faq, language: str = "") -> Fact:
    """The shop's own answer to a question; its staff's where they corrected one."""
    return Fact(
        product=faq.id,
        field="faq",
        value=faq.translations.get(language) or faq.answer,
        source="staff" if isinstance(faq, StaffFaq) else "faq",
        label=faq.question,
        origin=where(faq.origin),
    )


def room_fact(product: Product, field: str, value: str) -> Fact:
    """What the room, not the catalog, says of a product: its link number, that it is on air."""
    return Fact(
        product=product.handle, field=field, value=value, source="room", subject=product.title
    )


def unique(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts in order, each once."""
    return tuple(dict.fromkeys(facts))


def _moment(moment: datetime, zone: tzinfo | None) -> str:
    return (moment.astimezone(zone) if zone and moment.tzinfo else moment).isoformat()

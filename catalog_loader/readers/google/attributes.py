"""What an item publishes of itself beside its options, prices and stock."""

from collections.abc import Collection, Iterator

from catalog_loader.product import Attribute, ValueKind
from catalog_loader.readers.google.context import Context
from catalog_loader.readers.google.item import Item
from catalog_loader.readers.google.words import key_of
from catalog_loader.readers.toolkit.published import attribute

_AS_PUBLISHED = (
    "material", "pattern", "size_system", "mpn", "unit_pricing_measure", "product_weight",
    "energy_efficiency_class", "min_energy_efficiency_class", "max_energy_efficiency_class",
    "shipping_weight", "shipping_label", "ships_from_country",
)  # fmt: skip
_FIXED = ("gender", "age_group", "size_type", "condition")
_FLAGS = ("adult", "is_bundle")
_CERTIFICATE = ("authority", "name", "code", "value")
_MEASURES = ("product_length", "product_width", "product_height")


def attributes_of(item: Item, context: Context, options: Collection[str]) -> tuple[Attribute, ...]:
    """The attributes of an item; those that are `options` of its product are none."""
    found = (
        *_own(item, context, options),
        *_size(item, context),
        *_certificates(item, context),
        *_plans(item, context),
        *_details(item),
    )
    return tuple(dict.fromkeys(found))


def option_value(item: Item, name: str, context: Context) -> str:
    """What an item has for one of the attributes that variants differ in."""
    return context.value(item[name]) if name in _FIXED else item[name]


def _own(item: Item, context: Context, options: Collection[str]) -> Iterator[Attribute]:
    for name in _AS_PUBLISHED:
        if name not in options and (value := item[name]):
            yield attribute(context.name(name), value, key=key_of(name))
    for name in _FIXED:
        if name not in options and (values := item.all(name)):
            said = context.phrase("、", ", ").join(map(context.value, values))
            yield attribute(context.name(name), said, key=key_of(name))
    for name in _FLAGS:
        if item.flag(name):
            yield attribute(context.name(name), "true")
    # 0 and 1 are what feeds give for goods that are no multipack.
    if (pieces := item["multipack"]).isdecimal() and int(pieces[:9]) > 1:
        yield attribute(context.name("multipack"), pieces, key=key_of("multipack"))


def _size(item: Item, context: Context) -> Iterator[Attribute]:
    """Length, width and height; as one attribute where all three are in one unit."""
    measures = [
        attribute(context.name(name), item[name], key=key_of(name))
        for name in _MEASURES
        if item[name]
    ]
    units = {each.unit for each in measures}
    numbers = all(each.kind is ValueKind.NUMBER for each in measures)
    if len(measures) == len(_MEASURES) and len(units) == 1 and numbers:
        value = " × ".join(each.value for each in measures)
        name, key = context.name("product_size"), key_of("product_size")
        yield attribute(name, value, unit=units.pop(), key=key)
    else:
        yield from measures


def _certificates(item: Item, context: Context) -> Iterator[Attribute]:
    for part in item.parts_of("certification"):
        names = (f"certification.certification_{each}" for each in _CERTIFICATE)
        if said := " ".join(text for name in names if (text := part[name])):
            yield attribute(context.name("certification"), said, key=key_of("certification"))


def _plans(item: Item, context: Context) -> Iterator[Attribute]:
    """What it costs in installments or as a subscription, as published."""
    for part in item.parts_of("installment"):
        months, amount = part["installment.months"], part["installment.amount"]
        if months and amount:
            said = context.phrase(f"{months} 期，每期 {amount}", f"{months} payments of {amount}")
            if first := part["installment.downpayment"]:
                said += context.phrase(f"，首付 {first}", f", {first} down")
            yield attribute(context.name("installment"), said)
    for part in item.parts_of("subscription_cost"):
        period = context.value(part["subscription_cost.period"])
        length, amount = part["subscription_cost.period_length"], part["subscription_cost.amount"]
        if period and amount:
            said = context.phrase(
                f"每 {length or 1} {period} {amount}", f"{amount} every {length or 1} {period}"
            )
            yield attribute(context.name("subscription_cost"), said)


def _details(item: Item) -> Iterator[Attribute]:
    """The details; one whose name stands in several sections is told apart by its section."""
    details = [
        (part["product_detail.section_name"], name, value)
        for part in item.parts_of("product_detail")
        if (name := part["product_detail.attribute_name"])
        and (value := part["product_detail.attribute_value"])
    ]
    sections: dict[str, set[str]] = {}
    for section, name, _ in details:
        sections.setdefault(name, set()).add(section)
    for section, name, value in details:
        yield attribute(f"{section} {name}" if len(sections[name]) > 1 else name, value)

"""From the items of one product to the product: what all share is its own, the rest is theirs.

An item whose id is the group's and that has nothing to choose by, where the others have, is the
parent of them: it lends its texts, and is itself never sold.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from catalog_loader.product import Attribute, Product
from catalog_loader.readers.google.attributes import attributes_of, option_value
from catalog_loader.readers.google.context import Context
from catalog_loader.readers.google.delivery import returns_of, shipping_of
from catalog_loader.readers.google.item import Item
from catalog_loader.readers.google.titles import text_of, without
from catalog_loader.readers.google.variants import has_expired, images_of, variant_of
from catalog_loader.readers.reader import Item as Found
from catalog_loader.readers.reader import Read
from catalog_loader.readers.toolkit.grouping import origin_of
from catalog_loader.readers.toolkit.published import plain_text

T = TypeVar("T")

_ALWAYS = ("color", "size")
"""What a shopper chooses by, also where there is but one to choose."""
_VARYING = ("material", "pattern", "gender", "age_group", "size_type", "size_system")
"""What is an option only where the variants differ in it."""
_OPTIONS = (*_ALWAYS, *_VARYING)
_OF_CLOTHES = ("gender", "age_group", "size_type", "size_system")
"""What tells that a size is one of clothes or shoes, and not `350ml`."""
_NAMES = 20
"""Titles of variants by which a product is known."""
_FIELDS = {
    "handle": ("item_group_id", "id"),
    "title": ("title", "structured_title"),
    "brand": ("brand",),
    "category": ("product_type", "google_product_category"),
    "description": ("description", "structured_description"),
    "selling_points": ("product_highlight",),
    "images": ("image_link",),
    "shipping": ("shipping", "carrier_shipping", "free_shipping_threshold"),
    "returns": ("return_policy_label",),
    "published": ("expiration_date",),
    "variants.sku": ("id",),
    "variants.price": ("price",),
    "variants.offers.price": ("sale_price",),
    "variants.offers.valid_from": ("sale_price_effective_date",),
    "variants.offers.valid_until": ("sale_price_effective_date",),
    "variants.availability": ("availability",),
    "variants.quantity": ("quantity",),
    "variants.available_from": ("availability_date",),
    "variants.barcode": ("gtin",),
    "variants.image": ("image_link",),
}


def key_of(item: Item) -> str:
    """What the items of one product have in common: their group, else the item's own id."""
    return item["item_group_id"] or item["id"]


def product_of(items: Sequence[Item], context: Context) -> Iterator[Found]:
    """The product that `items` (one or more, of one key) make up, after what is wrong with them."""
    parent, sold = _family(items)
    told = (*parent, *sold)
    options = _options(sold, context)
    attributes, own = _shared([attributes_of(item, context, options) for item in sold])
    past = [has_expired(item, context) for item in sold]
    variants = [
        variant_of(item, _chosen(item, options, context), each, context, expired=gone)
        for item, each, gone in zip(sold, own, past, strict=True)
    ]
    title, aliases = _title(parent, sold, options)
    if not title:
        told[0].find("missing_field", "title", name="title")
    fields = {
        "handle": key_of(told[0]),
        "title": title,
        "aliases": aliases,
        "brand": _first(item["brand"] for item in told),
        "category": _first(_category(item) for item in told),
        "description": plain_text(_first(text_of(item, "description") for item in told)),
        "selling_points": next(filter(None, (item.all("product_highlight") for item in told)), ()),
        "attributes": attributes,
        "option_names": tuple(options.values()),
        "variants": tuple(variants),
        "shipping": _agreed(sold, "shipping", [shipping_of(item, context) for item in sold]),
        "returns": next(iter(_agreed(sold, "return_policy_label", [*map(returns_of, sold)])), None),
        "images": tuple(dict.fromkeys(image for item in told for image in images_of(item))),
        "translations": _short_title(sold, context),
        "published": not all(past),
        "origin": origin_of(context.source, items[0].row, _columns(items, context)),
    }
    unfit = any(item.failed for item in items)
    product = None if unfit else told[0].make(Product, **fields)
    for item in items:
        yield from item.findings
    if product is not None:
        yield Read(items[0].row, product)


def _family(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """The parent, if there is one, and the items that are sold."""
    plain = [item for item in items if not any(item[name] for name in _OPTIONS)]
    parents = [item for item in plain if item["id"] == key_of(item)]
    if len(parents) != 1 or len(plain) == len(items):
        return (), items
    reason = "它只是各规格的上级 / it is only the parent of its variants"
    parents[0].find("skipped_product", "id", value=parents[0]["id"], reason=reason)
    return parents, [item for item in items if item is not parents[0]]


def _options(items: Sequence[Item], context: Context) -> dict[str, str]:
    """The attributes a shopper chooses by, and what each is called."""
    found = {}
    for name in _OPTIONS:
        values = {item[name] for item in items} - {""}
        if len(values) > 1 or (values and name in _ALWAYS):
            found[name] = context.name(name)
    if "size" in found and not any(item[name] for item in items for name in _OF_CLOTHES):
        found["size"] = context.name("measure")
    return found


def _chosen(item: Item, options: Mapping[str, str], context: Context) -> dict[str, str]:
    values = {label: option_value(item, name, context) for name, label in options.items()}
    return {label: value for label, value in values.items() if value}


def _shared(
    given: Sequence[tuple[Attribute, ...]],
) -> tuple[tuple[Attribute, ...], list[tuple[Attribute, ...]]]:
    """The attributes that all items have, and what each has beside them."""
    in_all = set(given[0]).intersection(*given[1:])
    common = tuple(each for each in given[0] if each in in_all)
    return common, [tuple(each for each in own if each not in in_all) for own in given]


def _agreed(items: Sequence[Item], name: str, given: Sequence[tuple[T, ...]]) -> tuple[T, ...]:
    """What all items say alike of something that is a product's; what only some say is left out."""
    in_all = set(given[0]).intersection(*given[1:])
    if any(len(each) > len(in_all) for each in given):
        items[0].find("differs_by_variant", name, name=name)
    return tuple(each for each in given[0] if each in in_all)


def _title(
    parent: Sequence[Item], sold: Sequence[Item], options: Iterable[str]
) -> tuple[str, tuple[str, ...]]:
    """The product's title, and what else it is called.

    The titles of variants name what they differ in. Where nothing else sets them apart, the title
    is what remains without it; otherwise it is the first one's, and the others are other names.
    """
    if title := _first(text_of(item, "title") for item in parent):
        return title, ()
    titles = dict.fromkeys(title for item in sold if (title := text_of(item, "title")))
    if len(titles) > 1:
        plain = {without(text_of(item, "title"), [item[o] for o in options]) for item in sold}
        if len(plain) == 1 and (title := plain.pop()):
            return title, ()
    return next(iter(titles), ""), tuple(titles)[1:_NAMES]


def _category(item: Item) -> str:
    """The shop's own category, else Google's, unless it is but a number of Google's list."""
    google = item["google_product_category"]
    return item["product_type"] or ("" if google.isdecimal() else google)


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _short_title(items: Sequence[Item], context: Context) -> dict[str, dict[str, str]]:
    """The title as it is spoken, where all variants have the same."""
    titles = {item["short_title"] for item in items}
    title = titles.pop()
    return {context.shop.language: {"short_title": title}} if title and not titles else {}


def _columns(items: Sequence[Item], context: Context) -> dict[str, str]:
    """Field to column, of the first of a field's attributes that an item has."""
    given = {name for item in items for name in item.attributes}
    read = {
        field: next((name for name in names if name in given), "")
        for field, names in _FIELDS.items()
    }
    return {field: context.feed.column(name) for field, name in read.items() if name}

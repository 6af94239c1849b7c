"""From the goods of a document to products.

A ProductGroup becomes a product whose variants are the products it groups; it is none itself and
its own offers price nothing. A Product whose offers have keys of their own has those as variants;
any other is its own single variant.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Attribute, Product, Returns, Shipping
from catalog_loader.readers.reader import Item, Read
from catalog_loader.readers.schemaorg.fields import Fields, Reading
from catalog_loader.readers.schemaorg.goods import Goods
from catalog_loader.readers.schemaorg.graph import Node, is_language
from catalog_loader.readers.schemaorg.identity import BARCODES
from catalog_loader.readers.schemaorg.offers import single_offers
from catalog_loader.readers.schemaorg.pictures import pictures_of
from catalog_loader.readers.schemaorg.shipping import shippings_of
from catalog_loader.readers.schemaorg.terms import returns_of
from catalog_loader.readers.schemaorg.wares import (
    Ware,
    Wares,
    facts_of,
    variant_of,
    wares_of,
)
from catalog_loader.readers.toolkit.grouping import origin_of
from catalog_loader.readers.toolkit.published import plain_text
from catalog_loader.readers.toolkit.text import UNDECODABLE

T = TypeVar("T")

_FIELDS = {
    "title": ("name",),
    "aliases": ("alternateName",),
    "brand": ("brand",),
    "category": ("category",),
    "description": ("description",),
    "selling_points": ("slogan",),
    "images": ("image",),
    "attributes": ("additionalProperty", "material", "weight"),
}
_VARIANT_FIELDS = {
    "variants.sku": ("sku", "offers/sku"),
    "variants.barcode": (*BARCODES, *(f"offers/{code}" for code in BARCODES)),
    "variants.price": ("offers/price", "offers/priceSpecification/price"),
    "variants.availability": ("offers/availability",),
    "variants.quantity": ("offers/inventoryLevel",),
    "variants.image": ("image",),
}


_PLACEHOLDER = "名称只是占位的符号 / its name only holds a place"


def product_of(handle: str, goods: Goods, reading: Reading) -> Iterator[Item]:
    """The product, after what was found in it; not where anything of it is an error."""
    node = goods.node
    fields = Fields(node, node.path)
    title = plain_text(node.text("name", reading.language))
    if title and not any(char.isalnum() for char in title):
        values = {"value": quoted(title), "reason": _PLACEHOLDER}
        yield Finding("skipped_product", node.path, "name", values)
        return
    if not title:
        fields.find("missing_field", "name", name="name")
        title = handle
    wares = wares_of(goods, title, fields, reading)
    attributes = _attributes(node, wares, reading)
    variants = [variant_of(each, handle, attributes, fields, reading) for each in wares.each]
    product = fields.make(
        Product,
        handle=handle,
        title=title,
        aliases=tuple(
            dict.fromkeys(each.text for each in node.texts("alternateName") if each.text != title)
        ),
        brand=node.text("brand", reading.language),
        category=_category(node, reading),
        description=plain_text(node.text("description", reading.language)),
        selling_points=tuple(plain_text(each.text) for each in node.texts("slogan")),
        attributes=attributes,
        option_names=wares.option_names,
        variants=tuple(variant for variant in variants if variant is not None),
        shipping=_shipping(node, wares, fields, reading),
        returns=_returns(node, wares, fields, reading),
        images=pictures_of(node, fields, reading),
        translations=_translations(node, title, reading),
        origin=origin_of(reading.source, node.path, _columns(node, wares)),
    )
    if product is not None and UNDECODABLE in product.model_dump_json(exclude={"origin"}):
        name = next((name for name, value in product if UNDECODABLE in repr(value)), "title")
        values = {"column": name, "value": quoted(getattr(product, name))}
        fields.findings.append(Finding("undecodable", fields.row, name, values))
    yield from fields.findings
    if product is not None and not fields.failed:
        yield Read(node.path, product)


def _attributes(node: Node, wares: Wares, reading: Reading) -> tuple[Attribute, ...]:
    """What is published of the product as a whole, but for what its variants vary in."""
    whole = next((ware for ware in wares.each if ware.node is node), Ware(node, []))
    return tuple(facts_of(whole, reading, wares.varying))


def _shipping(node: Node, wares: Wares, fields: Fields, reading: Reading) -> tuple[Shipping, ...]:
    """How the product is sent, where that is the same whatever is bought of it."""
    shared = [] if any(ware.node is node for ware in wares.each) else node.nodes("offers")
    own = [tuple(shippings_of(offer, fields, reading)) for offer in single_offers(shared)]
    offers = chain.from_iterable(ware.singles for ware in wares.each)
    each = [tuple(shippings_of(offer, fields, reading)) for offer in offers]
    return _agreed(own, each, "shippingDetails", fields) or ()


def _returns(node: Node, wares: Wares, fields: Fields, reading: Reading) -> Returns | None:
    """How the product is taken back, where that is the same whatever is bought of it."""
    read: dict[int, Returns | None] = {}

    def stated(holder: Node) -> list[Returns | None]:
        policies = holder.nodes("hasMerchantReturnPolicy")
        for policy in policies:
            if id(policy) not in read:
                read[id(policy)] = returns_of(policy, fields, reading)
        return [read[id(policy)] for policy in policies]

    own, each = stated(node), []
    for ware in wares.each:
        for offer in ware.singles:
            each += stated(offer) or stated(ware.node) or [None]
    return _agreed(own, each, "hasMerchantReturnPolicy", fields)


def _agreed(
    own: Sequence[T | None], each: Sequence[T | None], name: str, fields: Fields
) -> T | None:
    """What the product itself states, or all that is bought of it alike; else it cannot be said."""
    different = list(dict.fromkeys(stated for stated in (*own, *each) if stated))
    if not different:
        return None
    if len(different) == 1 and (any(own) or all(each)):
        return different[0]
    fields.find("differing_terms", name, name=name)
    return None


def _category(node: Node, reading: Reading) -> str:
    texts = [node.text("category", reading.language)]
    texts += [each.text("codeValue") for each in node.nodes("category")]
    return next((text for text in texts if text and "://" not in text), "")


def _translations(node: Node, title: str, reading: Reading) -> dict[str, dict[str, str]]:
    """The titles in other languages than the shop's."""
    found: dict[str, dict[str, str]] = {}
    for each in node.texts("name"):
        language = each.language.lower().split("-")[0]
        if language and each.text != title and not is_language(language, reading.language):
            found.setdefault(language, {"title": each.text})
    return found


def _columns(node: Node, wares: Wares) -> dict[str, str]:
    """Field to the property it was read from, for the properties that are there."""
    columns = {
        field: name
        for field, names in _FIELDS.items()
        if (name := next((name for name in names if name in node.properties), ""))
    }
    for ware in wares.each[:1]:
        above = "" if ware.node is node or ware.node in ware.singles else "hasVariant/"
        for field, names in _VARIANT_FIELDS.items():
            if name := next((name for name in names if _has(ware, name)), ""):
                columns[field] = f"{above}{name}"
    if wares.each and wares.each[0].node is node:
        columns.pop("variants.image", None)  # the pictures of a whole product are its own
    return columns


def _has(ware: Ware, path: str) -> bool:
    """Whether there is anything at a path from a ware, through its offers and their prices."""
    nodes = [ware.node]
    *steps, last = path.split("/")
    for step in steps:
        offers = ware.singles if step == "offers" else None
        nodes = offers or [each for node in nodes for each in node.nodes(step)]
    return any(last in node.properties for node in nodes)

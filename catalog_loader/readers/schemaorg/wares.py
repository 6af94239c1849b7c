"""What is to be bought of a product: its variants, each with the offers that are for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog_loader.product import Attribute, Origin, Variant
from catalog_loader.readers.schemaorg.facts import (
    attributes_of,
    option_name,
    option_properties,
    option_value,
)
from catalog_loader.readers.schemaorg.fields import Fields, Reading
from catalog_loader.readers.schemaorg.goods import Goods
from catalog_loader.readers.schemaorg.graph import Node
from catalog_loader.readers.schemaorg.identity import BARCODES, barcode_of, sku_of
from catalog_loader.readers.schemaorg.offers import single_offers, sold_as
from catalog_loader.readers.schemaorg.pictures import pictures_of
from catalog_loader.readers.schemaorg.terms import warranty_of
from catalog_loader.readers.toolkit.grouping import sku_for

_TELLING = frozenset({"name", "sku", "offers", *BARCODES})
"""A variant that states none of these is only a link to the page that describes it."""

_NOT_DESCRIBED = "only its address is given / 只有网址"


@dataclass(slots=True)
class Ware:
    """One thing to be bought: what describes it, the offers for it, and its options.

    `offers` may hold ranges, `singles` are the offers in them. `key` tells it from the others of
    its product where neither a SKU nor an option does.
    """

    node: Node
    offers: list[Node]
    options: dict[str, str] = field(default_factory=dict)
    key: str = ""
    singles: list[Node] = field(init=False)

    def __post_init__(self) -> None:
        self.singles = single_offers(self.offers)


@dataclass(slots=True)
class Wares:
    """All there is to be bought of a product, and the properties in which it differs."""

    each: list[Ware]
    varying: list[str] = field(default_factory=list)

    @property
    def option_names(self) -> tuple[str, ...]:
        """The names of the options, in their order."""
        return tuple(dict.fromkeys(name for ware in self.each for name in ware.options))


def wares_of(goods: Goods, title: str, fields: Fields, reading: Reading) -> Wares:
    """The variants of a group; of a product its offers where they have keys, else itself."""
    node = goods.node
    if not goods.grouped:
        return _offered_apart(node, title, reading) or Wares([Ware(node, node.nodes("offers"))])
    described, varying = [], []
    for each in goods.variants:
        if not _TELLING.isdisjoint(each.properties):
            described.append(each)
        elif each.properties:
            address = each.text("url") or each.id
            fields.of(each).find("skipped_product", value=address, reason=_NOT_DESCRIBED)
    varying = option_properties(node, described, reading)
    wares = [
        Ware(
            each,
            each.nodes("offers"),
            _options(each, varying, reading, node),
            key=each.first(*BARCODES, "name"),
        )
        for each in described
    ]
    return Wares(wares, varying)


def facts_of(ware: Ware, reading: Reading, besides: Sequence[str] = ()) -> list[Attribute]:
    """What is published of one thing, with its warranty and, where one offer is for it, that's."""
    found = attributes_of(ware.node, reading, besides) + list(warranty_of(ware.node, reading))
    if len(ware.singles) == 1 and ware.singles[0] is not ware.node:
        found += attributes_of(ware.singles[0], reading)
        found += warranty_of(ware.singles[0], reading)
    return list(dict.fromkeys(found))


def variant_of(
    ware: Ware, handle: str, shared: Sequence[Attribute], fields: Fields, reading: Reading
) -> Variant | None:
    """The variant, None (and why, in `fields`) where something of it is wrong.

    `shared` is what is published of the product as a whole.
    """
    own = fields.of(ware.node)
    sold = sold_as(ware.offers, own, reading)
    itself = ware.node is fields.node
    images = () if itself else pictures_of(ware.node, own, reading)
    options = set(ware.options.values())
    return own.make(
        Variant,
        sku=sku_of(ware.node, ware.singles) or sku_for(handle, ware.options.values() or [ware.key]),
        options=ware.options,
        price=sold.price,
        offers=sold.offers,
        availability=sold.availability,
        quantity=sold.quantity,
        available_from=sold.available_from,
        barcode=barcode_of(ware.node, ware.singles),
        attributes=tuple(
            each
            for each in ([] if itself else facts_of(ware, reading))
            if each not in shared and each.value not in options
        ),
        image=images[0] if images else "",
        origin=Origin(row=(ware.singles[0] if len(ware.singles) == 1 else ware.node).path),
    )


def _offered_apart(node: Node, title: str, reading: Reading) -> Wares | None:
    """A product of several offers that each have a key of their own, as the variants they are.

    None where they have not: then all of them are offers for one thing.
    """
    offers: dict[str, list[Node]] = {}
    for offer in single_offers(node.nodes("offers")):
        item = _item(offer, node)
        key = item.first("sku", *BARCODES) or offer.first("sku", *BARCODES) or offer.text("name")
        if not key:
            return None
        offers.setdefault(key, []).append(offer)
    if len(offers) < 2:
        return None
    wares = [Ware(_item(each[0], node), each, key=key) for key, each in offers.items()]
    varying = option_properties(node, [ware.node for ware in wares], reading)
    names = [ware.node.text("name", reading.language) for ware in wares]
    if varying:
        for ware in wares:
            ware.options = _options(ware.node, varying, reading, node)
    elif all(names) and len(set(names)) == len(names):
        label = reading.said("规格", "option")
        for ware, name in zip(wares, names, strict=True):
            ware.options = {label: name.removeprefix(title).strip(" -–—|/,，") or name}
    return Wares(wares, varying)


def _item(offer: Node, product: Node) -> Node:
    """What an offer is for where that is not the whole product, else the offer itself."""
    return next((each for each in offer.nodes("itemOffered") if each is not product), offer)


def _options(node: Node, varying: Sequence[str], reading: Reading, group: Node) -> dict[str, str]:
    """A variant's options; what it does not state itself it has from its group."""
    stated = {
        option_name(name, reading): option_value(node, name, reading)
        or option_value(group, name, reading)
        for name in varying
    }
    return {name: value for name, value in stated.items() if value}

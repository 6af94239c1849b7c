"""Which goods a document offers: those it is about or lists, not every one that it mentions.

A product that is only reviewed, related, or what somebody acts on is not for sale here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog_loader.readers.schemaorg.documents import Document
from catalog_loader.readers.schemaorg.graph import Graph, Node

GOODS = frozenset(
    {"Product", "ProductGroup", "IndividualProduct", "SomeProducts", "ProductModel",
     "ProductCollection", "Vehicle", "Car", "Motorcycle", "MotorizedBicycle", "BusOrCoach",
     "DietarySupplement", "Drug"}
)  # fmt: skip
"""Product and its subtypes."""

OFFERS = frozenset({"Offer", "AggregateOffer", "OfferForPurchase"})
_GROUP = frozenset({"ProductGroup"})
_SHOWING = ("mainEntity", "itemListElement", "item", "itemOffered", "makesOffer",
            "hasOfferCatalog", "dataFeedElement")  # fmt: skip
"""The properties by which a page, a list, a shop or an offer shows goods."""


@dataclass(slots=True)
class Goods:
    """A product, or a group and its variants."""

    node: Node
    grouped: bool = False
    variants: list[Node] = field(default_factory=list)

    @property
    def offered(self) -> bool:
        """Whether anybody offers it."""
        return any(node.nodes("offers") for node in (self.node, *self.variants))


def goods_of(document: Document) -> list[Goods]:
    """The goods of a document, from the first of its syntaxes that offers any.

    Where none does, from the first that names any: a page often tells the same thing twice.
    """
    found: list[Goods] = []
    for view in document.views():
        goods = _goods(view.graph)
        if any(each.offered for each in goods):
            return goods
        found = found or goods
    return found


def others_of(document: Document) -> Iterator[Node]:
    """What a document offers that is no product: a book, an event, a service."""
    for view in document.views():
        shown = (node for node in _shown(view.graph) if node.types and node.nodes("offers"))
        if others := [node for node in shown if not node.is_a(GOODS | OFFERS)]:
            yield from others
            return


def _goods(graph: Graph) -> list[Goods]:
    shown = [node for node in _shown(graph) if node.is_a(GOODS)]
    groups: dict[str, Goods] = {}
    found: dict[int, Goods] = {}
    for node in shown:
        if node.is_a(_GROUP) or node.nodes("hasVariant"):
            variants = list(dict.fromkeys(node.nodes("hasVariant")))
            found[id(node)] = Goods(node, grouped=True, variants=variants)
            groups.setdefault(node.text("productGroupID"), found[id(node)])
    members = {id(variant) for goods in found.values() for variant in goods.variants}
    for node in shown:
        if id(node) in members or id(node) in found:
            continue
        parent = _parent(node)
        key = parent.text("productGroupID") if parent else node.text("inProductGroupWithID")
        goods = (found.get(id(parent)) if parent else None) or (groups.get(key) if key else None)
        if goods is None and parent is not None:
            goods = found.setdefault(id(parent), Goods(parent, grouped=True))
            groups.setdefault(key, goods)
        if goods is None:
            found[id(node)] = Goods(node)
        else:
            goods.variants.append(node)
    place = {id(node): number for number, node in enumerate(shown)}
    return sorted(
        found.values(),
        key=lambda goods: min(place.get(id(n), len(place)) for n in (goods.node, *goods.variants)),
    )


def _parent(node: Node) -> Node | None:
    """The group a product is a variant of, where the document names it."""
    groups = (each for each in node.nodes("isVariantOf") if each is not node)
    return next((each for each in groups if each.text("name")), None)


def _shown(graph: Graph) -> Iterator[Node]:
    """What the document shows, in its order; an offer that names its product becomes its offer."""
    waiting, seen = list(reversed(graph.roots)), set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.is_a(OFFERS):
            for offered in node.nodes("itemOffered"):
                offers = offered.properties.setdefault("offers", [])
                if node not in offers:
                    offers.append(node)
        if node.properties:
            yield node
        if not node.is_a(GOODS):
            for name in reversed(_SHOWING):
                waiting.extend(reversed(node.nodes(name)))

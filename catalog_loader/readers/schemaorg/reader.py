"""Reads what shops publish of their goods in schema.org's words.

Web pages with JSON-LD, microdata or RDFa, files of JSON-LD, and schema.org's own files of
examples. Where a thing is told in several syntaxes, it is read in the first that tells it:
JSON-LD, then microdata, then RDFa.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from catalog_loader.findings import Finding
from catalog_loader.readers.reader import Item, Source
from catalog_loader.readers.schemaorg.documents import Document, documents_of, shape_of
from catalog_loader.readers.schemaorg.fields import Reading, currency_code
from catalog_loader.readers.schemaorg.goods import Goods, goods_of, others_of
from catalog_loader.readers.schemaorg.graph import Node
from catalog_loader.readers.schemaorg.identity import named
from catalog_loader.readers.schemaorg.offers import single_offers
from catalog_loader.readers.schemaorg.products import product_of
from catalog_loader.readers.schemaorg.service import faqs_of, policies_of
from catalog_loader.readers.toolkit.shops import language_of, shop_items, shop_of
from catalog_loader.readers.toolkit.times import zone_of

_PRICED = ("price", "lowPrice", "highPrice")
_SHOPS = frozenset({"OnlineStore", "OnlineBusiness", "Store"})
_SITE = frozenset({"WebSite"})
_FIRM = frozenset({"Organization", "Corporation"})
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z0-9-]+)?")
_ENOUGH = 20_000
"""Characters that tell a language."""


class SchemaOrgReader:
    """Reads schema.org's Product and ProductGroup, FAQPage, and a shop's terms."""

    name = "schemaorg"
    title = "schema.org (web page, JSON-LD)"

    def recognises(self, source: Source) -> bool:
        """Whether this is a page with schema.org's markup, JSON-LD of it, or its examples."""
        return shape_of(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then of each document its products, its answers and its terms.

        All documents of a file are looked at before the first product, since the currency and the
        language of the shop are those of most of them.
        """
        shape = shape_of(source)
        if shape is None:
            yield Finding("malformed_document", values={"reason": "no schema.org in it"})
            return
        items = list(documents_of(source, shape))
        documents = [item for item in items if isinstance(item, Document)]
        goods = [goods_of(document) for document in documents]
        known = shop_of(
            source,
            currency=_currency(documents, goods),
            language=_language(documents, goods),
            name=_shop_name(documents, goods),
        )
        yield from shop_items(*known)
        yield from (item for item in items if isinstance(item, Finding))
        reading = Reading(source, known[0], zone_of(known[0]))
        for document, found in zip(documents, goods, strict=True):
            reading.name, reading.address = document.name, document.address
            products = named(found, reading)
            for handle, each in products:
                yield from product_of(handle, each, reading)
            for other in others_of(document):
                values = {"value": other.text("name") or other.path, "reason": other.types[0]}
                yield Finding("skipped_product", other.path, values=values)
            yield from faqs_of(document, [handle for handle, _ in products], reading)
            yield from policies_of(document, reading)
            yield from document.findings


def _offers(goods: Sequence[Sequence[Goods]]) -> Iterator[Node]:
    for each in (each for found in goods for each in found):
        for node in (each.node, *each.variants):
            yield from node.nodes("offers")
            yield from single_offers(node.nodes("offers"))


def _currency(documents: Sequence[Document], goods: Sequence[Sequence[Goods]]) -> str:
    """The currency most prices are in, the first of them where there is a tie; "" for none.

    Where nothing is priced, that of the shop's fees.
    """
    stated: Counter[str] = Counter()
    for offer in _offers(goods):
        for node in (offer, *offer.nodes("priceSpecification")):
            if node.first(*_PRICED) and (code := currency_code(node.text("priceCurrency"))):
                stated[code] += 1
    if not stated:
        views = (view for document in documents for view in document.views())
        fees = (node.text("currency") for view in views for node in view.graph.nodes)
        stated.update(code for fee in fees if (code := currency_code(fee)))
    return stated.most_common(1)[0][0] if stated else ""


def _language(documents: Sequence[Document], goods: Sequence[Sequence[Goods]]) -> str:
    """The language that the documents say they are in, else that of what they tell."""
    for document in documents:
        if document.language:
            return document.language
    roots = [root for document in documents for root in _roots(document)]
    for node in roots:
        if tag := _TAG.fullmatch(node.text("inLanguage").strip().lower()):
            return tag[1]
    told = [*roots, *(each.node for found in goods for each in found)]
    words = " ".join(node.text(name) for node in told for name in ("name", "description"))
    return language_of(words[:_ENOUGH]) if words.strip() else ""


def _shop_name(documents: Sequence[Document], goods: Sequence[Sequence[Goods]]) -> str:
    """What the shop is called: who sells the goods, else whose page it is; "" where unclear."""
    sellers = {name for offer in _offers(goods) if (name := offer.text("seller"))}
    if len(sellers) == 1:
        return sellers.pop()
    if len(documents) != 1:
        return ""
    roots = _roots(documents[0])
    for types in (_SHOPS, _SITE, _FIRM):
        names = {name for root in roots if root.is_a(types) and (name := root.text("name"))}
        if len(names) == 1:
            return names.pop()
    return ""


def _roots(document: Document) -> list[Node]:
    return [root for view in document.views() for root in view.graph.roots]

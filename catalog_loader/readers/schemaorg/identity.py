"""What goods are called by: their handles and SKUs, the shop's own wherever it has any."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from catalog_loader.readers.schemaorg.fields import Reading
from catalog_loader.readers.schemaorg.goods import Goods
from catalog_loader.readers.schemaorg.graph import Node

BARCODES = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "isbn")
_LONGEST = 120


def named(goods: Iterable[Goods], reading: Reading) -> list[tuple[str, Goods]]:
    """The goods of a document with their handles; what is told twice counts once.

    Pages tell of one product several times, in full for search engines and in part for reviews:
    the telling with offers is the one that is kept.
    """
    kept: list[tuple[str, Goods]] = []
    places: dict[str, int] = {}
    for each in goods:
        for handle in _handles(each.node, reading):
            place = places.setdefault(handle, len(kept))
            if place == len(kept):
                kept.append((handle, each))
                break
            other = kept[place][1]
            name = each.node.text("name")
            if name and name != other.node.text("name"):
                continue  # another product at the same address: its next key tells it apart
            if each.offered and other.offered:
                kept.append((handle, each))  # both are sold: for the check to refuse
            elif each.offered:
                kept[place] = (handle, each)
            break
    return kept


def sku_of(node: Node, offers: Iterable[Node]) -> str:
    """The shop's own key of a variant: its own, else that of the offers that are for it."""
    own = node.text("sku")
    keys = {key for offer in offers if (key := offer.text("sku"))}
    return own or (keys.pop() if len(keys) == 1 else "")


def barcode_of(node: Node, offers: Iterable[Node]) -> str:
    """The barcode of a variant."""
    return next((code for each in (node, *offers) if (code := each.first(*BARCODES))), "")


def _handles(node: Node, reading: Reading) -> Iterator[str]:
    """What a product could be called, the steadiest first: never empty."""
    own = node.first("productGroupID", "productID")
    texts = (own, _slug(reading.absolute(node.text("url"))), _slug(node.id), node.text("sku"),
             node.first(*BARCODES), node.text("mpn"), node.text("name").lower(),
             node.path)  # fmt: skip
    for text in texts:
        key = re.sub(r"[^\w.:+-]+", "-", text).strip("-.:")[:_LONGEST]
        if key:
            yield f"{reading.name}-{key}" if reading.name and text != node.path else key


def _slug(address: str) -> str:
    """The end of an address's path, with what it asks for; an id of the document alone is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    end = parts.path.rstrip("/").rsplit("/", 1)[-1]
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name[:4] != "utm_"]
    return " ".join(filter(None, (end, urlencode(asked)))) if end and "_:" not in address else ""

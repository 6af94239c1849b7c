"""Write a catalog in our own JSONL.

Reading the result back gives an equal catalog: each record carries the `origin` it was first read
from, which the reader keeps. What has its default value is left out.
"""

import json
from collections.abc import Iterator
from typing import TextIO

from catalog_loader.product import Catalog, Faq, Policy, Product, Shop


def lines(catalog: Catalog) -> Iterator[str]:
    """The lines of the file, without line ends: the shop, products, policies, FAQs."""
    yield line(catalog.shop)
    yield from map(line, catalog.products)
    yield from map(line, catalog.policies)
    yield from map(line, catalog.faqs)


def line(record: Shop | Product | Policy | Faq) -> str:
    """One record as one line of JSON."""
    is_shop = isinstance(record, Shop)
    fields = record.model_dump(mode="json", exclude_defaults=not is_shop)
    if is_shop and not fields["offers"]:
        del fields["offers"]
    return json.dumps({"type": record.type, **fields}, ensure_ascii=False)


def export(catalog: Catalog, stream: TextIO) -> int:
    """Write `catalog` to a UTF-8 text stream; returns how many lines."""
    number = 0
    for text in lines(catalog):
        stream.write(text + "\n")
        number += 1
    return number

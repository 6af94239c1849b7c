"""Write a catalog in our own JSONL.

Reading the result back gives an equal catalog: each record carries the `origin` it was first read
from, which the reader keeps. What has its default value is left out.
"""

import json
from collections.abc import Iterator
from typing import TextIO

from catalog_loader.product import Catalog, Faq, Policy, Product


def lines(catalog: Catalog) -> Iterator[str]:
    """The lines of the file, without line ends: the shop, products, policies, FAQs."""
    yield json.dumps(catalog.shop.model_dump(mode="json"), ensure_ascii=False)
    records: tuple[Product | Policy | Faq, ...] = (
        *catalog.products,
        *catalog.policies,
        *catalog.faqs,
    )
    yield from map(line, records)


def line(record: Product | Policy | Faq) -> str:
    """One record as one line of JSON."""
    fields = record.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"type": record.type, **fields}, ensure_ascii=False)


def export(catalog: Catalog, stream: TextIO) -> int:
    """Write `catalog` to a UTF-8 text stream; returns how many lines."""
    number = 0
    for text in lines(catalog):
        stream.write(text + "\n")
        number += 1
    return number

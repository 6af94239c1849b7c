"""Web pages of things in schema.org's words, for the tests of their reader."""

import json
import tempfile
from pathlib import Path
from typing import Any

from catalog_loader.load import check, load
from catalog_loader.product import Catalog, Product
from catalog_loader.readers.reader import NOTHING_SAID, Options
from catalog_loader.report import Report


def page(*things: Any, language: str = "en", head: str = "") -> str:
    """A web page that tells of each thing in a JSON-LD script of its own; text is put in as it is.

    A thing without a context is given schema.org's.
    """
    scripts = []
    for thing in things:
        if isinstance(thing, dict):
            thing = {"@context": "https://schema.org", **thing}
        text = thing if isinstance(thing, str) else json.dumps(thing, ensure_ascii=False)
        scripts.append(f'<script type="application/ld+json">{text}</script>')
    body = "\n".join(scripts)
    return f'<!doctype html><html lang="{language}"><head>{head}{body}</head><body></body></html>'


def read(text: str | bytes, options: Options = NOTHING_SAID) -> tuple[Catalog, Report]:
    """The catalog of a file of this text, the good of it, and the report on it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        report = check(path, options=options)
        return load(path, options=options, keep_good=True).catalog, report


def told(*things: Any, language: str = "en") -> tuple[Catalog, Report]:
    """The catalog of a page that tells of `things`, and the report on it."""
    return read(page(*things, language=language))


def only_product(*things: Any, language: str = "en") -> Product:
    """The one product of a page that tells of `things`."""
    (product,) = told(*things, language=language)[0].products
    return product


def mug(**properties: Any) -> dict[str, Any]:
    """A mug, with these properties besides its name and SKU."""
    return {"@type": "Product", "name": "Mug", "sku": "MUG", **properties}


def offer(price: object = None, **properties: Any) -> dict[str, Any]:
    """An offer in dollars."""
    made = {"@type": "Offer", "priceCurrency": "USD", **properties}
    return made if price is None else {**made, "price": price}

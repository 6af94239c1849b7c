"""Google Merchant feeds for tests, of items given as {attribute: text}."""

import csv
import io
import tempfile
from pathlib import Path

from support.catalogs import SAMPLES

from catalog_loader.load import load
from catalog_loader.readers.reader import Options

FOLDER = SAMPLES / "google_merchant"
RSS, ATOM, TSV = FOLDER / "products.xml", FOLDER / "products_atom.xml", FOLDER / "products.tsv"


def rss(*items):
    """A feed of these items; a text may be XML of its own."""
    made = "".join(
        "<item>"
        + "".join(f"<g:{name}>{text}</g:{name}>" for name, text in item.items())
        + "</item>"
        for item in items
    )
    return (
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">'
        f"<channel><title>小店</title>{made}</channel></rss>"
    )


def tsv(*items, delimiter="\t"):
    """The same as a table, with a column for every attribute of any item."""
    names = list(dict.fromkeys(name for item in items for name in item))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(items)
    return stream.getvalue()


def mug(**attributes):
    """A sound item, with what is given changed; None leaves an attribute out."""
    sound = {
        "id": "M1", "title": "马克杯", "image_link": "https://img.example.com/m1.jpg",
        "availability": "in_stock", "price": "39.90 CNY",
    }  # fmt: skip
    return {name: text for name, text in (sound | attributes).items() if text is not None}


def products(*items, **options):
    """The products of an XML feed of these items, by their handles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_text(rss(*items), encoding="utf-8")
        catalog = load(path, options=Options(**options)).catalog
    return {product.handle: product for product in catalog.products}


def single(**attributes):
    """The product of a feed of one sound item, changed as given."""
    return next(iter(products(mug(**attributes)).values()))


def product(path, handle):
    """One product of a feed."""
    return next(each for each in load(path).catalog.products if each.handle == handle)

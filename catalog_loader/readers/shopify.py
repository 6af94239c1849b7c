"""Shopify's product CSV: a row a variant, the product's own cells on its first row only.

Both headers are read, that of before 2025 (`Handle`, `Body (HTML)`, `Variant Price`) and the newer
one (`URL handle`, `Description`, `Price`). Further rows of a product leave its title empty; one
without price, options and SKU is a further picture. The file names no currency; prices of other
markets (`Price / …`) and what is stocked at several locations are not in it or not read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from catalog_loader.findings import Finding
from catalog_loader.product import Attribute, Availability, Origin, Product, Variant
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.toolkit.cells import Body, Cells, Columns, body_with
from catalog_loader.readers.toolkit.grouping import origin_of, read_columns, sku_for
from catalog_loader.readers.toolkit.published import attribute, on_sale, plain_text
from catalog_loader.readers.toolkit.shops import shop_items, shop_of

_FIELDS = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "description": ("Body (HTML)", "Description"),
    "brand": ("Vendor",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "images": ("Image Src", "Product image URL"),
    "variants.sku": ("Variant SKU", "SKU"),
    "variants.price": ("Variant Price", "Price"),
    "variants.list_price": ("Variant Compare At Price", "Compare-at price"),
    "variants.quantity": ("Variant Inventory Qty", "Inventory quantity"),
    "variants.tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "variants.policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "variants.barcode": ("Variant Barcode", "Barcode"),
    "variants.weight": ("Variant Grams", "Weight value (grams)"),
    "variants.image": ("Variant Image", "Variant image URL"),
}
_CATEGORIES = ("Type", "Product Category", "Custom Product Type", "Standardized Product Type")
_OPTIONS = (1, 2, 3)
_DEFAULT_TITLE = "Default Title"
_METAFIELD = re.compile(r"(.+) \(product\.metafields\.([^.]+)\.(.+)\)")
# Metafields of these namespaces are for search engines, review apps and advertising.
_UNSEEN = re.compile(r"seo|global|reviews|mc-facebook|mm-google-shopping|(?:shopify|app)--.*")
_REFERENCE = "gid://"
_GOOGLE = re.compile(r"google shopping / (gender|age group|condition)", re.IGNORECASE)


class ShopifyReader:
    """Reads Shopify's product export."""

    name = "shopify"
    title = "Shopify product CSV"

    def recognises(self, source: Source) -> bool:
        """Whether there is a header with Shopify's own columns."""
        return _body(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then each product once its last row has been read."""
        body = _body(source)
        if body is None:
            yield Finding("missing_column", values={"name": "Handle, Variant Price"})
            return
        yield from shop_items(*(known := shop_of(source)))
        layout = _Layout.of(body.columns, source, known[0].currency)
        current: _Product | None = None
        torn = False
        for cells in body.rows():
            if isinstance(cells, Finding):
                yield cells
                torn = True
                continue
            handle = cells[layout.column["handle"]]
            if current is not None and handle == current.handle:
                current.failed |= torn  # what could not be read between its rows was one of them
            torn = False
            if current is None or handle != current.handle:
                if current is not None:
                    yield from current.finish(layout)
                current = _Product.begin(handle, cells, layout)
                if current is None:
                    yield from cells.findings
                    continue
            current.add(cells, layout)
            yield from cells.findings
        if current is not None:
            yield from current.finish(layout)


def _body(source: Source) -> Body | None:
    return body_with(source, "Handle", "Title", "Variant Price") or body_with(
        source, "URL handle", "Title", "Price"
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column holds what in this file."""

    source: Source
    currency: str
    column: dict[str, str]
    options: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...]
    provenance: dict[str, str]

    @classmethod
    def of(cls, columns: Columns, source: Source, currency: str) -> "_Layout":
        read = read_columns(_FIELDS, columns)
        options = tuple((f"Option{n} Name", f"Option{n} Value") for n in _OPTIONS)
        found = tuple((name, label) for name in columns.names if (label := _label(name)))
        provenance = {name: column for name, column in read.items() if name != "status"}
        complete = dict.fromkeys(_FIELDS, "") | read
        return cls(source, currency, complete, options, found, provenance)


@dataclass(slots=True)
class _Product:
    """A product whose rows are being read."""

    handle: str
    row: str
    first: Cells
    options: tuple[tuple[str, str], ...]
    """The name of each option, and the column of its values."""
    attributes: tuple[Attribute, ...]
    variants: list[Variant] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    failed: bool = False

    @classmethod
    def begin(cls, handle: str, cells: Cells, layout: _Layout) -> "_Product | None":
        """The product that `cells` begins, None (and why) where the row begins none."""
        if not handle:
            cells.find("missing_field", layout.column["handle"], name=layout.column["handle"])
            return None
        if not cells[layout.column["title"]]:
            cells.find("orphan_row", layout.column["handle"], value=handle)
            return None
        options = tuple(
            (name, value) for column, value in layout.options if (name := cells[column])
        )
        attributes = tuple(
            attribute(label, value, unit=unit)
            for column, label in layout.attributes
            for value, unit in _metafield(cells[column])
        )
        return cls(handle, cells.row, cells, options, attributes)

    def add(self, cells: Cells, layout: _Layout) -> None:
        """Take in one row: a variant, a further picture, or both."""
        column = layout.column
        if image := cells[column["images"]]:
            self.images[image] = None
        values = [cells[value] for _, value in self.options]
        said = (*values, cells[column["variants.price"]], cells[column["variants.sku"]])
        if cells is not self.first and not any(said):
            return
        variant = self._variant(cells, values, layout)
        self.failed |= cells.failed
        if variant is not None:
            self.variants.append(variant)

    def _variant(self, cells: Cells, values: list[str], layout: _Layout) -> Variant | None:
        column = layout.column
        price = cells.money(column["variants.price"], layout.currency)
        listed = cells.money(column["variants.list_price"], layout.currency)
        if offers := on_sale(listed, price) if listed else ():
            price = listed
        availability, quantity = _stock(cells, column)
        names = (name for name, _ in self.options)
        single = set(values) == {_DEFAULT_TITLE}
        # The apostrophe keeps a spreadsheet from taking a code for a number.
        sku = cells[column["variants.sku"]].removeprefix("'")
        return cells.make(
            Variant,
            sku=sku or sku_for(self.handle, () if single else values),
            options={} if single else dict(zip(names, values, strict=True)),
            price=price,
            offers=offers,
            availability=availability,
            quantity=quantity,
            barcode=cells[column["variants.barcode"]].removeprefix("'"),
            attributes=_weight(cells[column["variants.weight"]]),
            image=cells[column["variants.image"]],
            origin=Origin(row=cells.row),
        )

    def finish(self, layout: _Layout) -> Iterator[Item]:
        """The product, or nothing where a row of it was refused."""
        if self.failed:
            return
        cells, column = self.first, layout.column
        cells.findings = []
        single = all(not variant.options for variant in self.variants)
        status = cells[column["status"]].lower()
        published = cells.flag(column["published"])
        category = next((name for name in _CATEGORIES if cells[name]), "")
        read = layout.provenance | ({"category": category} if category else {})
        product = cells.make(
            Product,
            handle=self.handle,
            title=cells[column["title"]],
            brand=cells[column["brand"]],
            category=cells[category],
            description=plain_text(cells[column["description"]]),
            attributes=self.attributes,
            option_names=() if single else tuple(name for name, _ in self.options),
            variants=tuple(self.variants),
            images=tuple(self.images),
            published=published is not False and status in ("", "active"),
            origin=origin_of(layout.source, self.row, read),
        )
        yield from cells.findings
        if product is not None:
            yield Read(self.row, product)


def _stock(cells: Cells, column: dict[str, str]) -> tuple[Availability, int | None]:
    """What a row says of stock: nothing tracked is always sold; oversold may still be sold."""
    tracked = column["variants.tracker"]
    if tracked and not cells[tracked]:
        return Availability.IN_STOCK, None
    continues = cells[column["variants.policy"]].lower() in ("continue", "true", "yes")
    if not continues:
        return cells.stock(column["variants.quantity"])
    quantity = cells.integer(column["variants.quantity"])
    if quantity is None or quantity > 0:
        return Availability.IN_STOCK, quantity
    return Availability.BACKORDER, 0


def _weight(grams: str) -> tuple[Attribute, ...]:
    if not grams.replace(".", "", 1).isdecimal() or not (weight := Decimal(grams)):
        return ()
    return (attribute("Weight", f"{weight.normalize():f}", unit="g", key="weight"),)


def _label(column: str) -> str:
    """What the column says of the goods, "" where it says nothing of them."""
    if google := _GOOGLE.fullmatch(column):
        return google[1].capitalize()
    metafield = _METAFIELD.fullmatch(column)
    if metafield is None or _UNSEEN.fullmatch(metafield[2]):
        return ""
    return metafield[1].removeprefix(f"{metafield[2]}.")


def _metafield(text: str) -> Iterator[tuple[str, str]]:
    """The value of a metafield and its unit; nothing where it is empty or refers to other records.

    Measures, lists and formatted text are JSON; anything else is the text it is.
    """
    if not text.startswith(("{", "[")):
        if text and not text.startswith(_REFERENCE):
            yield text, ""
        return
    try:
        found = json.loads(text)
        words = list(_words(found))
    except (ValueError, RecursionError):
        yield text, ""
        return
    match found:
        case {"value": str() | int() | float() as value, **measure}:
            number = f"{value:.10g}" if isinstance(value, float) else str(value)
            yield number, str(measure.get("unit", "")).lower()
        case {"amount": str() as amount, "currency_code": str() as currency}:
            yield f"{amount} {currency}", ""
        case _ if words:
            yield (", " if isinstance(found, list) else " ").join(words), ""


def _words(found: object) -> Iterator[str]:
    """The texts in a list, or in formatted text."""
    match found:
        case {"children": list() as parts} | list(parts):
            for part in parts:
                yield from _words(part)
        case {"value": str() as text} | str(text):
            if text.strip() and not text.startswith(_REFERENCE):
                yield text.strip()

"""Medusa's product CSV: a row a variant, the product's own cells on every one of them.

Read are the export and import files of Medusa 2 and the template of Medusa 1, by comma or by
semicolon. The currency is the one that was said; else the first that all variants have a price in,
or most where none has all. Prices of one region are read only where `--map price=COLUMN` asks for
them. An export of Medusa 2 names types, collections, categories and channels by their ids alone,
which say nothing to a viewer and are not read; nor is `metadata`, which shops keep for programs.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from catalog_loader.findings import Finding
from catalog_loader.product import Attribute, Availability, Origin, Product, Variant
from catalog_loader.readers.medusa.columns import PriceColumn, price_columns, unknown_columns
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.toolkit.cells import Body, Cells, Columns, body_with, folded
from catalog_loader.readers.toolkit.grouping import origin_of, read_columns, sku_for
from catalog_loader.readers.toolkit.published import attribute, plain_text
from catalog_loader.readers.toolkit.shops import shop_items, shop_of

_FIELDS = {
    "handle": ("Product Handle", "Product Id"),
    "title": ("Product Title",),
    "description": ("Product Description",),
    "selling_points": ("Product Subtitle",),
    "category": ("Product Category 1 Name", "Product Type"),
    "published": ("Product Status",),
    "images": ("Image 1 Url", "Product Image 1", "Product Thumbnail"),
    "attributes.Material": ("Product Material",),
    "attributes.Origin country": ("Product Origin Country",),
    "attributes.Tags": ("Product Tags", "Product Tag 1"),
    "attributes.Collection": ("Product Collection Title",),
    "variants.sku": ("Variant Sku",),
    "variants.quantity": ("Variant Inventory Quantity",),
    "variants.availability": ("Variant Manage Inventory",),
    "variants.barcode": ("Variant Barcode", "Variant Ean", "Variant Upc"),
    "variants.image": ("Variant Image 1", "Variant Thumbnail"),
}
_FACTS = (
    ("Material", "material"),
    ("Origin Country", "origin"),
    ("Weight", "weight"),
    ("Length", ""),
    ("Width", ""),
    ("Height", ""),
)
_DEFAULT_OPTION = ("default option", "default option value")
"""The option Medusa 2 gives a product that comes in no variants."""

_SERIES = {
    "images": r"image \d+ url|product image \d+",
    "tags": r"product tag \d+",
    "channels": r"sales channel \d+ name",
    "variant_images": r"variant image \d+",
    "option_names": r"(?:variant )?option \d+ name",
}


class MedusaReader:
    """Reads Medusa's product export, and the templates for its import."""

    name = "medusa"
    title = "Medusa product CSV"

    def recognises(self, source: Source) -> bool:
        """Whether there is a header with Medusa's own columns."""
        return _body(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, what its prices are in, then each product once its last row has been read."""
        body = _body(source)
        if body is None:
            yield Finding("missing_column", values={"name": "Product Handle, Variant Title"})
            return
        found = list(price_columns(body.columns))
        prices = [each for each in found if isinstance(each, PriceColumn)]
        price = _price_column(prices, source)
        own = [price] if price else prices
        known = shop_of(source, currency=own[0].currency if own else "")
        yield from shop_items(*known)
        header = [each for each in found if isinstance(each, Finding)]
        header += unknown_columns(body.columns)
        header += _left_out(prices, price, known[0].currency, source)
        row = str(body.header.number)
        yield from (replace(finding, row=row) for finding in header)
        yield from _products(body, _Layout.of(body.columns, source, price))


def _body(source: Source) -> Body | None:
    return body_with(source, "Product Handle", "Product Title", "Variant Title") or body_with(
        source, "Product Handle", "Product Title", "Variant Sku"
    )


def _price_column(prices: Sequence[PriceColumn], source: Source) -> PriceColumn | None:
    """The column that is quoted."""
    if asked := source.options.mapping.get("price"):
        return next((each for each in prices if folded(each.name) == folded(asked)), None)
    general = [each for each in prices if not each.region]
    if currency := source.options.currency.upper():
        return next((each for each in general if each.currency == currency), None)
    return _fullest(general, source) if len(general) > 1 else next(iter(general), None)


def _fullest(prices: Sequence[PriceColumn], source: Source) -> PriceColumn:
    """The first of the columns with the most prices in them, which reads the file through once."""
    body = _body(replace(source, progress=None))
    counts: Counter[str] = Counter()
    for cells in body.rows() if body else ():
        if isinstance(cells, Cells):
            counts.update(each.name for each in prices if cells[each.name])
    return max(prices, key=lambda each: counts[each.name])


def _left_out(
    prices: Sequence[PriceColumn], read: PriceColumn | None, currency: str, source: Source
) -> Iterator[Finding]:
    """The prices that are not read, and a column that was asked for and is not there."""
    asked = source.options.mapping.get("price", "")
    if asked and read is None:
        yield Finding("missing_column", values={"name": asked})
    noted = {currency}
    for each in prices:
        if each is read:
            continue
        if each.region:
            yield Finding("regional_price", field=each.name, values={"name": each.name})
        elif each.currency not in noted:
            noted.add(each.currency)
            values = {"currency": each.currency, "expected": currency}
            yield Finding("mixed_currency", field=each.name, values=values)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column holds what in this file."""

    source: Source
    price: PriceColumn | None
    column: dict[str, str]
    series: dict[str, tuple[str, ...]]
    provenance: dict[str, str]
    escaped: bool

    @classmethod
    def of(cls, columns: Columns, source: Source, price: PriceColumn | None) -> "_Layout":
        read = read_columns(_FIELDS, columns)
        # As this file writes them: Medusa 1 has `Variant SKU`, Medusa 2 `Variant Sku`.
        read = {key: columns.names[columns.index[folded(name)]] for key, name in read.items()}
        if price:
            read["variants.price"] = price.name
        series = {
            key: tuple(name for name in columns.names if re.fullmatch(pattern, folded(name)))
            for key, pattern in _SERIES.items()
        }
        # Medusa 1 wrote a line break within a cell as a backslash and an n.
        escaped = "Option 1 Name" in columns or "Product Collection Title" in columns
        return cls(source, price, dict.fromkeys(_FIELDS, "") | read, series, read, escaped)

    def listed(self, cells: Cells, series: str) -> tuple[str, ...]:
        """What stands in the columns of a series, without blanks and duplicates."""
        return tuple(dict.fromkeys(text for name in self.series[series] if (text := cells[name])))


def _products(body: Body, layout: _Layout) -> Iterator[Item]:
    current: _Product | None = None
    torn = False
    for cells in body.rows():
        if isinstance(cells, Finding):
            yield cells
            torn = True
            continue
        handle = cells.first("Product Handle", "Product Id")
        if current is not None and handle == current.handle:
            current.failed |= torn  # what could not be read between its rows was one of them
        else:
            if current is not None:
                yield from current.finish(layout)
            current = _Product(handle, cells)
        torn = False
        current.add(cells, layout)
        yield from cells.findings
    if current is not None:
        yield from current.finish(layout)


@dataclass(slots=True)
class _Product:
    """A product whose rows are being read."""

    handle: str
    first: Cells
    option_names: dict[str, None] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    failed: bool = False

    def add(self, cells: Cells, layout: _Layout) -> None:
        """Take in one row: a variant, unless the product has none."""
        if not self.handle:
            cells.find("missing_field", "Product Handle", name="Product Handle")
        pictures = (cells["Product Thumbnail"], *layout.listed(cells, "images"))
        self.images |= dict.fromkeys(picture for picture in pictures if picture)
        options = _options(cells, layout)
        name = cells.first("Variant Sku", "Variant Id", "Variant Title")
        if cells["Variant Deleted At"]:
            cells.find("switched_off", "Variant Deleted At", value=name or self.handle)
        elif name or options:
            self.option_names |= dict.fromkeys(options)
            variant = self._variant(cells, options, layout)
            if variant is not None:
                self.variants.append(variant)
        self.failed |= cells.failed

    def _variant(self, cells: Cells, options: dict[str, str], layout: _Layout) -> Variant | None:
        price = layout.price
        availability, quantity = _stock(cells)
        image = layout.listed(cells, "variant_images")
        sku = cells["Variant Sku"] or sku_for(self.handle, options.values())
        return cells.make(
            Variant,
            sku=sku,
            options=options,
            price=cells.money(price.name, price.currency) if price else None,
            availability=availability,
            quantity=quantity,
            barcode=cells.first("Variant Barcode", "Variant Ean", "Variant Upc"),
            attributes=_facts(cells, "Variant"),
            image=image[0] if image else cells["Variant Thumbnail"],
            origin=Origin(row=cells.row),
        )

    def finish(self, layout: _Layout) -> Iterator[Item]:
        """The product, or nothing where a row of it was refused."""
        if self.failed:
            return
        cells = self.first
        cells.findings = []
        description = cells["Product Description"]
        if layout.escaped:
            description = description.replace("\\n", "\n")
        product = cells.make(
            Product,
            handle=self.handle,
            title=cells["Product Title"],
            category=cells[layout.column["category"]],
            description=plain_text(description),
            selling_points=cells.listed("Product Subtitle", "\n"),
            attributes=_facts(cells, "Product") + _told(cells, layout),
            option_names=tuple(self.option_names),
            variants=tuple(self.variants),
            images=tuple(self.images),
            published=_is_published(cells),
            origin=origin_of(layout.source, cells.row, layout.provenance),
        )
        yield from cells.findings
        if product is not None:
            yield Read(cells.row, product)


def _options(cells: Cells, layout: _Layout) -> dict[str, str]:
    """The options of a variant; a name and its value say something only together."""
    options = {}
    for column in layout.series["option_names"]:
        beside = f"{column[: -len('Name')]}Value"
        name, value = cells[column], cells[beside]
        if bool(name) != bool(value):
            empty = beside if name else column
            cells.find("empty_field", empty, name=empty)
        elif name:
            options[name] = value
    pairs = [(name.lower(), value.lower()) for name, value in options.items()]
    return {} if pairs == [_DEFAULT_OPTION] else options


def _stock(cells: Cells) -> tuple[Availability, int | None]:
    """What a row says of stock: nothing managed is always sold; oversold may still be sold."""
    if cells.flag("Variant Manage Inventory") is False:
        return Availability.IN_STOCK, None
    if not cells.flag("Variant Allow Backorder"):
        return cells.stock("Variant Inventory Quantity")
    quantity = cells.integer("Variant Inventory Quantity")
    if quantity is None:
        return Availability.UNKNOWN, None
    return (Availability.IN_STOCK, quantity) if quantity > 0 else (Availability.BACKORDER, 0)


def _facts(cells: Cells, owner: str) -> tuple[Attribute, ...]:
    """What a product or a variant is made of, and measures. Medusa states no units."""
    return tuple(
        attribute(name.capitalize(), value, key=key)
        for name, key in _FACTS
        if (value := cells[f"{owner} {name}"]) and value not in ("0", "0.0")
    )


def _told(cells: Cells, layout: _Layout) -> tuple[Attribute, ...]:
    """Under what a product is found, and whether discounts hold for it."""
    discountable = cells.flag("Product Discountable")
    tags = cells.listed("Product Tags") + layout.listed(cells, "tags")
    words = {
        "Collection": cells["Product Collection Title"],
        "Tags": ", ".join(dict.fromkeys(tags)),
        "Sales channels": ", ".join(layout.listed(cells, "channels")),
    }
    found = [Attribute(name=name, value=value) for name, value in words.items() if value]
    if discountable is not None:
        found.append(attribute("Discountable", str(discountable).lower()))
    return tuple(found)


def _is_published(cells: Cells) -> bool:
    """Whether it is on the shelf: not while it is a draft, is proposed, or was refused."""
    return cells["Product Status"].lower() in ("", "published") and not cells["Product Deleted At"]

"""WooCommerce's product CSV: a row a product, and a row a variation, ordered by their numbers.

A variation names its `Parent`, by SKU or `id:123`, and may stand thousands of rows from it, since
it got its number when it was made: the rows wait on disk until their product comes. The price of a
variable product is never read, only those of its variations; a grouped product has no variants of
its own, since what it groups is sold by itself. The file names neither its currency nor the
addresses of products: their numbers are their handles. Tags, shipping classes, downloads and most
custom fields are not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import chain

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Attribute, Availability, Origin, Product, Variant
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.toolkit.cells import Body, Cells, body_with, folded
from catalog_loader.readers.toolkit.grouping import origin_of, sku_for
from catalog_loader.readers.toolkit.published import (
    attribute,
    availability_of,
    on_sale,
    plain_text,
)
from catalog_loader.readers.toolkit.shops import shop_items, shop_of
from catalog_loader.readers.toolkit.spool import Spool
from catalog_loader.readers.toolkit.times import end_of, zone_of
from catalog_loader.readers.woocommerce.layout import (
    Layout,
    Stated,
    category_of,
    described,
    parts_of,
    unescaped,
)

_BRANDS = frozenset({"brand", "品牌"})
_IN_STOCK = {
    "1": Availability.IN_STOCK,
    "0": Availability.OUT_OF_STOCK,
    "backorder": Availability.BACKORDER,
}

Stock = tuple[Availability, int | None]
_UNSAID: Stock = (Availability.UNKNOWN, None)


class WooCommerceReader:
    """Reads WooCommerce's product export."""

    name = "woocommerce"
    title = "WooCommerce product CSV"

    def recognises(self, source: Source) -> bool:
        """Whether there is a header with WooCommerce's own columns."""
        return _body(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then each product where its own row stands."""
        body = _body(source)
        if body is None:
            yield Finding("missing_column", values={"name": "Type, Regular price"})
            return
        yield from shop_items(*(known := shop_of(source)))
        export = _Export(source, known[0].currency, zone_of(known[0]), Layout.of(body.columns))
        with Spool(body.columns) as spool:
            spool.fill(export.keyed(body))
            for item in spool.rows():
                if isinstance(item, Finding):
                    yield item
                elif export.is_variation(item):
                    yield from export.orphan(item)
                elif export.is_variable(item):
                    rows = chain.from_iterable(map(spool.keyed, export.references(item)))
                    yield from export.product(item, list(rows))
                else:
                    yield from export.product(item, [])


def _body(source: Source) -> Body | None:
    return body_with(source, "Type", "SKU", "Name", "Regular price") or body_with(
        source, "类型", "SKU", "名称", "常规售价"
    )


@dataclass(slots=True)
class _Export:
    """One export being read."""

    source: Source
    currency: str
    zone: tzinfo
    layout: Layout
    variable: set[str] = field(default_factory=set)
    """What the variations of this file's products may call them."""

    def keyed(self, body: Body) -> Iterator[tuple[str, Cells | Finding]]:
        """The rows of the file, a variation by what it calls its parent."""
        for item in body.rows():
            if isinstance(item, Finding):
                yield "", item
                continue
            cells = body.columns.cells(item.row, [unescaped(cell) for cell in item.values])
            if self.is_variation(cells):
                yield self.cell(cells, "parent"), cells
                continue
            if self.is_variable(cells):
                self.variable.update(self.references(cells))
            yield "", cells

    def cell(self, cells: Cells, name: str) -> str:
        """The text of a row's `name` (see `Layout.column`)."""
        return cells[self.layout.column[name]]

    def is_variation(self, cells: Cells) -> bool:
        """Whether the row is one of a product's variations (or, of a plug-in, its like)."""
        return any(part.endswith("variation") for part in self.layout.types(cells))

    def is_variable(self, cells: Cells) -> bool:
        """Whether the row is a product with variations."""
        return any(part.startswith("variable") for part in self.layout.types(cells))

    def references(self, cells: Cells) -> list[str]:
        """What the variations of a product may call it."""
        number, sku = self.cell(cells, "handle"), self.cell(cells, "variants.sku")
        return [name for name in (f"id:{number}" if number else "", sku) if name]

    def orphan(self, cells: Cells) -> Iterator[Finding]:
        """What is wrong with a variation whose product is not in the file; else nothing."""
        parent = self.cell(cells, "parent")
        if parent not in self.variable:
            cells.find("orphan_row", self.layout.column["parent"], value=quoted(parent) or "—")
            yield from cells.findings

    def product(self, cells: Cells, rows: list[Cells]) -> Iterator[Item]:
        """The product of a row and of its variations' rows, or why it is unfit."""
        handle = self.cell(cells, "handle") or self.cell(cells, "variants.sku")
        if not handle:
            cells.find("missing_field", self.layout.column["handle"], name="ID, SKU")
            yield from cells.findings
            return
        options = [self._options(row, cells) for row in rows]
        names = dict.fromkeys(name for each in options for name in each)
        if self.is_variable(cells):
            variants = list(self._variations(handle, cells, rows, options))
        elif "grouped" in self.layout.types(cells):
            variants = []
        else:
            variants = [self._variant(cells, handle, {}, _UNSAID)]
        stated = self.layout.stated(cells)
        product = cells.make(
            Product,
            handle=handle,
            title=self.cell(cells, "title"),
            brand=self._brand(cells, stated),
            category=category_of(self.cell(cells, "category")),
            description=described(self.cell(cells, "short"), self.cell(cells, "description")),
            attributes=tuple(self._attributes(cells, stated, names)),
            option_names=tuple(names),
            variants=tuple(each for each in variants if each is not None),
            images=tuple(parts_of(self.cell(cells, "images"))),
            published=self._is_published(cells),
            origin=origin_of(self.source, cells.row, self.layout.provenance),
        )
        for row in (cells, *rows):
            yield from row.findings
        if product is not None and not any(row.failed for row in (cells, *rows)):
            yield Read(cells.row, product)

    def _is_published(self, cells: Cells) -> bool:
        """1 is on sale; 0 private, -1 a draft, 2 pending. A file without the column hides none."""
        return self.cell(cells, "published").lower() in ("", "1", "true", "yes")

    def _brand(self, cells: Cells, stated: list[Stated]) -> str:
        brands = parts_of(self.cell(cells, "brand"))
        brands += [each.values[0] for each in stated if folded(each.name) in _BRANDS]
        return brands[0] if brands else ""

    def _attributes(
        self, cells: Cells, stated: list[Stated], options: dict[str, None]
    ) -> Iterator[Attribute]:
        """What a product says of itself, except for what its variations differ in."""
        yield from self.layout.measured(cells)
        for each in stated:
            if each.shown and each.name not in options and folded(each.name) not in _BRANDS:
                yield attribute(each.name, ", ".join(each.values))
        for column, label in self.layout.meta:
            if text := plain_text(cells[column]):
                yield attribute(label, text)

    def _options(self, row: Cells, parent: Cells) -> dict[str, str]:
        """What a variation is of; what it leaves open ("any size") is not in it.

        Named as the product names it: older exports write the option in small letters here.
        """
        names = {folded(each.name): each.name for each in self.layout.stated(parent)}
        stated = self.layout.stated(row)
        return {names.get(folded(each.name), each.name): each.values[0] for each in stated}

    def _variations(
        self, handle: str, parent: Cells, rows: list[Cells], options: list[dict[str, str]]
    ) -> Iterator[Variant | None]:
        shared = self._stock(parent, _UNSAID)
        for row, chosen in zip(rows, options, strict=True):
            if self._is_published(parent) and not self._is_published(row):
                sku = self.cell(row, "variants.sku") or f"id:{self.cell(row, 'handle')}"
                row.find("switched_off", self.layout.column["published"], value=quoted(sku))
                continue
            pictures = parts_of(self.cell(row, "images"))
            attributes = list(self.layout.measured(row))
            if text := described(self.cell(row, "description")):
                attributes.append(attribute(self.layout.column["description"], text))
            variant = self._variant(row, handle, chosen, shared)
            yield variant and variant.model_copy(
                update={
                    "attributes": tuple(attributes),
                    "image": pictures[0] if pictures else "",
                }
            )

    def _variant(
        self, cells: Cells, handle: str, options: dict[str, str], shared: Stock
    ) -> Variant | None:
        """What a row sells; what else a simple product's says is said of the product."""
        column = self.layout.column
        price = cells.money(column["variants.price"], self.currency)
        sale = cells.money(column["variants.offers.price"], self.currency)
        availability, quantity = self._stock(cells, shared)
        number = self.cell(cells, "handle")
        # `id:123` is what WooCommerce itself calls a product that was given no SKU.
        sku = self.cell(cells, "variants.sku") or (f"id:{number}" if number else "")
        return cells.make(
            Variant,
            sku=sku or sku_for(handle, options.values()),
            options=options,
            price=price,
            offers=on_sale(price, sale, *self._window(cells)) if sale else (),
            availability=availability,
            quantity=quantity,
            barcode=self.cell(cells, "variants.barcode"),
            origin=Origin(row=cells.row),
        )

    def _window(self, cells: Cells) -> tuple[datetime | None, datetime | None]:
        """From when until when the sale price holds; the last day is part of it."""
        first = self.layout.column["variants.offers.valid_from"]
        last = self.layout.column["variants.offers.valid_until"]
        begins, ends = cells.moment(first, self.zone), cells.moment(last, self.zone)
        return begins, ends and end_of(cells[last], ends)

    def _stock(self, cells: Cells, shared: Stock) -> Stock:
        """Availability and quantity of a row; `shared` are those of its product as a whole.

        A variation whose `Stock` is empty or `parent` is taken from what its product has.
        """
        column = self.layout.column["variants.quantity"]
        words = self.cell(cells, "variants.availability")
        stated = _IN_STOCK.get(words) or availability_of(words)
        if cells[column].lower() in ("", "parent"):
            if stated is Availability.OUT_OF_STOCK:
                return stated, None  # what is left is of its siblings
            return (shared[0] if stated is Availability.UNKNOWN else stated), shared[1]
        quantity = cells.integer(column)
        if quantity is None:
            return stated, None
        backorders = self.cell(cells, "backorders").lower() in ("1", "yes", "notify")
        if quantity <= 0 and backorders and stated is not Availability.OUT_OF_STOCK:
            return Availability.BACKORDER, 0
        return cells.stock(column, stated)

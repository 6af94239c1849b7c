"""Magento 2's product CSV (Adobe Commerce's too): a row a product, then one a store view of it.

A configurable product names the SKUs it is made of, which are rows of their own, usually far above
it: the rows wait on disk until it comes, and a SKU that is one of its variants is no product.
A configurable, a bundle and a group have no price that is read: what they are made of is quoted.
The file names neither currency nor unit of weight, so that weights are not read; pictures are paths
below the shop's `media/catalog/product`. Tier prices, options that cost extra (`custom_options`),
and what a store view prices otherwise are not read either.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Attribute, Money, Offer, Origin, Product, Variant
from catalog_loader.readers.magento.layout import (
    attribute_of,
    attributes_of,
    bundled_in,
    category_of,
    described,
    grouped_in,
    is_online,
    language_of,
    pairs_of,
    pictures_of,
    returns_of,
    stock_of,
    variations_of,
)
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.toolkit.cells import Body, Cells, body_with
from catalog_loader.readers.toolkit.grouping import origin_of, read_columns
from catalog_loader.readers.toolkit.published import on_sale
from catalog_loader.readers.toolkit.shops import shop_items, shop_of
from catalog_loader.readers.toolkit.spool import Spool
from catalog_loader.readers.toolkit.times import NotATime, end_of, month_first, parse_short, zone_of

_FIELDS = {
    "handle": ("url_key", "sku"),
    "title": ("name",),
    "category": ("categories",),
    "description": ("description",),
    "attributes": ("additional_attributes",),
    "images": ("base_image",),
    "published": ("product_online",),
    "variants.sku": ("sku",),
    "variants.options": ("configurable_variations",),
    "variants.price": ("price",),
    "variants.offers.price": ("special_price",),
    "variants.offers.valid_from": ("special_price_from_date",),
    "variants.offers.valid_until": ("special_price_to_date",),
    "variants.availability": ("is_in_stock",),
    "variants.quantity": ("qty",),
}
_STORE = "store_view_code"
_DATES = ("created_at", "updated_at", "special_price_from_date", "special_price_to_date")
_COMPOSED = ("configurable", "grouped", "bundle")
_BRANDS = ("brand", "manufacturer")
_BARCODES = ("barcode", "gtin", "ean", "ean13", "upc", "isbn")


class MagentoReader:
    """Reads Magento's product export."""

    name = "magento"
    title = "Magento 2 product CSV"

    def recognises(self, source: Source) -> bool:
        """Whether there is a header with Magento's own columns."""
        return _body(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then each product where its own row stands."""
        body = _body(source)
        if body is None:
            yield Finding("missing_column", values={"name": "sku, attribute_set_code"})
            return
        yield from shop_items(*(known := shop_of(source)))
        provenance = read_columns(_FIELDS, body.columns)
        with Spool(body.columns) as spool:
            export = _Export(source, known[0].currency, zone_of(known[0]), provenance, spool)
            spool.fill(export.keyed(body))
            for item in spool.rows():
                if isinstance(item, Finding):
                    yield item
                elif item[_STORE]:
                    yield from export.view(item)
                elif export.is_part(item):
                    yield from export.repeated(item)
                else:
                    yield from export.product(item)


def _body(source: Source) -> Body | None:
    return body_with(source, "sku", "attribute_set_code", "product_type", "name")


@dataclass(slots=True)
class _Export:
    """One export being read."""

    source: Source
    currency: str
    zone: tzinfo
    provenance: dict[str, str]
    spool: Spool
    owners: dict[str, str] = field(default_factory=dict)
    """The SKUs that are variants, and the configurable product each is of."""
    grouped: set[str] = field(default_factory=set)
    month_first: set[bool] = field(default_factory=set)
    """What the dates of the file say of whether they put the month first."""
    unread: set[str] = field(default_factory=set)

    def keyed(self, body: Body) -> Iterator[tuple[str, Cells | Finding]]:
        """The rows of the file by SKU; notes which of them belong together."""
        for item in body.rows():
            if isinstance(item, Finding):
                yield "", item
                continue
            for column in _DATES:
                if item[column] and (first := month_first(item[column])) is not None:
                    self.month_first.add(first)
            if not item[_STORE] and item["product_type"].lower() == "configurable":
                for sku, _ in variations_of(item):
                    self.owners.setdefault(sku, item["sku"])
            self.grouped.update(grouped_in(item))
            yield item["sku"], item

    def is_part(self, cells: Cells) -> bool:
        """Whether the row is a variant of a configurable product, which is read with that."""
        return cells["sku"] in self.owners and cells["product_type"].lower() not in _COMPOSED

    def repeated(self, cells: Cells) -> Iterator[Finding]:
        """What is wrong with a variant's row where another stands before it; else nothing."""
        first = self._row_of(cells["sku"])
        if first is not None and first.row != cells.row:
            values = {"value": quoted(cells["sku"]), "first": first.row}
            yield Finding("duplicate_sku", cells.row, "sku", values)

    def _row_of(self, sku: str) -> Cells | None:
        """The row of a product itself, not that of a store view."""
        return next((row for row in self.spool.keyed(sku) if not row[_STORE]), None)

    def view(self, cells: Cells) -> Iterator[Finding]:
        """What is wrong with a store view's row; what it says is read with its product."""
        code = cells[_STORE]
        if self._row_of(cells["sku"]) is None:
            cells.find("orphan_row", "sku", value=quoted(cells["sku"]) or "—")
        elif not language_of(code) and code not in self.unread:
            self.unread.add(code)
            cells.find("unknown_language", _STORE, value=quoted(code))
        yield from cells.findings

    def product(self, cells: Cells) -> Iterator[Item]:
        """The product of a row, with its variants, or why it is unfit."""
        sku = cells["sku"]
        if not sku:
            cells.find("missing_field", "sku", name="sku")
            yield from cells.findings
            return
        rows = [cells]
        own = attributes_of(cells)
        kind = cells["product_type"].lower()
        if kind == "configurable":
            variants = list(self._variations(cells, own, rows))
        elif kind in _COMPOSED:
            variants = []
        else:
            variants = [self._variant(cells, {}, {})]
        sold = tuple(each for each in variants if each is not None)
        product = cells.make(
            Product,
            handle=cells["url_key"] or sku,
            title=cells["name"],
            brand=_first_of(own, _BRANDS),
            category=category_of(cells["categories"]),
            description=described(cells),
            attributes=(*_attributes(own), *bundled_in(cells)),
            option_names=tuple(dict.fromkeys(name for each in sold for name in each.options)),
            variants=sold,
            returns=returns_of(cells),
            images=tuple(pictures_of(cells)),
            translations=self._translations(cells, own),
            published=is_online(cells) and self._has_page(cells),
            origin=origin_of(self.source, cells.row, self.provenance),
        )
        for row in rows:
            yield from row.findings
        if product is not None and not any(row.failed for row in rows):
            yield Read(cells.row, product)

    def _has_page(self, cells: Cells) -> bool:
        """Whether it can be bought by itself, or on the page of a group."""
        hidden = cells["visibility"].lower() == "not visible individually"
        return not hidden or cells["sku"] in self.grouped

    def _variations(
        self, parent: Cells, own: dict[str, str], rows: list[Cells]
    ) -> Iterator[Variant | None]:
        """The variants of a configurable product; their rows are added to `rows`."""
        labels = pairs_of(parent["configurable_variation_labels"])
        column = "configurable_variations"
        for sku, options in variations_of(parent):
            row = self._row_of(sku)
            if row is None or not self.is_part(row):
                parent.find(
                    "missing_variant", column, value=quoted(parent["sku"]), missing=quoted(sku)
                )
            elif self.owners[sku] != parent["sku"]:
                first = quoted(self.owners[sku])
                parent.find("variant_elsewhere", column, value=quoted(sku), first=first)
            elif is_online(parent) and not is_online(row):
                parent.find("switched_off", column, value=quoted(sku))
            else:
                rows.append(row)
                named = {labels.get(code, code): value for code, value in options.items()}
                told = attributes_of(row).items() - own.items()
                differing = {code: text for code, text in sorted(told) if code not in options}
                yield self._variant(row, named, differing)

    def _variant(
        self, cells: Cells, options: dict[str, str], differing: dict[str, str]
    ) -> Variant | None:
        price = cells.money("price", self.currency)
        availability, quantity = stock_of(cells)
        pictures = pictures_of(cells) if options else []
        return cells.make(
            Variant,
            sku=cells["sku"],
            options=options,
            price=price,
            offers=self._offers(cells, price),
            availability=availability,
            quantity=quantity,
            barcode=_first_of(attributes_of(cells), _BARCODES),
            attributes=tuple(_attributes(differing)),
            image=pictures[0] if pictures else "",
            origin=Origin(row=cells.row),
        )

    def _offers(self, cells: Cells, price: Money | None) -> tuple[Offer, ...]:
        """The special price; it holds for whole days, the last one included."""
        special = cells.money("special_price", self.currency)
        if special is None:
            return ()
        begins = self._moment(cells, "special_price_from_date")
        ends = self._moment(cells, "special_price_to_date")
        if ends is not None:
            day = ends.replace(hour=0, minute=0, second=0)
            ends = end_of(day.date().isoformat(), day)
        return on_sale(price, special, begins, ends)

    def _moment(self, cells: Cells, column: str) -> datetime | None:
        """A date, in the short form of whatever language the shop's keeper works in."""
        if not cells[column]:
            return None
        known = next(iter(self.month_first)) if len(self.month_first) == 1 else None
        try:
            return parse_short(cells[column], self.zone, known)
        except NotATime:
            cells.find("bad_date", column, value=quoted(cells[column]))
            return None

    def _translations(self, cells: Cells, own: dict[str, str]) -> dict[str, dict[str, str]]:
        """What the store views say otherwise, by language; of two of one language the first."""
        found: dict[str, dict[str, str]] = {}
        plain = {"title": cells["name"], "description": described(cells)}
        for view in self.spool.keyed(cells["sku"]):
            if not (view[_STORE] and (language := language_of(view[_STORE]))):
                continue
            said = {"title": view["name"], "description": described(view)}
            told = attributes_of(view)
            words = {name: text for name, text in said.items() if text and text != plain[name]}
            words |= {
                text: told[code]
                for code, text in own.items()
                if code in told and told[code] != text
            }
            if words:
                found[language] = words | found.get(language, {})
        return found


def _first_of(told: dict[str, str], codes: tuple[str, ...]) -> str:
    """What is told under the first of `codes` that it has."""
    by_code = {code.lower(): text for code, text in told.items()}
    return next((by_code[code] for code in codes if code in by_code), "")


def _attributes(told: dict[str, str]) -> Iterator[Attribute]:
    """What is told, but for what has a place of its own."""
    for code, text in told.items():
        if code.lower() not in (*_BRANDS, *_BARCODES):
            yield attribute_of(code, text)

"""Spree's product CSV: a row of the product itself, then one for each of its variants.

The product's own row has no options. Where variants follow, it is not sold and its price, which is
0, is never quoted; where none do, it is what is sold. A price of 0 is none anywhere: Spree writes
it for what has no price in a currency. The shop's currency is the one that was said, else that of
the first row. Prices in another follow as rows of slug, SKU, price and currency alone, anywhere
below; those of the shop's currency wait on disk until their products come. Translations lie in a
file of their own beside it. Meta texts, tax and shipping categories and vendors are not read.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Money, Origin, Product, Variant
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.spree.rows import (
    images_of,
    is_price_alone,
    measures_of,
    options_of,
    stock_of,
    told_of,
)
from catalog_loader.readers.spree.translations import Translations, alone, beside, translations_in
from catalog_loader.readers.toolkit.cells import Body, Cells, Columns, body_with
from catalog_loader.readers.toolkit.currencies import CURRENCIES
from catalog_loader.readers.toolkit.grouping import origin_of, read_columns, sku_for
from catalog_loader.readers.toolkit.published import attribute, on_sale, plain_text
from catalog_loader.readers.toolkit.shops import shop_items, shop_of
from catalog_loader.readers.toolkit.spool import Spool
from catalog_loader.readers.toolkit.times import zone_of

_FIELDS = {
    "handle": ("slug",),
    "title": ("name",),
    "brand": ("brand_name",),
    "category": ("category1",),
    "description": ("description",),
    "published": ("status",),
    "images": ("image1_src",),
    "attributes.Tags": ("tags",),
    "attributes.Product type": ("product_type",),
    "variants.sku": ("sku",),
    "variants.price": ("price",),
    "variants.offers": ("compare_at_price",),
    "variants.quantity": ("inventory_count",),
    "variants.availability": ("track_inventory",),
    "variants.image": ("image1_src",),
    "variants.attributes.Weight": ("weight",),
}
_PROPERTY = re.compile(r"property\d+_name")
_CUSTOM = re.compile(r"(?:custom_field|metafield)\.[^.]+\.(.+)")


class SpreeReader:
    """Reads Spree's product export, with the translations beside it."""

    name = "spree"
    title = "Spree product CSV"

    def recognises(self, source: Source) -> bool:
        """Whether there is a header with Spree's own columns, of products or of translations."""
        return _body(source) is not None or translations_in(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then each product once its last row has been read.

        A file of translations is read with the one of products beside it, if there is one.
        """
        if _body(source) is not None:
            yield from _read(source)
            return
        words = translations_in(source)
        if words is None:
            yield Finding("missing_column", values={"name": "slug, sku, price, inventory_count"})
            return
        products = [each for each in beside(source, "inventory_count") if _body(each) is not None]
        if len(products) == 1:
            note = Finding("products_beside", values={"file": quoted(products[0].name)})
            yield from _read(products[0], note)
        else:
            yield from alone(words)


def _body(source: Source) -> Body | None:
    return body_with(source, "slug", "sku", "name", "price", "inventory_count")


def _read(source: Source, *notes: Finding) -> Iterator[Item]:
    body = _body(source)
    if body is None:
        return
    main = _first_currency(source)
    shop, found = shop_of(source, currency=main)
    yield from shop_items(shop, [*found, *notes])
    with ExitStack() as stack:
        translations = stack.enter_context(Translations(source))
        yield from translations.prepare()
        layout = _Layout.of(body.columns, source, shop.currency, zone_of(shop), translations)
        if main and main != shop.currency:
            layout.prices = stack.enter_context(Spool(body.columns))
            layout.prices.fill(_prices_in(source, shop.currency))
        yield from _products(body, layout)
        yield from translations.told()


def _first_currency(source: Source) -> str:
    """The currency that the first row with one is priced in, which is the shop's own."""
    body = _body(replace(source, progress=None))
    rows = (cells for cells in (body.rows() if body else ()) if isinstance(cells, Cells))
    named = (cells["currency"].upper() for cells in rows)
    return next((currency for currency in named if currency in CURRENCIES), "")


def _prices_in(source: Source, currency: str) -> Iterator[tuple[str, Cells]]:
    """The rows with prices in a currency, by slug and SKU; reads the file through once."""
    body = _body(replace(source, progress=None))
    for cells in body.rows() if body else ():
        if isinstance(cells, Cells) and cells["currency"].upper() == currency:
            yield _price_key(cells["slug"], cells["sku"]), cells


def _price_key(slug: str, sku: str) -> str:
    return f"{slug}\0{sku.lower()}"


@dataclass(slots=True)
class _Layout:
    """Which column holds what in this file, and what belongs to its products from elsewhere."""

    source: Source
    currency: str
    zone: tzinfo
    translations: Translations
    custom: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]
    provenance: dict[str, str]
    prices: Spool | None = None
    noted: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        columns: Columns,
        source: Source,
        currency: str,
        zone: tzinfo,
        translations: Translations,
    ) -> "_Layout":
        forms = ((name, _CUSTOM.fullmatch(name)) for name in columns.names)
        custom = tuple((name, _label(form[1])) for name, form in forms if form)
        properties = tuple(
            (name, f"{name.removesuffix('_name')}_value")
            for name in columns.names
            if _PROPERTY.fullmatch(name)
        )
        provenance = read_columns(_FIELDS, columns)
        provenance |= {f"attributes.{label}": name for name, label in custom}
        return cls(source, currency, zone, translations, custom, properties, provenance)

    def is_foreign(self, cells: Cells) -> bool:
        """Whether a row is priced in another currency, which is noted once."""
        currency = cells["currency"].upper()
        if currency in ("", self.currency):
            return False
        if currency not in CURRENCIES:
            cells.find("bad_currency", "currency", value=quoted(currency))
        elif currency not in self.noted:
            self.noted.add(currency)
            values = {"currency": currency, "expected": self.currency}
            cells.find("mixed_currency", "currency", **values)
        return True


def _products(body: Body, layout: _Layout) -> Iterator[Item]:
    current: _Product | None = None
    torn = False
    for cells in body.rows():
        if isinstance(cells, Finding):
            yield cells
            torn = True
            continue
        if is_price_alone(cells) and (layout.is_foreign(cells) or layout.prices is not None):
            yield from cells.findings  # in a currency that is not read, or read before
            continue
        options = options_of(cells)
        if current is not None and cells["slug"] == current.slug:
            current.failed |= torn  # what could not be read between its rows was one of them
        else:
            if current is not None:
                yield from current.finish(layout)
            current = _Product.begin(cells)
        torn = False
        if current is not None:
            current.add(cells, options, layout)
        yield from cells.findings
    if current is not None:
        yield from current.finish(layout)


@dataclass(slots=True)
class _Product:
    """A product whose rows are being read. `own` is its own row, sold only where no other is."""

    slug: str
    own: Cells
    option_names: dict[str, None] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    failed: bool = False

    @classmethod
    def begin(cls, cells: Cells) -> "_Product | None":
        """The product that `cells` begins, None (and why) where the row begins none."""
        if not cells["slug"]:
            cells.find("missing_field", "slug", name="slug")
        elif not cells["name"]:
            cells.find("orphan_row", "slug", value=quoted(cells["slug"]))
        else:
            return cls(cells["slug"], cells)
        return None

    def add(self, cells: Cells, options: dict[str, str], layout: _Layout) -> None:
        """Take in one row: the product's own, or a variant."""
        self.images |= dict.fromkeys(images_of(cells))
        if cells is not self.own or options:
            self._sell(cells, options, layout)
        self.failed |= cells.failed

    def _sell(self, cells: Cells, options: dict[str, str], layout: _Layout) -> None:
        self.option_names |= dict.fromkeys(options)
        price, sale, row = _price(cells, layout)
        availability, quantity = stock_of(cells, layout.zone, layout.source.read_at)
        variant = cells.make(
            Variant,
            sku=cells["sku"] or sku_for(self.slug, options.values()),
            options=options,
            price=price,
            offers=on_sale(price, sale),
            availability=availability,
            quantity=quantity,
            barcode=cells["barcode"],
            attributes=measures_of(cells),
            image=next(images_of(cells), ""),
            origin=Origin(row=cells.row, columns={} if row == cells.row else _priced_in(row)),
        )
        if variant is not None:
            self.variants.append(variant)

    def finish(self, layout: _Layout) -> Iterator[Item]:
        """The product, or nothing where a row of it was refused."""
        if self.failed:
            return
        cells = self.own
        cells.findings = []
        if not self.variants:
            self._sell(cells, {}, layout)
        custom = {label: attribute(label, cells[name]) for name, label in layout.custom}
        properties = [attribute(cells[name], cells[value]) for name, value in layout.properties]
        words, origins = layout.translations.of(self.slug)
        product = cells.make(
            Product,
            handle=self.slug,
            title=cells["name"],
            brand=cells["brand_name"] or (custom["Brand"].value if "Brand" in custom else ""),
            category=cells.first("category1", "product_type"),
            description=plain_text(cells["description"]),
            attributes=tuple(
                each
                for each in (*custom.values(), *properties, *told_of(cells))
                if each.name and each.value
            ),
            option_names=tuple(self.option_names),
            variants=tuple(self.variants),
            images=tuple(self.images),
            translations=words,
            published=_is_published(cells, layout),
            origin=origin_of(layout.source, cells.row, layout.provenance | origins),
        )
        yield from cells.findings
        if product is not None and not cells.failed:
            yield Read(cells.row, product)


def _label(key: str) -> str:
    """A custom field's key as a person reads it: `Room coverage` for `room_coverage`."""
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _price(cells: Cells, layout: _Layout) -> tuple[Money | None, Money | None, str]:
    """The regular price, what is paid where that is less, and the row that says so."""
    priced = cells
    if layout.is_foreign(cells):
        key = _price_key(cells["slug"], cells["sku"])
        rows = layout.prices.keyed(key) if layout.prices is not None else []
        if not rows:
            return None, None, cells.row
        priced = rows[-1]
    price = priced.money("price", layout.currency)
    listed = priced.money("compare_at_price", layout.currency)
    if priced is not cells:
        cells.findings.extend(priced.findings)
    if price is None or not price.minor:
        return None, None, priced.row
    if listed is not None and listed.minor > price.minor:
        return listed, price, priced.row
    return price, None, priced.row


def _priced_in(row: str) -> dict[str, str]:
    """Where a price was read that is not in its variant's own row."""
    return {"price": f"{row}:price", "offers": f"{row}:compare_at_price"}


def _is_published(cells: Cells, layout: _Layout) -> bool:
    """Whether it is on the shelf now: active, and between the two days a shop may set."""
    begins = cells.moment("available_on", layout.zone)
    ends = cells.moment("discontinue_on", layout.zone)
    now = layout.source.read_at
    active = cells["status"].lower() in ("", "active")
    return active and (begins is None or begins <= now) and (ends is None or ends > now)

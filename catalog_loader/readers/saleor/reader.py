"""Saleor's data as Django's fixtures in JSON, which `dumpdata` writes and Saleor's sample is.

A product is a row of `product.product`, a SKU one of `product.productvariant`; what either costs
and whether it is on the shelf stands in rows of each sales channel. One channel is read: that of
the currency that was said, else the one that lists the most. Stock is what all warehouses have less
what is promised to orders. A variant without a SKU has the key of its product and options. A
product type's weight is a default for parcels and no fact of the goods; pages, menus, vouchers and
the promotions of Saleor 3.14 (whose lowered prices are read) are not read either.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import (
    Attribute,
    Availability,
    Origin,
    Product,
    Shipping,
    Shop,
    Variant,
)
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.saleor.fixtures import (
    Entry,
    Fixture,
    is_fixture,
    mentions,
    read_fixture,
)
from catalog_loader.readers.saleor.sales import Sales, channel_for, other_currencies, path_of
from catalog_loader.readers.saleor.words import (
    Property,
    of_product,
    of_variant,
    rich_text,
    translations,
)
from catalog_loader.readers.toolkit.grouping import origin_of, sku_for
from catalog_loader.readers.toolkit.published import attribute, plain_text
from catalog_loader.readers.toolkit.shops import language_of, shop_items, shop_of

_PROVENANCE = {
    "handle": "product.product.slug",
    "title": "product.product.name",
    "brand": "attribute.attributevalue.name",
    "category": "product.category.name",
    "description": "product.product.description",
    "attributes": "attribute.attributevalue.name",
    "shipping": "shipping.shippingmethodchannellisting.price_amount",
    "images": "product.productmedia.image",
    "translations": "product.producttranslation.name",
    "published": "product.productchannellisting.is_published",
    "variants.sku": "product.productvariant.sku",
    "variants.options": "attribute.attributevalue.name",
    "variants.price": "product.productvariantchannellisting.price_amount",
    "variants.offers": "discount.salechannellisting.discount_value",
    "variants.quantity": "warehouse.stock.quantity",
    "variants.image": "product.productmedia.image",
}
_SALEOR = ("product.productvariantchannellisting", "product.productchannellisting")
_UNNAMED_OPTION = {"zh": "规格"}


class SaleorReader:
    """Reads the rows of Saleor's database."""

    name = "saleor"
    title = "Saleor JSON fixtures"

    def recognises(self, source: Source) -> bool:
        """Whether it is a fixture with rows of products that are listed in channels."""
        return is_fixture(source) and mentions(source, *_SALEOR)

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, what its prices are in, then each product."""
        fixture = read_fixture(source)
        if isinstance(fixture, Finding):
            yield fixture
            return
        channel = channel_for(fixture, source.options.currency)
        site = next(iter(fixture.all("sites.site")), None)
        names = " ".join(entry["name"] for entry in fixture.all("product.product"))
        shop, found = shop_of(
            source,
            currency=channel["currency_code"] if channel else "",
            language=language_of(names),
            name=site["name"] if site else "",
            timezone="UTC",
        )
        yield from shop_items(shop, [*found, *fixture.findings])
        yield from other_currencies(fixture, shop.currency)
        goods = _Goods(fixture, source, shop, channel)
        yield from goods.findings
        for entry in fixture.all("product.product"):
            yield from goods.product(entry)
        for entry in fixture.all("product.productvariant"):
            if fixture.get("product.product", parent := entry["product"]) is None:
                values = {"value": quoted(entry["sku"] or entry.key), "parent": quoted(parent)}
                yield Finding("orphan_sku", entry.row, "product", values)


class _Goods:
    """Puts products together from the rows of their models."""

    def __init__(self, fixture: Fixture, source: Source, shop: Shop, channel: Entry | None) -> None:
        self._fixture = fixture
        self._source = source
        self._unnamed = _UNNAMED_OPTION.get(shop.language, "Variant")
        self._sales = Sales(fixture, channel, shop.currency)
        self._shipping: list[tuple[Shipping, frozenset[str]]] = []
        self.findings = list(self._sales.findings)
        for sent in self._sales.shipping():
            if isinstance(sent, Finding):
                self.findings.append(sent)
            else:
                self._shipping.append(sent)

    def product(self, entry: Entry) -> Iterator[Item]:
        """The product of a row, or why there is none."""
        kind = self._fixture.get("product.producttype", entry["product_type"])
        properties = of_product(self._fixture, entry)
        rows = self._fixture.by("product.productvariant", "product", entry.key)
        rows = sorted(rows, key=lambda row: row.integer("sort_order") or 0)
        told = [of_variant(self._fixture, row) for row in rows]
        published, for_sale, begins = self._shelf(entry)
        variants = [
            variant
            for row, said in zip(rows, told, strict=True)
            if (variant := self._variant(entry, row, said, len(rows) > 1)) is not None
        ]
        if not for_sale:
            variants = [variant.model_copy(update=_away(begins)) for variant in variants]
        words = [*properties, *(each for said in told for each in said)]
        product = entry.make(
            Product,
            handle=entry["slug"] or entry.key,
            title=entry["name"],
            brand=next((each.text for each in properties if each.is_brand), ""),
            category=" > ".join(row["name"] for row in path_of(self._fixture, entry["category"])),
            description=_description(entry),
            attributes=(*_stated(properties), *_of_kind(kind), *_weight(entry)),
            option_names=tuple(dict.fromkeys(name for each in variants for name in each.options)),
            variants=tuple(variants),
            shipping=self._sent(entry, kind),
            images=tuple(self._images(entry)),
            translations=translations(self._fixture, entry, words),
            published=published,
            origin=origin_of(self._source, entry.row, _PROVENANCE),
        )
        yield from entry.findings
        for row in rows:
            yield from row.findings
        if product is not None and not any(row.failed for row in (entry, *rows)):
            yield Read(entry.row, product)

    def _variant(
        self, product: Entry, row: Entry, said: list[Property], several: bool
    ) -> Variant | None:
        options = {each.name: each.text for each in said if each.selects}
        if not options and several and (name := _name(row)):
            options = {self._unnamed: name}
        price, offers = self._sales.price(product, row)
        availability, quantity, begins = self._sales.stock(row)
        digital = self._fixture.by("product.digitalcontent", "product_variant", row.key)
        download = [attribute("Digital", "true")] if digital else []
        handle = product["slug"] or product.key
        return row.make(
            Variant,
            sku=row["sku"] or sku_for(handle, options.values()),
            options=options,
            price=price,
            offers=offers,
            availability=availability,
            quantity=quantity,
            available_from=begins,
            attributes=(
                *_stated(each for each in said if not each.selects),
                *download,
                *_weight(row),
            ),
            image=self._image(row),
            origin=Origin(row=row.row),
        )

    def _shelf(self, product: Entry) -> tuple[bool, bool, datetime | None]:
        """Whether a product is shown in the channel, whether it can be bought, and from when."""
        listing = self._sales.listing(product)
        if listing is None:
            return False, True, None
        shown = listing.moment("published_at", UTC)
        published = listing.flag("is_published") is not False
        published &= shown is None or shown <= self._source.read_at
        begins = listing.moment("available_for_purchase_at", UTC)
        for_sale = "available_for_purchase_at" not in listing.raw
        for_sale |= begins is not None and begins <= self._source.read_at
        product.findings += listing.findings
        return published, for_sale, None if for_sale else begins

    def _sent(self, product: Entry, kind: Entry | None) -> tuple[Shipping, ...]:
        if kind is not None and kind.flag("is_shipping_required") is False:
            return ()
        return tuple(sent for sent, excluded in self._shipping if product.key not in excluded)

    def _images(self, product: Entry) -> Iterator[str]:
        """The pictures of a product in their order, each once."""
        rows = self._fixture.by("product.productmedia", "product", product.key)
        rows = sorted(rows, key=lambda row: row.integer("sort_order") or 0)
        yield from dict.fromkeys(picture for row in rows if (picture := _picture(row)))

    def _image(self, variant: Entry) -> str:
        """The first picture of a variant's own."""
        for row in self._fixture.by("product.variantmedia", "variant", variant.key):
            media = self._fixture.get("product.productmedia", row["media"])
            if media is not None and (picture := _picture(media)):
                return picture
        return ""


def _away(begins: datetime | None) -> dict[str, object]:
    """What it changes in a variant that it is not to be bought, or not until `begins`."""
    return {
        "availability": Availability.OUT_OF_STOCK,
        "quantity": None,
        "available_from": begins,
    }


def _picture(media: Entry) -> str:
    """The address of a picture; "" of a film."""
    if media["type"].upper() not in ("", "IMAGE") or media.flag("to_remove"):
        return ""
    return media.first("image", "external_url")


def _name(variant: Entry) -> str:
    """A variant's name; "" where Saleor put the variant's own number in its place."""
    number = b64encode(f"ProductVariant:{variant.key}".encode()).decode()
    return "" if variant["name"] in (number, variant.key) else variant["name"]


def _description(product: Entry) -> str:
    """What is said of a product, in the plain text that Saleor keeps beside the rich one if need
    be.
    """
    return rich_text(product.raw.get("description")) or plain_text(product["description_plaintext"])


def _stated(properties: Iterable[Property]) -> Iterator[Attribute]:
    return (each.as_attribute() for each in properties if not each.is_brand)


def _of_kind(kind: Entry | None) -> Iterator[Attribute]:
    """What a product's type says of it: what it is, and where it is no parcel."""
    if kind is None:
        return
    yield Attribute(name="Product type", value=kind["name"])
    if kind["kind"] == "gift_card":
        yield attribute("Gift card", "true")
    if kind.flag("is_digital"):
        yield attribute("Digital", "true")
    if kind.flag("is_shipping_required") is False:
        yield attribute("Shipping required", "false")


def _weight(entry: Entry) -> Iterator[Attribute]:
    """A weight, which Saleor writes with its unit after a colon: `1000.0:g`."""
    number, _, unit = entry["weight"].partition(":")
    number = number.rstrip("0").rstrip(".") if "." in number else number
    if number.strip("0"):
        yield attribute("Weight", number, unit=unit, key="weight")

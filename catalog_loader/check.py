"""What a catalog's records mean together: checked one after another, as they are read."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from catalog_loader.findings import Finding, quoted
from catalog_loader.keys import ATTRIBUTE_KEYS, CLAUSE_KEYS, Key
from catalog_loader.locations import is_public
from catalog_loader.product import (
    Attribute,
    Availability,
    Faq,
    Money,
    Offer,
    OfferKind,
    Policy,
    Product,
    Shop,
    SizeTable,
    Variant,
)
from catalog_loader.readers.toolkit.schema import hints


class Checker:
    """Checks records in the order they come; remembers only keys, so a large file fits."""

    def __init__(self) -> None:
        self._shop: Shop | None = None
        self._rows: dict[tuple[str, str], str] = {}
        self._categories: set[str] = set()
        self._references: list[tuple[Policy | Faq, str]] = []
        self._bundles: list[tuple[str, tuple[str, ...], str]] = []

    def check(self, entry: Shop | Product | Policy | Faq, row: str) -> list[Finding]:
        """What is wrong with the entry of `row`, alone or next to those before it."""
        if isinstance(entry, Shop):
            return list(self._check_shop(entry, row))
        if isinstance(entry, Product):
            return list(self._check_product(entry, row))
        return list(self._check_words(entry, row))

    def finish(self) -> Iterator[Finding]:
        """What can only be said once every record has been seen."""
        if not any(kind == "handle" for kind, _ in self._rows):
            yield Finding("no_products")
        for bundled, together, row in self._bundles:
            for handle in together:
                if ("handle", handle) not in self._rows:
                    values = {"value": bundled, "missing": handle}
                    yield Finding("dangling_product", row, "offers", values)
        for record, row in self._references:
            for handle in record.products:
                if ("handle", handle) not in self._rows:
                    values = {"value": record.id, "missing": handle}
                    yield Finding("dangling_product", row, "products", values)
            for category in record.categories:
                if category not in self._categories:
                    values = {"value": record.id, "missing": category}
                    yield Finding("dangling_category", row, "categories", values)

    def _check_shop(self, shop: Shop, row: str) -> Iterator[Finding]:
        self._shop = shop
        if not _zone_exists(shop.timezone):
            yield Finding("unknown_timezone", row, "timezone", {"value": quoted(shop.timezone)})
        for index, offer in enumerate(shop.offers):
            yield from self._check_offer(offer, None, row, f"offers.{index}")

    def _taken(self, kind: str, key: str, row: str) -> str:
        """The row that has already used this key, else empty, and the key is this row's."""
        if first := self._rows.get((kind, key)):
            return first
        self._rows[kind, key] = row
        return ""

    def _check_product(self, product: Product, row: str) -> Iterator[Finding]:
        if first := self._taken("handle", product.handle, row):
            values = {"value": product.handle, "first": first}
            yield Finding("duplicate_handle", row, "handle", values)
        self._categories.add(product.category)
        if not product.variants and product.published:
            yield Finding("no_variants", row, "variants", {"value": product.handle})
        yield from _check_keys(product.attributes, ATTRIBUTE_KEYS, row, "attributes")
        for index, image in enumerate(product.images):
            yield from _check_image(image, row, f"images.{index}")
        for index, offer in enumerate(product.offers):
            yield from self._check_offer(offer, None, row, f"offers.{index}")
        for offer in chain(product.offers, *(variant.offers for variant in product.variants)):
            if offer.together:
                self._bundles.append((product.handle, offer.together, row))
        for index, variant in enumerate(product.variants):
            path = f"variants.{index}"
            yield from self._check_variant(variant, product, row, path)
        yield from _check_options(product, row)
        if product.size_table:
            yield from _check_sizes(product.size_table, product, row)

    def _check_variant(
        self, variant: Variant, product: Product, row: str, path: str
    ) -> Iterator[Finding]:
        sku = variant.sku
        if first := self._taken("sku", sku, row):
            values = {"value": sku, "first": first}
            yield Finding("duplicate_sku", row, f"{path}.sku", values)
        if variant.price:
            yield from self._check_money(variant.price, row, f"{path}.price")
            if variant.price.minor == 0:
                yield Finding("zero_price", row, f"{path}.price", {"value": sku})
        elif not any(offer.price for offer in chain(variant.offers, product.offers)):
            yield Finding("no_price", row, f"{path}.price", {"value": sku})
        for index, offer in enumerate(variant.offers):
            yield from self._check_offer(offer, variant.price, row, f"{path}.offers.{index}")
        for offer in product.offers:
            yield from _check_against_list(offer, variant.price, row, f"{path}.price")
        yield from _check_stock(variant, row, path)
        yield from _check_keys(variant.attributes, ATTRIBUTE_KEYS, row, f"{path}.attributes")
        if variant.image:
            yield from _check_image(variant.image, row, f"{path}.image")

    def _check_offer(
        self, offer: Offer, price: Money | None, row: str, path: str
    ) -> Iterator[Finding]:
        for name in ("price", "off", "threshold"):
            if money := getattr(offer, name):
                yield from self._check_money(money, row, f"{path}.{name}")
        start, until = offer.valid_from, offer.valid_until
        comparable = start and until and (start.tzinfo is None) == (until.tzinfo is None)
        if start and until and comparable and until <= start:
            values = {"start": start.isoformat(), "until": until.isoformat()}
            yield Finding("inverted_window", row, path, values)
        if _is_empty(offer):
            yield Finding("empty_offer", row, path)
        if offer.off and offer.threshold and offer.off.minor > offer.threshold.minor:
            values = {"value": offer.off.plain, "expected": offer.threshold.plain}
            yield Finding("coupon_exceeds", row, path, values)
        yield from _check_against_list(offer, price, row, f"{path}.price")

    def _check_money(self, money: Money, row: str, path: str) -> Iterator[Finding]:
        if self._shop and money.currency != self._shop.currency:
            values = {"value": money.currency, "expected": self._shop.currency}
            yield Finding("currency_mismatch", row, path, values)

    def _check_words(self, record: Policy | Faq, row: str) -> Iterator[Finding]:
        if first := self._taken(record.type, record.id, row):
            yield Finding("duplicate_id", row, "id", {"value": record.id, "first": first})
        if isinstance(record, Policy):
            yield from _check_keys(record.clauses, CLAUSE_KEYS, row, "clauses")
        if record.products or record.categories:
            self._references.append((record, row))


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A machine without a time zone database cannot tell a wrong name from a right one.
        return not available_timezones()
    return True


def _is_empty(offer: Offer) -> bool:
    """Whether an offer lacks what it gives: a price, something off, a share of the price."""
    if offer.kind is OfferKind.NTH_PIECE:
        return offer.percent is None or offer.min_quantity < 2
    if offer.kind is OfferKind.BUNDLE:
        return offer.price is None or not offer.together
    return not offer.price and not offer.off and offer.percent is None


def _check_against_list(
    offer: Offer, price: Money | None, row: str, path: str
) -> Iterator[Finding]:
    if offer.kind in (OfferKind.LIST, OfferKind.BUNDLE):
        return  # a list price is above what is asked, a bundle's is for several products
    if offer.price and price and offer.price.minor > price.minor:
        values = {"value": offer.price.plain, "expected": price.plain}
        yield Finding("offer_above_list", row, path, values)


def _check_stock(variant: Variant, row: str, path: str) -> Iterator[Finding]:
    sku, availability, quantity = variant.sku, variant.availability, variant.quantity
    if availability is Availability.UNKNOWN and quantity is None:
        yield Finding("stock_without_quantity", row, f"{path}.quantity", {"value": sku})
    if availability is Availability.IN_STOCK and quantity == 0:
        yield Finding("in_stock_but_zero", row, f"{path}.quantity", {"value": sku})
    if availability is Availability.OUT_OF_STOCK and quantity:
        values = {"value": sku, "quantity": str(quantity)}
        yield Finding("sold_out_with_quantity", row, f"{path}.quantity", values)
    if availability is Availability.PREORDER and variant.available_from is None:
        yield Finding("preorder_without_date", row, f"{path}.available_from", {"value": sku})


def _check_options(product: Product, row: str) -> Iterator[Finding]:
    seen: dict[tuple[tuple[str, str], ...], str] = {}
    for index, variant in enumerate(product.variants):
        path = f"variants.{index}.options"
        if set(variant.options) != set(product.option_names):
            values = {
                "value": variant.sku,
                "given": quoted("、".join(variant.options)) or "—",
                "expected": quoted("、".join(product.option_names)) or "—",
            }
            yield Finding("option_mismatch", row, path, values)
        first = seen.setdefault(tuple(sorted(variant.options.items())), variant.sku)
        if first != variant.sku:
            yield Finding("same_options", row, path, {"value": variant.sku, "first": first})


def _check_sizes(table: SizeTable, product: Product, row: str) -> Iterator[Finding]:
    sold = {value for variant in product.variants for value in variant.options.values()}
    for index, size in enumerate(table.rows):
        path = f"size_table.rows.{index}"
        for span in (size.height_cm, size.weight_kg):
            if span and span[0] > span[1]:
                values = {"value": size.size, "given": f"{span[0]:g}–{span[1]:g}"}
                yield Finding("inverted_range", row, path, values)
        if size.size not in sold:
            yield Finding("size_not_sold", row, path, {"value": size.size})


def _check_keys(
    attributes: tuple[Attribute, ...], known: Mapping[str, Key], row: str, path: str
) -> Iterator[Finding]:
    for index, attribute in enumerate(attributes):
        if attribute.key and attribute.key not in known:
            values = {"value": quoted(attribute.key), **hints(attribute.key, list(known))}
            yield Finding("unknown_key", row, f"{path}.{index}.key", values)


def _check_image(address: str, row: str, path: str) -> Iterator[Finding]:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is not None and parts.scheme in ("http", "https") and is_public(parts.hostname or ""):
        return
    inside = PurePosixPath(address.replace("\\", "/"))
    local = parts is not None and not parts.scheme and not parts.netloc and bool(address.strip())
    if not local or inside.is_absolute() or ".." in inside.parts:
        yield Finding("unsafe_image", row, path, {"value": quoted(address)})

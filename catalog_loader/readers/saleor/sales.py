"""How Saleor sells: the channel a catalog is read for, its prices, sales, stock and shipping.

A channel has one currency, and everything that is for sale is listed in it by a row of its own.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Availability, Money, Offer, OfferKind, Shipping
from catalog_loader.readers.saleor.fixtures import Entry, Fixture
from catalog_loader.readers.toolkit.currencies import CURRENCIES
from catalog_loader.readers.toolkit.published import on_sale

_VARIANT_LISTING = "product.productvariantchannellisting"
_SHIPPING_LISTING = "shipping.shippingmethodchannellisting"
_BOUNDS = (
    "minimum_order_price_amount",
    "maximum_order_price_amount",
    "minimum_order_weight",
    "maximum_order_weight",
)
_LONGEST_PATH = 50
"""Categories above a category; more are a circle."""


def channel_for(fixture: Fixture, currency: str) -> Entry | None:
    """The channel of a currency, or of any, that lists the most; the first of several."""
    channels = fixture.all("channel.channel")
    active = [each for each in channels if each.flag("is_active") is not False]
    fit = [
        each
        for each in active or channels
        if each["currency_code"].upper() in CURRENCIES
        and currency.upper() in ("", each["currency_code"].upper())
    ]
    priced = (row for row in fixture.all(_VARIANT_LISTING) if row["price_amount"])
    counts = Counter(row["channel"] for row in priced)
    return max(fit, key=lambda each: counts[each.key], default=None)


def other_currencies(fixture: Fixture, currency: str) -> Iterator[Finding]:
    """A note for each currency that other channels sell in."""
    noted = {currency}
    for channel in fixture.all("channel.channel"):
        other = channel["currency_code"].upper()
        if other not in noted and fixture.by(_VARIANT_LISTING, "channel", channel.key):
            noted.add(other)
            values = {"currency": quoted(other), "expected": currency}
            yield Finding("mixed_currency", channel.row, "currency_code", values)


@dataclass(frozen=True, slots=True)
class _Sale:
    """A sale in one channel: a share of the price, or an amount, less."""

    entry: Entry
    percent: Decimal
    off: Money | None
    begins: datetime | None
    ends: datetime | None

    def offer(self, price: Money) -> Offer | None:
        """What is paid instead of a price; None where that is nothing, or no less."""
        off = self.off.minor if self.off else 0
        if self.percent:
            # As Saleor does it: what is taken away is rounded, half a cent upwards.
            share = price.minor * self.percent / 100
            off = int(share.quantize(Decimal(1), ROUND_HALF_UP))
        if not 0 < off < price.minor:
            return None
        return Offer(
            kind=OfferKind.SALE,
            price=Money(minor=price.minor - off, currency=price.currency),
            valid_from=self.begins,
            valid_until=self.ends,
            note=self.entry["name"],
        )


class Sales:
    """What one channel sells, for how much. `findings` are of the sales that cannot be read."""

    def __init__(self, fixture: Fixture, channel: Entry | None, currency: str) -> None:
        self._fixture = fixture
        self._channel = channel.key if channel else ""
        self._currency = currency
        listings = fixture.by(_VARIANT_LISTING, "channel", self._channel)
        self._listings = {row["variant"]: row for row in listings}
        listed = fixture.by("product.productchannellisting", "channel", self._channel)
        self._products = {row["product"]: row for row in listed}
        self.findings: list[Finding] = []
        self._sales = list(self._sales_here())

    def listing(self, product: Entry) -> Entry | None:
        """The row that lists a product in the channel."""
        return self._products.get(product.key)

    def price(self, product: Entry, variant: Entry) -> tuple[Money | None, tuple[Offer, ...]]:
        """The price of a variant in the channel, and what it costs while it is on sale."""
        listing = self._listings.get(variant.key)
        if listing is None:
            return None, ()
        price = listing.money("price_amount", self._currency)
        lowered = listing.money("discounted_price_amount", self._currency)
        variant.findings += listing.findings
        listing.findings = []
        if price is None:
            return None, ()
        sales = [sale for sale in self._sales if self._is_for(sale.entry, product, variant)]
        if not sales:  # what lowers it then is a promotion, which says when only in its own rules
            return price, on_sale(price, lowered if lowered and lowered.minor else None)
        return price, tuple(offer for sale in sales if (offer := sale.offer(price)) is not None)

    def stock(self, variant: Entry) -> tuple[Availability, int | None, datetime | None]:
        """Whether a variant is to be had, how many all warehouses have left, and from when."""
        if variant.flag("is_preorder"):
            return Availability.PREORDER, None, variant.moment("preorder_end_date", UTC)
        if variant.flag("track_inventory") is False:
            return Availability.IN_STOCK, None, None
        rows = self._fixture.by("warehouse.stock", "product_variant", variant.key)
        left = [
            number - (row.integer("quantity_allocated") or 0)
            for row in rows
            if (number := row.integer("quantity")) is not None
        ]
        for row in rows:
            variant.findings += row.findings
            row.findings = []
        if not left:
            return Availability.UNKNOWN, None, None
        total = sum(left)
        if total < 0:
            variant.find("negative_quantity", "quantity", value=str(total))
        state = Availability.IN_STOCK if total > 0 else Availability.OUT_OF_STOCK
        return state, max(total, 0), None

    def shipping(self) -> Iterator[tuple[Shipping, frozenset[str]] | Finding]:
        """How the channel's goods are sent, each with the products that are not sent so.

        A fee that holds for some orders only is noted and not read.
        """
        for listing in self._fixture.by(_SHIPPING_LISTING, "channel", self._channel):
            method = self._fixture.get("shipping.shippingmethod", listing["shipping_method"])
            if method is None:
                continue
            zone = self._fixture.get("shipping.shippingzone", method["shipping_zone"])
            fee = listing.money("price_amount", self._currency)
            if any(_number(row[name]) for row in (listing, method) for name in _BOUNDS):
                listing.find("conditional_fee", "price_amount")
                fee = None
            days = (
                method.integer("minimum_delivery_days"),
                method.integer("maximum_delivery_days"),
            )
            sent = listing.make(
                Shipping,
                service=method["name"],
                regions=zone.listed("countries") if zone else (),
                fee=fee,
                transit_days=days if None not in days else None,
            )
            yield from listing.findings
            yield from method.findings
            if sent is not None:
                yield sent, frozenset(method.keys("excluded_products"))

    def _sales_here(self) -> Iterator[_Sale]:
        for terms in self._fixture.by("discount.salechannellisting", "channel", self._channel):
            entry = self._fixture.get("discount.sale", terms["sale"])
            if entry is None:
                continue
            begins, ends = (entry.moment(name, UTC) for name in ("start_date", "end_date"))
            percent, off = Decimal(0), None
            if entry["type"] == "percentage":
                percent = _number(terms["discount_value"])
                if not 0 < percent <= 100:
                    terms.find("bad_price", "discount_value", value=quoted(terms["discount_value"]))
            else:
                off = terms.money("discount_value", self._currency)
            self.findings += [*entry.findings, *terms.findings]
            if not entry.failed and not terms.failed:
                yield _Sale(entry, percent, off, begins, ends)

    def _is_for(self, sale: Entry, product: Entry, variant: Entry) -> bool:
        """Whether a sale is for a variant: named itself, by its product, category or collection."""
        collections = self._fixture.by("product.collectionproduct", "product", product.key)
        return (
            variant.key in sale.keys("variants")
            or product.key in sale.keys("products")
            or not {each.key for each in path_of(self._fixture, product["category"])}.isdisjoint(
                sale.keys("categories")
            )
            or not {row["collection"] for row in collections}.isdisjoint(sale.keys("collections"))
        )


def path_of(fixture: Fixture, key: str) -> list[Entry]:
    """A category and those it lies in, the outermost first."""
    path: list[Entry] = []
    while (entry := fixture.get("product.category", key)) and len(path) < _LONGEST_PATH:
        path.insert(0, entry)
        key = entry["parent"]
    return path


def _number(text: str) -> Decimal:
    """The number a text begins with (`1000.0:g`), 0 where there is none."""
    try:
        number = Decimal(text.partition(":")[0] or "0")
    except ArithmeticError:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)

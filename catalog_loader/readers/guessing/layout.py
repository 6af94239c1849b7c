"""A row read by a mapping: its texts and amounts by field, whatever its columns are called."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Availability, Money, Shop
from catalog_loader.readers.generic.mapping import Mapping
from catalog_loader.readers.guessing.headers import currency_named
from catalog_loader.readers.guessing.words import stock_state, yes
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.times import end_of, zone_of

PRICES = ("price", "list_price", "market_price", "sale_price", "member_price")
"""The fields that amounts are read into."""

Named = tuple[tuple[str, str], ...]
"""Columns, each with the name of what stands in it."""


@dataclass(slots=True)
class Layout:
    """Reads the rows of one table: `mapping` says which column holds what.

    Amounts in other currencies than the shop's are left out; `foreign` collects those told of.
    """

    mapping: Mapping
    shop: Shop
    foreign: set[str] = field(default_factory=set)
    options: Named = field(init=False)
    properties: Named = field(init=False)
    _outer: dict[str, tuple[str, ...]] = field(init=False)
    _own: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.options = self.mapping.named("options.")
        self.properties = self.mapping.named("attributes.")
        inside = self.mapping.inside
        fields = {guess.field for guess in self.mapping.guesses}
        columns = {name: self.mapping.columns(name) for name in fields}
        self._outer, self._own = {}, {}
        for name, found in columns.items():
            own = tuple(each for each in found if inside and each.startswith(inside))
            outer = tuple(each for each in found if each not in own)
            self._outer[name], self._own[name] = outer, own or outer
        # Of a product whose variants have prices of their own, its own price is none of theirs.
        own_prices = {
            name: tuple(each for each in self._own.get(name, ()) if each.startswith(inside))
            for name in PRICES
        }
        if inside and any(own_prices.values()):
            self._own |= own_prices

    def column(self, cells: Cells, name: str) -> str:
        """The column a field of this row is read from, "" where there is none."""
        columns = self._columns(cells, name)
        return columns[0] if columns else ""

    def text(self, cells: Cells, name: str) -> str:
        """A field's text, of the first of its columns that is not empty."""
        columns = self._columns(cells, name)
        return cells.first(*columns) if columns else ""

    def texts(self, cells: Cells, name: str) -> Iterator[tuple[str, str]]:
        """The texts of a field's columns that are not empty, each with its column's label."""
        for column in self._columns(cells, name):
            if text := cells[column]:
                yield self.mapping.headers[column].label, text

    def product_text(self, cells: Cells, name: str) -> str:
        """A field's text as the product states it, apart from its nested variants."""
        return cells.first(*self._outer.get(name, ()))

    def money(self, cells: Cells, name: str, currency: str) -> Money | None:
        """An amount, None where there is none in the shop's currency."""
        column = self.column(cells, name)
        header = self.mapping.headers.get(column)
        if header is None or not cells[column]:
            return None
        currency = header.currency or currency
        if header.minor:
            minor = cells.integer(column)
            if minor is not None and minor < 0:
                cells.find("negative_price", column, value=quoted(cells[column]))
            money = None if minor is None or minor < 0 else Money(minor=minor, currency=currency)
        else:
            money = cells.money(column, currency)
        if money is None or money.currency == self.shop.currency:
            return money
        if money.currency not in self.foreign:
            self.foreign.add(money.currency)
            values = {"currency": money.currency, "expected": self.shop.currency}
            cells.findings.append(Finding("mixed_currency", cells.row, column, values))
        return None

    def currency(self, cells: Cells) -> str:
        """The currency of a row's amounts: its own where it names one, else the shop's."""
        text = self.text(cells, "currency")
        if not text:
            return self.shop.currency
        if code := currency_named(text):
            return code
        cells.find("bad_currency", self.column(cells, "currency"), value=quoted(text))
        return self.shop.currency

    def stock(self, cells: Cells) -> tuple[Availability, int | None]:
        """Whether there is stock, and how much, from the columns there are for either."""
        said = self.text(cells, "availability")
        state = _stocked(said) if said else Availability.UNKNOWN
        if said and state is Availability.UNKNOWN:
            column = self.column(cells, "availability")
            cells.find("unknown_availability", column, value=quoted(said))
        quantity = self.text(cells, "quantity")
        if quantity and not quantity.isdecimal():
            in_words = _stocked(quantity)
            if in_words is not Availability.UNKNOWN:
                return (in_words if state is Availability.UNKNOWN else state), None
        return cells.stock(self.column(cells, "quantity"), state)

    def moment(self, cells: Cells, name: str) -> datetime | None:
        """A time; one that ends something lasts through its day or minute."""
        column = self.column(cells, name)
        moment = cells.moment(column, zone_of(self.shop)) if column else None
        return end_of(cells[column], moment) if moment and name == "sale_until" else moment

    def _columns(self, cells: Cells, name: str) -> tuple[str, ...]:
        nested = self.mapping.inside and "/" in cells.row
        return (self._own if nested else self._outer).get(name, ())


def _stocked(text: str) -> Availability:
    """What a cell says of stock: in words for it, or 有 and 无, `yes` and `no`."""
    if (has := yes(text)) is not None:
        return Availability.IN_STOCK if has else Availability.OUT_OF_STOCK
    return stock_state(text)

"""A thing of a document while it is read: its properties as the cells of a row."""

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from urllib.parse import urljoin

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Money, Shop
from catalog_loader.readers.reader import Source
from catalog_loader.readers.schemaorg.graph import Node
from catalog_loader.readers.toolkit.cells import Cells, Columns
from catalog_loader.readers.toolkit.times import end_of

_NO_COLUMNS = Columns.of(())
_TIME = re.compile(r"\d{1,2}:\d{2}.*")
_CODE = re.compile(r"[A-Z]{3}")
_OTHER_CODES = {"RMB": "CNY", "CNH": "CNY"}


class Fields(Cells):
    """A node's properties, typed. What is found is told at `row`, where its product stands."""

    __slots__ = ("_prefix", "node")

    def __init__(self, node: Node, row: str, findings: list[Finding] | None = None) -> None:
        super().__init__(_NO_COLUMNS, row, ())
        self.node = node
        self.findings = [] if findings is None else findings
        inside = node.path.removeprefix(row).strip("/")
        self._prefix = f"{inside}/" if inside else ""

    def __getitem__(self, column: str) -> str:
        """The text of a property, "" where there is none."""
        return self.node.text(column)

    def of(self, node: Node) -> "Fields":
        """The properties of something that belongs to this one; its findings are told here."""
        return Fields(node, self.row, self.findings)

    def find(self, code: str, column: str = "", **values: str) -> None:
        """Note something wrong with a property."""
        super().find(code, f"{self._prefix}{column}".rstrip("/"), **values)

    def begins(self, column: str, zone: tzinfo) -> datetime | None:
        """The moment from which something holds; a time of day alone is none."""
        return None if _TIME.fullmatch(self[column]) else self.moment(column, zone)

    def ends(self, column: str, zone: tzinfo) -> datetime | None:
        """The moment at which what holds *through* a date is over: the end of that day."""
        moment = self.begins(column, zone)
        return end_of(self[column], moment) if moment else None


@dataclass(slots=True)
class Reading:
    """What is the same for all of one document: its shop, its language, where it lives."""

    source: Source
    shop: Shop
    zone: tzinfo
    name: str = ""
    address: str = ""
    told: set[str] = field(default_factory=set)
    """The other currencies already told of."""

    @property
    def language(self) -> str:
        """The shop's language."""
        return self.shop.language

    def said(self, zh: str, en: str) -> str:
        """The one of two wordings that is in the shop's language."""
        return zh if self.language == "zh" else en

    def money(self, fields: Fields, column: str, currency: str = "") -> Money | None:
        """An amount in the shop's currency. One in another is left out, with a note the first time.

        `currency` is what the document states beside it.
        """
        if not fields[column]:
            return None
        code = currency_code(currency) if currency else self.shop.currency
        if not code:
            fields.find("bad_currency", "priceCurrency", value=quoted(currency))
            return None
        money = fields.money(column, code)
        if money is None or money.currency == self.shop.currency:
            return money
        if money.currency not in self.told:
            self.told.add(money.currency)
            values = {"currency": money.currency, "expected": self.shop.currency}
            fields.find("mixed_currency", column, **values)
        return None

    def amount(self, fields: Fields, column: str) -> Money | None:
        """A property that is a MonetaryAmount, or an amount alone."""
        node = fields.node.node(column)
        if node is None:
            return self.money(fields, column, fields.node.first("priceCurrency", "currency"))
        inner = fields.of(node)
        value = "value" if inner["value"] else "price"
        return self.money(inner, value, node.first("currency", "priceCurrency"))

    def absolute(self, address: str) -> str:
        """An address of this document, from its root where the document says where it lives."""
        address = "".join(address.split()) if address.startswith(("http:", "https:")) else address
        if address.startswith("//"):
            return f"https:{address}"
        try:
            return urljoin(self.address, address.strip())
        except ValueError:
            return address


def currency_code(text: str) -> str:
    """The ISO code of a currency as it is stated, "" where that is none."""
    code = text.strip().upper()
    return _OTHER_CODES.get(code, code) if _CODE.fullmatch(code) else ""

"""One item of a feed: its attributes by Google's own names, however the feed writes them.

An attribute may be given several times, and some are made of parts. XML nests the parts; a table
puts a colon between them and a comma between the values, and what holds either of them in double
quotes: `CN:Beijing:Standard:12.00 CNY`.
"""

import json
import re
from collections.abc import Iterator, Sequence

from catalog_loader.readers.toolkit.cells import Cells, Columns

Value = str | dict[str, str]
"""A value of an attribute: its text, or its parts by their names."""

Attributes = dict[str, list[Value]]

PARTS = {
    "shipping": ("country", "region", "service", "price", "min_handling_time",
                 "max_handling_time", "min_transit_time", "max_transit_time"),
    "carrier_shipping": (),
    "free_shipping_threshold": ("country", "price_threshold"),
    "product_detail": ("section_name", "attribute_name", "attribute_value"),
    "certification": ("certification_authority", "certification_name", "certification_code",
                      "certification_value"),
    "installment": ("months", "amount", "downpayment", "credit_type"),
    "subscription_cost": ("period", "period_length", "amount"),
    "loyalty_program": ("program_label", "tier_label", "price", "cashback_for_future_use",
                        "loyalty_points", "member_price_effective_date"),
    "structured_title": ("digital_source_type", "content"),
    "structured_description": ("digital_source_type", "content"),
}  # fmt: skip
"""The attributes made of parts, and the order of these where a table's header states none; empty:
there it must be stated."""

LISTS = frozenset({"product_highlight", "product_type", "gtin", "size_type"})
"""The attributes that may be given several times, a comma between their values in a table."""

ADDRESSES = ("image_link", "additional_image_link", "lifestyle_image_link")
"""The attributes that are addresses: only a comma before the next one ends one."""

SPOOLED = Columns.of(("item",))
"""What a spool takes an item for: a table of one column."""

_LEADING = frozenset({"product_detail", "free_shipping_threshold"})
"""The attributes whose first part may be left out together with its colon."""

_PIECES = 10_000
"""The most that are read of one cell: Google takes a thousand values of an attribute."""
_NEXT_ADDRESS = re.compile(r",\s*(?=https?://)", re.IGNORECASE)
# No value is as long as this; without a bound a cell made for it would be searched again and again.
_QUOTED = r'\s*"((?:[^"]|""){0,1000})"\s*'
_IN_LIST = re.compile(_QUOTED + r"(,|\Z)|([^,]*)(,|\Z)")
_IN_PARTS = re.compile(_QUOTED + r"([,:]|\Z)|([^,:]*)([,:]|\Z)")


class Item(Cells):
    """An item being read; as a row of cells, each attribute is the text of its first value.

    The parts of a value are an item of their own (`parts_of`) whose names say which attribute they
    are of: `shipping.price`.
    """

    __slots__ = ("attributes",)

    def __init__(self, row: str, attributes: Attributes) -> None:
        super().__init__(SPOOLED, row, ())
        self.attributes = attributes

    @classmethod
    def unspooled(cls, cells: Cells) -> "Item":
        """The item that a spool was given."""
        return cls(cells.row, json.loads(cells["item"]))

    @property
    def values(self) -> list[str]:
        """The item as a spool keeps it."""
        return [json.dumps(self.attributes)]

    def __getitem__(self, name: str) -> str:
        """The text of an attribute's first value, "" where there is none."""
        first = self.attributes.get(name, ("",))[0]
        return first if isinstance(first, str) else ""

    def all(self, name: str) -> tuple[str, ...]:
        """The texts of all values of an attribute, each once."""
        values = self.attributes.get(name, ())
        return tuple(dict.fromkeys(value for value in values if isinstance(value, str)))

    def parts_of(self, name: str) -> "list[Item]":
        """The values of an attribute that is made of parts; what they find, this item has found."""
        found = []
        for value in self.attributes.get(name, ()):
            if isinstance(value, dict):
                part = Item(self.row, {f"{name}.{each}": [text] for each, text in value.items()})
                part.findings = self.findings
                found.append(part)
        return found


def values_of(name: str, text: str, order: Sequence[str] = ()) -> list[Value]:
    """The values that the text of a cell, or of an XML element without others in it, gives.

    `order` is that of the parts, where the header of a table states it.
    """
    if name in PARTS:
        order = order or PARTS[name]
        return [*_with_parts(name, text, order)] if order else []
    if name in ADDRESSES:
        return [address for each in _NEXT_ADDRESS.split(text) if (address := each.strip())]
    if name in LISTS:
        return [piece for piece, _ in _pieces(text, _IN_LIST) if piece]
    return [text]


def _with_parts(name: str, text: str, order: Sequence[str]) -> Iterator[dict[str, str]]:
    """The values in `text` by their parts.

    What stands beyond the last part belongs to it, with the colons between. So does, in a detail, a
    value without any colon: the comma before it was one of a sentence.
    """
    values: list[list[str]] = []
    begins = True
    for piece, end in _pieces(text, _IN_PARTS):
        if begins:
            values.append([])
        values[-1].append(piece)
        begins = end == ","
    if name == "product_detail":
        values = _sentences(values)
    for pieces in values:
        if name in _LEADING and len(pieces) == len(order) - 1:
            pieces.insert(0, "")
        last = len(order) - 1
        pieces[last:] = [":".join(pieces[last:])]
        if named := {part: piece for part, piece in zip(order, pieces, strict=False) if piece}:
            yield named


def _sentences(values: list[list[str]]) -> list[list[str]]:
    """The values with those of one piece given back to the one they were cut from."""
    whole: list[list[str]] = []
    for pieces in values:
        if len(pieces) > 1 or not whole:
            whole.append(pieces)
        elif pieces[0]:
            whole[-1][-1] += f", {pieces[0]}"
    return whole


def _pieces(text: str, form: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The pieces of `text`, stripped and without their quotes, and the character after each."""
    at = 0
    for _ in range(_PIECES):
        found = form.match(text, at)
        if found is None:
            return
        inside, after, plain, end = found.groups()
        if inside is not None:
            yield inside.replace('""', '"').strip(), after
        else:
            yield plain.strip(), end
        if not (after or end):
            return
        at = found.end()

"""The cells of 淘宝助理's CSV that hold several things: an item's SKUs, and its pictures."""

import re
from dataclasses import dataclass

from catalog_loader.findings import quoted
from catalog_loader.product import Availability, Money
from catalog_loader.readers.taobao.columns import Layout
from catalog_loader.readers.toolkit.cells import Cells, Columns

Pair = tuple[str, str]
"""The numbers of a property and of its value."""

_PAIR = re.compile(r"\d+:-?\d+")


@dataclass(slots=True)
class Sku:
    """One SKU of the cell that holds them all."""

    price: Money | None
    availability: Availability
    quantity: int | None
    code: str
    pairs: list[Pair]


def skus_in(cells: Cells, layout: Layout) -> list[Sku]:
    """The SKUs of a cell: `price:quantity:code:pid:vid;pid:vid;price:…`."""
    found: list[Sku] = []
    column = layout.column["skus"]
    part = Columns.of((f"{column}.price", f"{column}.quantity"))
    for entry in filter(None, map(str.strip, cells[column].split(";"))):
        parts = entry.split(":")
        pair = ":".join(parts[-2:])
        begins = len(parts) > 3
        if not _PAIR.fullmatch(pair) or not (begins or (len(parts) == 2 and found)):
            cells.find("malformed_skus", column, value=quoted(entry))
            return []
        if begins:
            own = part.cells(cells.row, parts[:2])
            price, stock = layout.money(own, part.names[0]), own.stock(part.names[1])
            found.append(Sku(price, *stock, code=":".join(parts[2:-2]).strip(), pairs=[]))
            cells.findings.extend(own.findings)
        found[-1].pairs.append(pair_of(pair))
    return found


def pair_of(entry: str) -> Pair:
    """The numbers of `pid:vid`."""
    pid, _, vid = entry.partition(":")
    return pid, vid


def barcodes_in(text: str, count: int) -> list[str]:
    """The barcodes of `count` SKUs, in their order; none where there are more or fewer."""
    codes = [code.strip() for code in text.split(";")]
    if len(codes) == count + 1 and not codes[-1]:
        codes.pop()
    return codes if len(codes) == count else [""] * count


def pictures_in(text: str) -> tuple[tuple[str, ...], dict[Pair, str]]:
    """The item's pictures in their order, and those of single values (colours).

    `hash:1:position:|address;` and `hash:2:position:pid:vid|address;`. Without an address a
    picture is a file beside the package, of which only the hash is known.
    """
    own: dict[int, str] = {}
    by_value: dict[Pair, str] = {}
    for entry in text.split(";"):
        head, _, address = entry.partition("|")
        address = address.strip(' "')
        address = f"https:{address}" if address.startswith("//") else address
        if not address.startswith(("http://", "https://")):
            continue
        match head.strip().split(":"):
            case [_, "2", _, pid, vid, *_]:
                by_value.setdefault((pid, vid), address)
            case [_, _, position, *_] if position.isdecimal() and len(position) < 4:
                own.setdefault(int(position), address)
            case _:
                own.setdefault(len(own), address)
    ordered = dict.fromkeys(address for _, address in sorted(own.items()))
    return tuple(ordered), by_value

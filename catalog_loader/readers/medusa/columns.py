"""The columns of Medusa's product CSV: which there are, and what their names say of prices.

Medusa puts what it knows of prices into the names: `Variant Price EUR` for everybody who pays in
euros, `Variant Price Europe [EUR]` for one region. The template of Medusa 1 leaves `Variant` out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.toolkit.cells import Columns, folded
from catalog_loader.readers.toolkit.currencies import CURRENCIES
from catalog_loader.readers.toolkit.schema import hints

_PRODUCT = """
id|handle|title|subtitle|status|description|external id|thumbnail|collection id|collection title|
collection handle|type id|type|discountable|height|length|width|weight|hs code|mid code|material|
origin country|is giftcard|tags|created at|updated at|deleted at|profile name|profile type|
shipping profile id
"""
_VARIANT = """
id|title|sku|upc|ean|barcode|hs code|mid code|manage inventory|allow backorder|inventory quantity|
height|length|width|weight|material|origin country|variant rank|product id|thumbnail|created at|
updated at|deleted at
"""
_KNOWN = frozenset(
    f"{owner} {name.strip()}"
    for owner, names in (("product", _PRODUCT), ("variant", _VARIANT))
    for name in names.split("|")
) | {"shipping profile id"}
_NUMBERED = re.compile(
    r"(?:product )?image \d+(?: url)?|variant image \d+|product tag \d+"
    r"|(?:product )?sales channel \d+(?: id| name| description)?"
    r"|product category \d+(?: id| handle| name| description)?"
    r"|(?:variant )?option \d+ (?:name|value|id|is exclusive)"
    r"|(?:product|variant) metadata\b.*"
)
_PRICE = re.compile(
    r"(?P<owner>variant )?price (?:(?P<region>[^\[\]]+?) \[(?P<own>[^\[\]]*)\]"
    r"|\[(?P<bracketed>[^\[\]]+)\] (?P<last>\S+)|(?P<currency>[^\s\[\]]+))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PriceColumn:
    """A column of prices: in `currency`, for everybody or for one `region`."""

    name: str
    currency: str
    region: str = ""


def price_columns(columns: Columns) -> Iterator[PriceColumn | Finding]:
    """The columns of prices in their order, and those that cannot be prices of a shop."""
    currencies: dict[str, str] = {}
    for name in columns.names:
        if not folded(name).startswith(("price ", "variant price ")):
            continue
        form = _PRICE.fullmatch(name)
        if form is None:
            yield _refused(name, "看不出币种", "it names no currency", _EXAMPLE)
            continue
        region = form["region"] or form["bracketed"] or ""
        currency = (form["own"] or form["last"] or form["currency"] or "").upper()
        if currency not in CURRENCIES:
            reason = f"{quoted(currency) or '—'} 不是货币代码"
            yield _refused(name, reason, f"{quoted(currency) or '—'} is no currency", _EXAMPLE)
        elif form["region"] and form["owner"] and region != _as_exported(region):
            yield _unknown_region(name, region)
        elif region and currencies.setdefault(region.lower(), currency) != currency:
            other = currencies[region.lower()]
            reason = f"地区 {quoted(region)} 的货币是 {other}，一个地区只有一种货币"
            reason_en = (
                f"the region {quoted(region)} pays in {other}, and a region has one currency"
            )
            yield _refused(name, reason, reason_en, ("删掉其中一列", "remove one of the two"))
        else:
            yield PriceColumn(name, currency, region)


def unknown_columns(columns: Columns) -> Iterator[Finding]:
    """The columns that Medusa does not have.

    Of its own (`Product …`, `Variant …`) none may be unknown, since what it would have said of the
    goods is lost; a column that somebody added beside them is only not read.
    """
    for name in columns.names:
        plain = folded(name)
        if not plain or plain in _KNOWN or _NUMBERED.fullmatch(plain):
            continue
        if plain.startswith(("price ", "variant price ")):
            continue
        if plain.startswith(("product ", "variant ")):
            values = {"name": quoted(name), **hints(name, _near(plain))}
            yield Finding("unknown_column", field=name, values=values)
        else:
            yield Finding("ignored_column", field=name, values={"name": quoted(name)})


def _near(plain: str) -> list[str]:
    """The column that an unknown one may be meant for; what all begin with likens them too much."""
    owner, _, own = plain.partition(" ")
    known = [name.removeprefix(f"{owner} ") for name in _KNOWN if name.startswith(f"{owner} ")]
    return [f"{owner} {name}".title() for name in get_close_matches(own, known, n=1, cutoff=0.7)]


def _as_exported(region: str) -> str:
    """A region's name as Medusa 2 writes it: each word with a capital.

    Which regions a shop has stands in no file of it. But its export capitalises the words of a
    name whatever they are in the shop, so one that is not so is not of an export, and nothing says
    that there is such a region: Medusa itself refuses the whole file over one it does not know.
    """
    return " ".join(word[:1].upper() + word[1:] for word in region.split(" "))


_EXAMPLE = (
    "写成 Variant Price EUR，或 Variant Price Europe [EUR]",
    "write it like Variant Price EUR or Variant Price Europe [EUR]",
)


def _unknown_region(name: str, region: str) -> Finding:
    expected = quoted(_as_exported(region))
    hint = (
        f"店里有这个地区就写成 {expected}（导出的地区名每个词首字母大写），没有就删掉这一列",
        f"write {expected} if the shop has it (an export capitalises each word), or remove it",
    )
    region = quoted(region)
    return _refused(name, f"没有地区 {region}", f"there is no region {region}", hint)


def _refused(name: str, reason_zh: str, reason_en: str, hint: tuple[str, str]) -> Finding:
    values = {
        "name": quoted(name),
        "reason_zh": reason_zh,
        "reason_en": reason_en,
        "hint_zh": hint[0],
        "hint_en": hint[1],
    }
    return Finding("bad_price_column", field=name, values=values)

"""What the columns of shops' own databases hold more than one of, or in more than one way."""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Attribute, Money, Offer, OfferKind, Variant
from catalog_loader.readers.sql.records import Record
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.published import attribute, plain_text

_PROMOTION = re.compile(
    r"满\d+|立减|直降|优惠|抢购|特价|秒杀|低至|领券|礼券|折扣|\d折|限时|限量抢|大奖|狂欢节|"
    r"\d+月\d+日|\b(?:sale|coupon|discount|\d+% off)\b",
    re.IGNORECASE,
)
_OPENING, _CLOSING = "（(【[《“", "）)】]》”"
_STOPS = "，,、；;：: \n"


def json_of(cells: Cells, column: str) -> object:
    """What the JSON in a cell holds, None where it is empty, or (with a finding) is none."""
    text = cells[column]
    if not text:
        return None
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        values = {"column": str(getattr(error, "colno", 1)), "reason": quoted(str(error))}
        cells.findings.append(Finding("malformed_json", cells.row, column, values))
        return None
    return found


def words_of(cells: Cells, column: str) -> tuple[str, ...]:
    """The entries of a JSON list, a PostgreSQL array, or a list with commas."""
    text = cells[column]
    if text.startswith("["):
        found = json_of(cells, column)
        entries: Iterable[object] = found if isinstance(found, list) else ()
    else:
        entries = (part.strip().strip('"') for part in text.strip("{}").split(","))
    return tuple(str(each) for each in entries if each not in ("", None))


def pictures(cells: Cells, *columns: str) -> tuple[str, ...]:
    """The addresses of pictures in `columns`; a note where one is no address."""
    found = []
    for column in columns:
        for address in words_of(cells, column):
            if address.startswith("//"):
                address = f"https:{address}"
            if address.startswith(("http://", "https://")):
                found.append(address)
            else:
                cells.find("ignored_image", column, value=quoted(address))
    return tuple(dict.fromkeys(found))


def described(*texts: str) -> str:
    """The first text that says something once its markup is gone."""
    for text in texts:
        plain = plain_text(text)
        if any(letter.isalnum() for letter in plain):
            return plain.replace("\u200d", "").replace("\u200b", "").strip()
    return ""


def selling_point(cells: Cells, column: str) -> tuple[str, ...]:
    """The line under a title; none where it tells of a promotion, whose time it does not state."""
    text = described(cells[column])
    if _PROMOTION.search(text):
        cells.find("undated_promotion", column, value=quoted(text))
        return ()
    return (text,) if text else ()


def uncut(cells: Cells, column: str) -> str:
    """A text without the end of it that was cut off: an open bracket, a last comma."""
    text = described(cells[column])
    open_at: list[int] = []
    for index, letter in enumerate(text):
        if letter in _OPENING:
            open_at.append(index)
        elif letter in _CLOSING and open_at:
            open_at.pop()
    whole = (text[: open_at[0]] if open_at else text).rstrip(_STOPS)
    if whole != text:
        cells.find("cut_text", column, value=quoted(text[-30:]))
    return whole


def stated(name: str, value: str, *, unit: str = "", key: str = "") -> tuple[Attribute, ...]:
    """A property as a tuple of one, of none where it has no name or no value."""
    name, value = described(name).strip("*：: "), described(value)
    return (attribute(name, value, unit=unit, key=key),) if name and value else ()


def beside(price: Money | None, listed: Money | None, note: str) -> tuple[Offer, ...]:
    """A price that others ask or the maker lists, where it is above this shop's own."""
    if price is None or listed is None or listed.minor <= price.minor:
        return ()
    return (Offer(kind=OfferKind.LIST, price=listed, note=note),)


def left_out(cells: Cells, value: str, why_zh: str, why_en: str) -> None:
    """Note an offer that is not read, and why."""
    cells.find("offer_left_out", value=quoted(value), why_zh=why_zh, why_en=why_en)


def options_of(variants: Sequence[Variant]) -> tuple[str, ...]:
    """The names of the options that the variants have, in their order."""
    return tuple(dict.fromkeys(name for variant in variants for name in variant.options))


def moved(record: Cells) -> list[Finding]:
    """The findings of a record, each of them once, which are not told again."""
    found, record.findings = record.findings, []
    return [finding for at, finding in enumerate(found) if finding not in found[:at]]


def orphans(children: Mapping[str, Sequence[Record]], known: Container[str]) -> Iterator[Finding]:
    """The rows of SKUs whose product's row is not in the file."""
    for parent, rows in children.items():
        if parent not in known:
            for row in rows:
                values = {"value": row.row, "parent": parent or "—"}
                yield Finding("orphan_sku", row.row, values=values)

"""Our own format: UTF-8, one JSON object a line, the shop first. `product.py` is its schema.

A record may state its own `origin`, as an export does for what came from another file; otherwise
it gets this file and its line. `Origin.columns` stays empty: each value was read from the field of
its own name.
"""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Faq, Line, Origin, Policy, Product, Shop
from catalog_loader.readers.reader import Entry, Item, Read, Source
from catalog_loader.readers.toolkit.json_text import is_document
from catalog_loader.readers.toolkit.lines import BOM, utf8_lines
from catalog_loader.readers.toolkit.schema import schema_findings
from catalog_loader.readers.toolkit.times import in_zone, zone_of

_LINE: TypeAdapter[Shop | Product | Policy | Faq] = TypeAdapter(Line)


class _RepeatedField(ValueError):
    """A JSON object that gives one field twice; which value counts would be a guess."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedField(next(name for name in names if names.count(name) > 1))
    return made


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


class JsonlReader:
    """Reads our own JSONL."""

    name = "jsonl"
    title = "Xiaoer JSONL"

    def recognises(self, source: Source) -> bool:
        """Whether the file begins with an object, in UTF-8 or in UTF-16, which `read` refuses."""
        text = source.head.removeprefix(BOM).lstrip(b"\xff\xfe").replace(b"\0", b"").lstrip()
        begun = text.startswith(b"{") and text[1:].lstrip()[:1] in (b'"', b"")
        return begun and not is_document(source.text_head)

    def read(self, source: Source) -> Iterator[Item]:
        """The entries of the file, each with its line, and what is wrong with the others."""
        shop: Shop | None = None
        with source.open() as stream:
            for number, line in utf8_lines(stream):
                if isinstance(line, Finding):
                    yield line
                    continue
                row = str(number)
                for item in _parse(line, row):
                    match item:
                        case Finding():
                            yield item
                        case Shop():
                            yield Finding("second_shop", row) if shop else Read(row, item)
                            shop = shop or item
                        case Product():
                            product, found = in_zone(item, zone_of(shop), row)
                            yield from found
                            yield Read(row, _stamped(product, source, row))
                        case _:
                            yield Read(row, _stamped(item, source, row))


def _parse(line: str, row: str) -> Iterator[Entry | Finding]:
    """The record of one line, after what is doubtful about it, or what makes it unfit."""
    try:
        data = _DECODER.decode(line)
    except _RepeatedField as error:
        yield Finding("repeated_field", row, quoted(str(error)), {"name": quoted(str(error))})
        return
    except json.JSONDecodeError as error:
        values = {"column": str(error.colno), "reason": error.msg}
        yield Finding("malformed_json", row, values=values)
        return
    except (ValueError, RecursionError) as error:
        values = {"column": "1", "reason": quoted(str(error)) or "nested too deeply"}
        yield Finding("malformed_json", row, values=values)
        return
    if not isinstance(data, dict):
        yield Finding("not_object", row)
        return
    negative = list(_clamp_quantities(data, row))
    yield from negative
    try:
        yield _LINE.validate_json(json.dumps(data) if negative else line, strict=True)
    except ValidationError as error:
        yield from schema_findings(error, row)


def _clamp_quantities(data: dict[str, Any], row: str) -> Iterator[Finding]:
    """Make negative quantities 0 and sold out, in place: shops oversell, which is no error."""
    variants = data.get("variants")
    for index, variant in enumerate(variants if isinstance(variants, list) else []):
        if not isinstance(variant, dict):
            continue
        quantity = variant.get("quantity")
        if isinstance(quantity, int) and quantity < 0:
            variant |= {"quantity": 0, "availability": "out_of_stock"}
            path = f"variants.{index}.quantity"
            yield Finding("negative_quantity", row, path, {"value": str(quantity)})


def _stamped(item: Product | Policy | Faq, source: Source, row: str) -> Product | Policy | Faq:
    """The record with where it was read, unless it states where it came from."""
    if item.origin.file:
        return item
    changes: dict[str, Any] = {"origin": Origin(file=source.name, row=row, read_at=source.read_at)}
    if isinstance(item, Product):
        changes["variants"] = tuple(
            each.model_copy(update={"origin": Origin(row=f"{row}/variants/{index}")})
            if each.origin == Origin()
            else each
            for index, each in enumerate(item.variants)
        )
    return item.model_copy(update=changes)

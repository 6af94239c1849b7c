"""Goods in JSON, whatever their fields are called: an array of objects, alone or in an object.

`[{"title": …}, …]` and `{"products": [{…}, …], "total": 2}` are read, nested objects as dotted
paths, lists of variants a row each; `guessing/flat.py` has the rules. What the fields mean is
guessed like the columns of any table. The document is held whole, up to `MAX_DOCUMENT` bytes.

A number stands for what it is called, no more: the `price` of DummyJSON is what its carts charge
before `discountPercentage` is taken off, so it is the regular price, and no price is reckoned from
the percentage, which says neither when nor for whom it holds.
"""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.generic.mapping import Mapping
from catalog_loader.readers.guessing.catalog import mappings_in, read_listings
from catalog_loader.readers.guessing.flat import Flattened, Object
from catalog_loader.readers.guessing.listing import Holds, Listing, held_by
from catalog_loader.readers.guessing.said import said_of
from catalog_loader.readers.reader import Item, Source
from catalog_loader.readers.toolkit.cells import Columns
from catalog_loader.readers.toolkit.json_text import arrays_in
from catalog_loader.readers.toolkit.tables import MAX_COLUMNS, too_many_columns
from catalog_loader.readers.toolkit.text import open_text

MAX_DOCUMENT = 64 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_DEEPEST = 4
_PLAIN_EXPONENT = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?[eE][+-]?\d{1,2}")
# A name that an object gives twice is told of when it is read.
_LOOSE = json.JSONDecoder(object_hook=lambda found: Object(list(found.items())))
_NAME = re.compile(r'"((?:[^"\\]|\\.){1,80})"\s*:')


class GenericJsonReader:
    """Reads a JSON document with an array of goods."""

    name = "generic-json"
    title = "any JSON array of objects with titles"

    def recognises(self, source: Source) -> bool:
        """Whether an array of objects begins near the top, and its first has a title."""
        text = source.text_head.removeprefix("\ufeff")
        return any(_is_read(_names(text, array.position), source) for array in arrays_in(text))

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then what each array of objects holds."""
        yield from read_listings(source, listings_of(source))

    def mappings(self, source: Source) -> dict[str, Mapping]:
        """What the fields of each array of goods are taken to mean, by its path."""
        return mappings_in(source, listings_of(source))


def listings_of(source: Source) -> Sequence[Listing | Finding]:
    """The arrays of a file, or what keeps it from being read. Raises OSError."""
    document = _loaded(source)
    return [document] if isinstance(document, Finding) else listings_in(document, "")


def listings_in(document: Any, path: str, depth: int = 0) -> list[Listing | Finding]:
    """The arrays of objects in a document, not those within other arrays."""
    match document:
        case list() if any(isinstance(each, Object) for each in document):
            return [_listing(document, path)]
        case Object() if depth < _DEEPEST:
            prefix = f"{path}." if path else ""
            return [
                found
                for name, value in document.items()
                for found in listings_in(value, f"{prefix}{name}", depth + 1)
            ]
        case _:
            return []


def _listing(items: Sequence[Any], path: str) -> Listing | Finding:
    flat = Flattened.of(items, path)
    columns = flat.columns()
    if len(columns) > MAX_COLUMNS:
        return too_many_columns(1, len(columns))
    left = quoted("、".join(flat.left), 200)
    findings = [Finding("ignored_column", values={"name": left})] if left else []
    return Listing(path, columns, flat.cells, inside=flat.inside, findings=findings)


def _loaded(source: Source) -> Any:
    """The document, or why it cannot be read. Raises OSError."""
    size = source.path.stat().st_size
    if size > MAX_DOCUMENT:
        values = {"size": f"{size / _MEGABYTE:.1f}", "limit": f"{MAX_DOCUMENT / _MEGABYTE:g}"}
        return Finding("large_document", values=values)
    if source.encoding is None:
        return Finding("unknown_encoding")
    with open_text(source) as stream:
        text = stream.read().removeprefix("\ufeff")
    try:
        return json.loads(
            text,
            object_pairs_hook=Object,
            parse_int=str,
            parse_float=_decimal,
            parse_constant=lambda _: None,  # NaN, as some programs write what is missing
        )
    except (ValueError, RecursionError) as error:
        return Finding("malformed_document", values={"reason": quoted(str(error))})


def _decimal(text: str) -> str:
    """A number as people write it: `1e3` as 1000. One too long for that stays as it is."""
    return f"{Decimal(text):f}" if _PLAIN_EXPONENT.fullmatch(text) else text


def _names(text: str, position: int) -> Sequence[str]:
    """The fields of the object at a position, as far as the text goes."""
    try:
        item, _ = _LOOSE.raw_decode(text, position)
    except (ValueError, RecursionError):
        return tuple(dict.fromkeys(_NAME.findall(text, position)))
    return Flattened.of([item], "").columns()


def _is_read(names: Sequence[str], source: Source) -> bool:
    said = said_of(source.options.mapping, Columns.of(names))
    return bool(said) or held_by(names, said) is not Holds.NOTHING

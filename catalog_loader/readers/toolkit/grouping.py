"""Rows that belong to one product, put together as they stream; and keys for what has none."""

import re
from collections.abc import Iterable, Mapping

from catalog_loader.product import Origin
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.cells import Columns


def origin_of(source: Source, row: str, columns: Mapping[str, str]) -> Origin:
    """Where a product was read: the file, its first row, and the column of each field."""
    return Origin(file=source.name, row=row, columns=dict(columns), read_at=source.read_at)


def read_columns(fields: Mapping[str, tuple[str, ...]], columns: Columns) -> dict[str, str]:
    """Field to column, of the first of each field's columns that this table has."""
    found = {
        field: next((name for name in names if name in columns), "")
        for field, names in fields.items()
    }
    return {field: name for field, name in found.items() if name}


def sku_for(handle: str, options: Iterable[str]) -> str:
    """A key for a variant that the shop gave none: its product's, then its options.

    The same from one export to the next, so that a load finds it again.
    """
    parts = (re.sub(r"\s+", "-", part.strip()) for part in (handle, *options))
    return "/".join(part for part in parts if part)[:255]

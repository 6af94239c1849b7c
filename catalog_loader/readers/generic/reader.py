"""Any table of goods, whatever its columns are called: CSV, TSV, XLSX, Parquet.

The last resort, for what no platform exported. What the columns mean is guessed and said
(`mapping.py`), and a person can correct it. A sheet of questions and answers becomes FAQs, one of
policies becomes policies; a list of orders is refused, since it names people.
"""

import dataclasses
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf

from catalog_loader.findings import Finding
from catalog_loader.readers.generic.mapping import Mapping
from catalog_loader.readers.guessing.catalog import mappings_in, read_listings
from catalog_loader.readers.guessing.listing import Holds, Listing, held_by, repeated, unique
from catalog_loader.readers.guessing.said import said_of
from catalog_loader.readers.reader import Item, Source
from catalog_loader.readers.toolkit.cells import Body, Cells, Columns
from catalog_loader.readers.toolkit.tables import Row, Table


class GenericReader:
    """Reads a table that lists goods, questions or policies."""

    name = "generic"
    title = "any table with a column of titles (CSV, TSV, XLSX, Parquet)"

    def recognises(self, source: Source) -> bool:
        """Whether a table has a header that names a title, or questions, and a row below it."""
        return any(_recognised(table, source.options.mapping) for table in source.tables)

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then what each table holds."""
        yield from read_listings(source, listings_of(source))

    def mappings(self, source: Source) -> dict[str, Mapping]:
        """What the columns of each table of goods are taken to mean, by its name."""
        return mappings_in(source, listings_of(source))


def listings_of(source: Source) -> list[Listing | Finding]:
    """The tables of a file with their headers, and what is wrong with those that cannot be read."""
    found: list[Listing | Finding] = []
    tables = source.tables
    for table in tables:
        prefix = f"{table.name}!" if len(tables) > 1 else ""
        if header := _header(table, source.options.mapping):
            found.append(_listing(table, header, prefix))
        elif finding := _unreadable(table):
            found.append(finding)
        elif table.preview:
            found.append(_listing(table, table.preview[0], prefix))
    return found


def _recognised(table: Table, mapping: MappingOf[str, str]) -> bool:
    header = _header(table, mapping)
    return header is not None and any(row.number > header.number for row in table.preview)


def _header(table: Table, mapping: MappingOf[str, str]) -> Row | None:
    """The first row near the top that reads as a header, None where there is none."""
    for row in table.preview:
        names, _ = unique(row.cells)
        said = said_of(mapping, Columns.of(names))
        if said or held_by(row.cells, said) is not Holds.NOTHING:
            return row
    return None


def _unreadable(table: Table) -> Finding | None:
    """What makes a table unfit as a whole before its first row, None where nothing does."""
    first = None if table.preview else next(iter(table.rows()), None)
    return first if isinstance(first, Finding) and first.kind.fatal else None


def _listing(table: Table, header: Row, prefix: str) -> Listing:
    names, twice = unique(header.cells)
    body = Body(table, header, Columns.of(names))
    return Listing(
        name=table.name,
        columns=names,
        read=lambda: _rows(body, prefix),
        findings=repeated(twice, f"{prefix}{header.number}"),
    )


def _rows(body: Body, prefix: str) -> Iterator[tuple[str, Cells | Finding]]:
    """The rows of a table, named by their sheet where there are several."""
    for item in body.rows():
        if isinstance(item, Cells):
            item.row = f"{prefix}{item.row}"
            yield "", item
        elif prefix and item.row:
            yield "", dataclasses.replace(item, row=f"{prefix}{item.row}")
        else:
            yield "", item

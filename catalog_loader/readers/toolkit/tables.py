"""Tables of text: CSV and its kin, and the sheets of a workbook, row by row.

A table is read lazily; a row that cannot be read is a `Finding` in its place. Nothing here knows
what the columns mean.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.toolkit.quoting import requoted
from catalog_loader.readers.toolkit.text import UNDECODABLE, open_text

if TYPE_CHECKING:
    from catalog_loader.readers.reader import Source

MAX_COLUMNS = 2_000
MAX_CELL = 1024 * 1024
MAX_LINE = 4 * 1024 * 1024
PREVIEWED = 8
"""How many rows from the top are looked at for the header."""

_DELIMITERS = ",;\t|"
_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FORMULA_STARTS = ("=", "+", "-", "@")
_RUNS = re.compile(r"[-+@][^(|]{0,40}(?:\b[A-Z][A-Z0-9.]+\(|\|[^!]{0,200}!)")

csv.field_size_limit(MAX_CELL)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, stripped, and the line (or sheet row) at which it begins, from 1."""

    number: int
    cells: list[str]


class Table(Protocol):
    """A table: its name (that of a sheet, else ""), its first rows, and all of them."""

    name: str

    @property
    def preview(self) -> Sequence[Row]:
        """The first rows that are not blank."""
        ...

    def rows(self) -> Iterator[Row | Finding]:
        """Every row that is not blank from the top, the header's included."""
        ...


def tables_of(source: "Source") -> tuple[Table, ...]:
    """The tables of a file: none where it is neither text with columns nor a workbook."""
    if source.head.startswith(_ZIP):
        from catalog_loader.readers.toolkit.workbook import sheets_of

        return sheets_of(source)
    if source.head.startswith(_OLE):
        from catalog_loader.readers.toolkit.workbook import locked_or_old

        return (locked_or_old(source),)
    if source.head.startswith(_PARQUET):
        from catalog_loader.readers.toolkit.parquet import ParquetTable

        return (ParquetTable(source),)
    delimiter = delimiter_of(source.text_head)
    return (DelimitedTable(source, delimiter),) if delimiter else ()


def refusal_of(source: "Source") -> Finding | None:
    """What keeps the tables of a file from being read, None where nothing does.

    For a file that no format recognises: a damaged workbook is not an unknown format.
    """
    for table in source.tables:
        try:
            first = next(iter(table.rows()), None)
        except OSError:
            continue
        if isinstance(first, Finding) and first.kind.fatal:
            return first
    return None


def delimiter_of(head: str) -> str:
    """The character that separates the columns of a text, "" where there are none.

    The one that makes the most columns in the first row that has several, where the next rows
    have about as many.
    """
    best, widest = "", 1
    for delimiter in _DELIMITERS:
        widths = _widths(head, delimiter)
        if not widths:
            continue
        alike = sum(width == widths[0] for width in widths) / len(widths)
        width = widths[0] if alike >= 0.5 else 0
        if width > widest:
            best, widest = delimiter, width
    return best


def _widths(head: str, delimiter: str) -> list[int]:
    """How many columns the first rows of several have; the last row may be cut, so it is left out.

    Rows before the first of several columns (a title, a version) do not count.
    """
    try:
        lines = head.splitlines(keepends=True)
        rows = list(islice(csv.reader(lines, delimiter=delimiter), PREVIEWED + 1))
    except csv.Error:
        return []
    whole = rows[:-1] if len(rows) > 1 and not head.endswith(("\n", "\r")) else rows
    widths = [len(row) for row in whole or rows if any(row)]
    first = next((index for index, width in enumerate(widths) if width > 1), None)
    return [] if first is None else widths[first:]


class DelimitedTable:
    """A CSV, semicolon or tab-separated file."""

    name = ""

    def __init__(self, source: "Source", delimiter: str) -> None:
        self._source = source
        self.delimiter = delimiter

    @cached_property
    def preview(self) -> Sequence[Row]:
        """The first rows that are not blank."""
        found: list[Row] = []
        try:
            for row in islice(self.rows(), 2 * PREVIEWED):
                if isinstance(row, Row):
                    found.append(row)
        except OSError:
            pass
        return tuple(found[:PREVIEWED])

    def rows(self) -> Iterator[Row | Finding]:
        """Every row that is not blank, stripped; what is wrong with the others. Raises OSError."""
        with open_text(self._source) as text:
            lines = _Lines(text, requoting=self.delimiter == "\t")
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            while True:
                number = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                except csv.Error as error:
                    yield Finding("malformed_row", str(number), values={"reason": str(error)})
                    continue
                if lines.too_long:
                    break
                cells = [cell.strip() for cell in cells]
                if not any(cells):
                    continue
                if len(cells) > MAX_COLUMNS:
                    yield too_many_columns(number, len(cells))
                    return
                yield checked(Row(number, cells))
            if lines.too_long:
                size = f"{MAX_LINE / 1024 / 1024:g}"
                yield Finding("long_line", str(reader.line_num), values={"limit": size})


class _Lines:
    """The lines of a text for the CSV parser; ends at one longer than `MAX_LINE`."""

    def __init__(self, text: Iterator[str], *, requoting: bool) -> None:
        self._requoting = requoting
        self._readline = text.readline  # type: ignore[attr-defined]
        self.too_long = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line: str = self._readline(MAX_LINE)
        if not line or self.too_long:
            raise StopIteration
        if len(line) >= MAX_LINE and line[-1] not in "\r\n":
            self.too_long = True
            return ""
        return requoted(line) if self._requoting else line


def checked(row: Row) -> Row | Finding:
    """The row, or why it must not be read: undecodable characters, or a formula in a cell."""
    text = "\0".join(row.cells)
    if UNDECODABLE in text:
        return decodable(row)
    if "(" in text or "=" in text or "!" in text:
        for index, cell in enumerate(row.cells):
            if is_formula(cell):
                values = {"column": str(index + 1), "value": quoted(cell)}
                return Finding("formula", str(row.number), values=values)
    return row


def decodable(row: Row) -> Row | Finding:
    """The row, or which of its cells holds undecodable characters."""
    for index, cell in enumerate(row.cells):
        if UNDECODABLE in cell:
            values = {"column": str(index + 1), "value": quoted(cell)}
            return Finding("undecodable", str(row.number), values=values)
    return row


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run `cell`: `=…`, or a sign before a function or a program.

    A leading sign of a number or of plain words, with brackets among them or not, is none.
    """
    if not cell.startswith(_FORMULA_STARTS) or len(cell) < 2:
        return False
    return cell[0] == "=" or _RUNS.match(cell) is not None


def too_many_columns(number: int, count: int) -> Finding:
    """The finding for a row of more columns than any shop's file has."""
    values = {"count": str(count), "limit": str(MAX_COLUMNS)}
    return Finding("too_many_columns", str(number), values=values)

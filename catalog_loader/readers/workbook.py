"""The sheets of an XLSX workbook as tables of text, and what a zip file may not hide."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from catalog_loader.findings import Finding
from catalog_loader.readers.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    PREVIEWED,
    Row,
    Table,
    checked,
    too_many_columns,
)

if TYPE_CHECKING:
    from catalog_loader.readers.reader import Source

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_RATIO = 200
"""A sheet of numbers packs some thirtyfold; what packs this well is made to fill a disk."""
MAX_MEMBERS = 10_000
_SMALL = 1024 * 1024


def unsafe_archive(source: "Source") -> Finding | None:
    """Why a zip file must not be unpacked, None where it may."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        return Finding("bad_archive", values={"reason": str(error)})
    unpacked = sum(member.file_size for member in members)
    bloated = any(
        member.file_size > _SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size)
        for member in members
    )
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or bloated:
        return Finding("archive_bomb", values={"size": f"{unpacked / 1e6:,.0f}"})
    return None


def sheets_of(source: "Source") -> tuple[Table, ...]:
    """The sheets of a workbook; one table that says what is wrong where it cannot be opened."""
    if finding := unsafe_archive(source):
        return (_Unreadable(finding),)
    from openpyxl import load_workbook

    try:
        workbook = load_workbook(source.path, read_only=True, data_only=False, keep_links=False)
        names = [sheet.title for sheet in workbook.worksheets]
        workbook.close()
    except Exception as error:  # openpyxl raises whatever its parts do
        return (_Unreadable(Finding("bad_archive", values={"reason": _reason(error)})),)
    return tuple(Sheet(source, name) for name in names)


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, source: "Source", name: str) -> None:
        self._source = source
        self.name = name

    @cached_property
    def preview(self) -> Sequence[Row]:
        """The first rows that are not blank."""
        rows = (row for row in islice(self.rows(), 2 * PREVIEWED) if isinstance(row, Row))
        return tuple(islice(rows, PREVIEWED))

    def rows(self) -> Iterator[Row | Finding]:
        """Every row that is not blank, as text."""
        from openpyxl import load_workbook

        stream = self._source.open()
        try:
            workbook = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
            for number, cells in enumerate(workbook[self.name].iter_rows(values_only=True), 1):
                if len(cells) > MAX_COLUMNS and any(
                    cell is not None for cell in cells[MAX_COLUMNS:]
                ):
                    yield too_many_columns(number, len(cells))
                    return
                texts = [text_of(cell) for cell in cells[:MAX_COLUMNS]]
                while texts and not texts[-1]:
                    texts.pop()
                if texts:
                    yield checked(Row(number, texts))
        except Exception as error:  # a damaged part of the archive shows only when it is read
            yield Finding("bad_archive", values={"reason": _reason(error)})
        finally:
            stream.close()


class _Unreadable:
    """A file that would hold tables but cannot be opened."""

    name = ""
    preview: Sequence[Row] = ()

    def __init__(self, finding: Finding) -> None:
        self.finding = finding

    def rows(self) -> Iterator[Row | Finding]:
        """What is wrong with it."""
        yield self.finding


def text_of(value: Any) -> str:
    """A cell's value as it would stand in a CSV file."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.10g}" if not value.is_integer() else f"{value:.0f}"
        case Decimal():
            return f"{value:f}"
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "replace")[:MAX_CELL]
        case _:
            return str(value).strip()[:MAX_CELL]


def _reason(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:120]

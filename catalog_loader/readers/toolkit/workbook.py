"""The sheets of an XLSX workbook as tables of text, and what a zip file may not hide."""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, TypeVar
from xml.sax import SAXException

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.toolkit.ooxml import (
    MAX_ROW_TEXT,
    Contents,
    DateStyles,
    Relationships,
    Rows,
    SharedTexts,
    SheetRow,
    parse,
)
from catalog_loader.readers.toolkit.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    PREVIEWED,
    Row,
    Table,
    decodable,
    too_many_columns,
)

if TYPE_CHECKING:
    from xml.sax.handler import ContentHandler

    from catalog_loader.readers.reader import Source

    H = TypeVar("H", bound=ContentHandler)

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_SHARED = 256 * 1024 * 1024
"""Of the texts that sheets share, which are held in memory."""
MAX_RATIO = 200
"""A sheet of numbers packs some thirtyfold; what packs this well is made to fill a disk."""
MAX_MEMBERS = 10_000
_SMALL = 1024 * 1024
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# What a damaged archive, or the XML in it, makes the libraries raise.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, SAXException, OSError, EOFError, LookupError,
    ValueError, OverflowError, RuntimeError,
)  # fmt: skip


def unsafe_archive(source: "Source") -> Finding | None:
    """Why a zip file must not be unpacked, None where it may."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            members = archive.infolist()
    except _DAMAGE as error:
        return refused(error)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        return Finding("encrypted_file")
    if any(member.compress_type not in _METHODS for member in members):
        return Finding("bad_archive", values={"reason": "packed in a way that workbooks are not"})
    unpacked = sum(member.file_size for member in members)
    bloated = any(
        member.file_size > _SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size)
        for member in members
    )
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or bloated:
        return Finding("archive_bomb", values={"size": f"{unpacked / 1e6:,.0f}"})
    return None


def sheets_of(source: "Source") -> tuple[Table, ...]:
    """The sheets of a workbook, none where the zip file is none.

    One table that says what is wrong where it cannot be opened.
    """
    if finding := unsafe_archive(source):
        return (Unreadable(finding),)
    workbook = _Workbook(source)
    try:
        return tuple(Sheet(workbook, name, part) for name, part in workbook.sheets)
    except _DAMAGE as error:
        return (Unreadable(refused(error)),)


def locked_or_old(source: "Source") -> Table:
    """What stands for an OLE container: a workbook with a password, or one of before 2007."""
    with source.open() as stream:
        before = b""
        while piece := stream.read(_SMALL):
            if _LOCKED in before + piece:
                return Unreadable(Finding("encrypted_file"))
            before = piece[-len(_LOCKED) :]
    return Unreadable(Finding("old_workbook"))


class _Workbook:
    """What the sheets of a workbook share. Each part is read once, when first asked for."""

    def __init__(self, source: "Source") -> None:
        self._source = source

    @cached_property
    def sheets(self) -> list[tuple[str, str]]:
        """The name and the part of each sheet; none where the archive holds no workbook."""
        with self.archive() as archive:
            names = set(archive.namelist())
        return [
            (name, part)
            for name, identity in self._contents.sheets
            if (part := self._parts.get(identity, ("", ""))[1]) in names
        ]

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells refer to by number."""
        part = self._part("sharedStrings")
        if not part:
            return []
        with self.archive() as archive:
            size = archive.getinfo(part).file_size
        if size > MAX_SHARED:
            raise _TooMuch(size)
        return self._read(part, SharedTexts()).found

    @cached_property
    def date_styles(self) -> set[str]:
        """The styles that show a number as a date."""
        part = self._part("styles")
        return self._read(part, DateStyles()).found if part else set()

    @property
    def epoch(self) -> datetime:
        """From when it counts days."""
        return self._contents.epoch

    @contextmanager
    def archive(self) -> Iterator[zipfile.ZipFile]:
        """The archive, opened."""
        with self._source.open() as stream, zipfile.ZipFile(stream) as archive:
            yield archive

    @cached_property
    def _main(self) -> str:
        """The part that lists the sheets, "" where there is none in XML."""
        with self.archive() as archive:
            names = set(archive.namelist())
        if "_rels/.rels" not in names:
            return ""
        found = self._read("_rels/.rels", Relationships()).targets.values()
        paths = (_inside("", path) for kind, path in found if kind == "officeDocument")
        return next((path for path in paths if path in names and path.startswith("xl/")), "")

    @cached_property
    def _contents(self) -> Contents:
        return self._read(self._main, Contents()) if self._main.endswith(".xml") else Contents()

    @cached_property
    def _parts(self) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(self._main)
        found = self._read(f"{folder}/_rels/{name}.rels", Relationships()).targets
        return {key: (kind, _inside(folder, path)) for key, (kind, path) in found.items()}

    def _part(self, kind: str) -> str:
        return next((path for found, path in self._parts.values() if found == kind), "")

    def _read(self, part: str, handler: "H") -> "H":
        with self.archive() as archive, archive.open(part) as stream:
            for _ in parse(stream, handler):
                pass
        return handler


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, workbook: _Workbook, name: str, part: str) -> None:
        self._workbook = workbook
        self._part = part
        self.name = name

    @cached_property
    def preview(self) -> Sequence[Row]:
        """The first rows that are not blank."""
        rows = (row for row in islice(self.rows(), 2 * PREVIEWED) if isinstance(row, Row))
        return tuple(islice(rows, PREVIEWED))

    def rows(self) -> Iterator[Row | Finding]:
        """Every row that is not blank, as text."""
        try:
            with self._workbook.archive() as archive, archive.open(self._part) as part:
                for row in self._rows(part):
                    if row.width > MAX_COLUMNS:
                        yield too_many_columns(row.number, row.width)
                        return
                    yield _checked(row)
        except _DAMAGE as error:  # what is damaged shows only when it is read
            yield refused(error)

    def _rows(self, part: IO[bytes]) -> Iterator[SheetRow]:
        book = self._workbook
        rows = Rows(lambda: book.texts, book.date_styles, book.epoch, MAX_COLUMNS)
        for _ in parse(part, rows):
            yield from (row for row in rows.done if row.width or row.formula)
            rows.done.clear()


class Unreadable:
    """A file that would hold tables but cannot be opened."""

    name = ""
    preview: Sequence[Row] = ()

    def __init__(self, finding: Finding) -> None:
        self.finding = finding

    def rows(self) -> Iterator[Row | Finding]:
        """What is wrong with it."""
        yield self.finding


class _TooMuch(ValueError):
    """More text than may be held in memory."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes of shared text")
        self.size = size


def refused(error: Exception) -> Finding:
    """What is wrong with an archive or its XML, by what reading it raised."""
    if isinstance(error, _TooMuch):
        return Finding("archive_bomb", values={"size": f"{error.size / 1e6:,.0f}"})
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
    if isinstance(error, DefusedXmlException):
        return Finding("unsafe_document", values={"reason": reason})
    code = "malformed_document" if isinstance(error, SAXException) else "bad_archive"
    return Finding(code, values={"reason": reason})


def text_of(value: Any) -> str:
    """A value that a library has read as it would stand in a CSV file."""
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


def _checked(row: SheetRow) -> Row | Finding:
    """The row, or why it must not be read.

    Only cells that are formulas are refused as such, not texts that look like one: a description
    may begin with `-Cotton (…)`.
    """
    if row.length > MAX_ROW_TEXT:
        limit = f"{MAX_ROW_TEXT / 1024 / 1024:g}"
        return Finding("long_line", str(row.number), values={"limit": limit})
    if row.formula:
        column, text = row.formula
        values = {"column": str(column + 1), "value": quoted(text)}
        return Finding("formula", str(row.number), values=values)
    return decodable(Row(row.number, row.cells))


def _inside(folder: str, path: str) -> str:
    """A part's name in the archive, by how a part in `folder` refers to it."""
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")

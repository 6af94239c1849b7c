"""The XML parts of an XLSX workbook, read as they stream: no tree is built, no DTD is allowed.

Only what holds goods is looked at. How a sheet is shown (panes, styles, validations, its stated
size) is passed over: exports of several shops state it wrongly, and it says nothing of the goods.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from math import isfinite
from typing import IO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.expatreader import DefusedExpatParser  # type: ignore[import-untyped]

MAX_ROW_TEXT = 4 * 1024 * 1024
"""Characters of a row that are kept: many cells can show one long shared text."""

_PIECE = 64 * 1024
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Formats of dates and times that need no code of their own, those of East Asia among them.
_BUILTIN_DATES = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
_SINCE_1900 = datetime(1899, 12, 30)
_SINCE_1904 = datetime(1904, 1, 1)


def parse(part: IO[bytes], handler: ContentHandler) -> Iterator[None]:
    """Feed a part to `handler`, pausing after each piece so that what it gathered can be taken.

    Raises `DefusedXmlException` for a DTD and `SAXParseException` for what is not well formed.
    """
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(handler)
    while piece := part.read(_PIECE):
        parser.feed(piece)
        yield
    parser.close()
    yield


class _Part(ContentHandler):
    """Sees elements without their prefixes, and the text of those whose text was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._text: list[str] | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        """Hand on an element that begins."""
        self.begin(_local(name), attrs)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Hand on an element that ends."""
        self.end(_local(name))

    def characters(self, content: str) -> None:
        """Gather text where it was asked for."""
        if self._text is not None:
            self._text.append(content)

    def begin(self, name: str, attrs: AttributesImpl) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


class Relationships(_Part):
    """Where the parts are that a part names by an id: `targets[id] = (kind, target)`."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, tuple[str, str]] = {}

    def begin(self, name: str, attrs: AttributesImpl) -> None:
        """Note one; those outside the archive are none of ours."""
        if name == "Relationship" and attrs.get("TargetMode") != "External":
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.targets[attrs.get("Id", "")] = kind, attrs.get("Target", "")


class Contents(_Part):
    """The sheets of a workbook in their order, by name and id, and from when it counts days."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.epoch = _SINCE_1900

    def begin(self, name: str, attrs: AttributesImpl) -> None:
        """Note a sheet, or the epoch."""
        if name == "sheet":
            identity = next((value for key, value in attrs.items() if _local(key) == "id"), "")
            self.sheets.append((attrs.get("name", ""), identity))
        elif name == "workbookPr" and attrs.get("date1904") in ("1", "true"):
            self.epoch = _SINCE_1904


class DateStyles(_Part):
    """The styles, by number, that show a number as a date."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._formats: dict[str, bool] = {str(number): True for number in _BUILTIN_DATES}
        self._inside = False
        self._count = 0

    def begin(self, name: str, attrs: AttributesImpl) -> None:
        """Note a number format, or a style that uses one."""
        if name == "numFmt":
            # Here and below, since openpyxl takes a while to import and few workbooks need it.
            from openpyxl.styles.numbers import is_date_format

            self._formats[attrs.get("numFmtId", "")] = is_date_format(attrs.get("formatCode", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            if self._formats.get(attrs.get("numFmtId", "")):
                self.found.add(str(self._count))
            self._count += 1

    def end(self, name: str) -> None:
        """Leave the styles of cells."""
        if name == "cellXfs":
            self._inside = False


class _Texts(_Part):
    """Reads runs of text, without how they are pronounced (`rPh`)."""

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[str] = []
        self._spoken = False

    def begin(self, name: str, attrs: AttributesImpl) -> None:
        """Begin a run."""
        if name == "rPh":
            self._spoken = True
        elif name == "t" and not self._spoken:
            self._text = self._runs

    def end(self, name: str) -> None:
        """End a run."""
        if name == "rPh":
            self._spoken = False
        elif name == "t":
            self._text = None

    def _taken(self) -> str:
        text = "".join(self._runs)
        self._runs.clear()
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


class SharedTexts(_Texts):
    """The texts that cells refer to by number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        """End a run, or a text."""
        super().end(name)
        if name == "si":
            self.found.append(self._taken())


@dataclass(slots=True)
class SheetRow:
    """A row: its cells as text, and what it holds beyond what can be read."""

    number: int
    cells: list[str]
    formula: tuple[int, str] | None = None
    """The first formula: its column, from 0, and what it is."""
    width: int = 0
    """How many columns there are up to the last that is not empty, also beyond those kept."""
    length: int = 0


class Rows(_Texts):
    """The rows of a sheet. Those that are read whole wait in `done`."""

    def __init__(
        self, texts: Callable[[], Sequence[str]], dates: set[str], epoch: datetime, columns: int
    ) -> None:
        super().__init__()
        self.done: list[SheetRow] = []
        self._texts, self._dates, self._epoch, self._columns = texts, dates, epoch, columns
        self._row = SheetRow(0, [])
        self._column = -1
        self._kind = self._style = ""

    def begin(self, name: str, attrs: AttributesImpl) -> None:
        """Begin a row, a cell, or what is in it."""
        if name == "c":
            self._column = _column(attrs.get("r", ""), self._column + 1)
            self._kind, self._style = attrs.get("t", "n"), attrs.get("s", "0")
        elif name in ("v", "f"):
            self._text = self._runs
        elif name == "row":
            self._row = SheetRow(int(attrs.get("r") or self._row.number + 1), [])
            self._column = -1
        else:
            super().begin(name, attrs)

    def end(self, name: str) -> None:
        """End a row, a cell, or what is in it."""
        if name == "c":
            self._put(self._value(self._taken()).strip())
        elif name == "v":
            self._text = None
        elif name == "f":
            self._text = None
            if self._row.formula is None:
                # One that is shared or an array is written out at one of its cells only.
                self._row.formula = self._column, "=" + (self._taken() or "…")
            self._runs.clear()
        elif name == "row":
            self.done.append(self._row)
        else:
            super().end(name)

    def _put(self, text: str) -> None:
        row, column = self._row, self._column
        if not text:
            return
        row.width = max(row.width, column + 1)
        row.length += len(text)
        if column < self._columns and row.length <= MAX_ROW_TEXT:
            row.cells.extend([""] * (column + 1 - len(row.cells)))
            row.cells[column] = text

    def _value(self, raw: str) -> str:
        """The text of a cell as it would stand in a CSV file."""
        if not raw:
            return ""
        if self._kind == "s":
            return self._texts()[int(raw)]
        if self._kind == "b":
            return "true" if raw.strip() == "1" else "false"
        if self._kind != "n":
            return raw
        if self._style in self._dates:
            return _date(raw, self._epoch)
        return number_text(raw)


def number_text(raw: str) -> str:
    """A number as people write it: without an exponent, and to the 15 digits that Excel keeps."""
    raw = raw.strip()
    if raw.isdecimal():
        return raw  # a code of any length
    try:
        value = float(raw)
    except ValueError:
        return raw
    return f"{Decimal(f'{value:.15g}'):f}" if isfinite(value) else raw


def _date(raw: str, epoch: datetime) -> str:
    from openpyxl.utils.datetime import from_excel

    try:
        moment = from_excel(float(raw), epoch)
    except (ValueError, OverflowError):
        return number_text(raw)
    if isinstance(moment, datetime) and not (moment.hour or moment.minute or moment.second):
        return moment.date().isoformat()
    return moment.isoformat() if isinstance(moment, datetime | time) else number_text(raw)


def _column(reference: str, following: int) -> int:
    """The column, from 0, of a reference such as `AB12`; `following` where there is none."""
    number = 0
    for char in reference:
        if not "A" <= char <= "Z":
            break
        number = 26 * number + ord(char) - 64
    return number - 1 if number else following


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name

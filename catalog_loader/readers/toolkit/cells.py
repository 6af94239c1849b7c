"""One row while it is read: its cells by column, typed, and what was wrong with them.

A cell that is empty and a column that is not there are the same: not said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import LARGEST, Availability, Money, Record
from catalog_loader.readers.toolkit.money import NotMoney, parse_money
from catalog_loader.readers.toolkit.schema import schema_findings
from catalog_loader.readers.toolkit.times import NotATime, parse_moment

if TYPE_CHECKING:
    from catalog_loader.readers.reader import Source
    from catalog_loader.readers.toolkit.tables import Row, Table

R = TypeVar("R", bound=Record)

_YES = frozenset({"true", "yes", "y", "1", "t", "on", "是", "有", "可", "published", "instock"})
_NO = frozenset({"false", "no", "n", "0", "f", "off", "否", "无", "没有", "不可"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by name: exact first, then without regard to case and spacing."""

    names: tuple[str, ...]
    index: Mapping[str, int]

    @classmethod
    def of(cls, header: Sequence[str]) -> "Columns":
        """The columns of a header; of two of one name the first counts."""
        index: dict[str, int] = {}
        for position, name in enumerate(header):
            if name:
                index.setdefault(name, position)
                index.setdefault(folded(name), position)
        return cls(tuple(header), index)

    def __contains__(self, name: str) -> bool:
        return name in self.index or folded(name) in self.index

    def find(self, name: str) -> int | None:
        """Where the column is, None where it is not."""
        found = self.index.get(name)
        return self.index.get(folded(name)) if found is None else found

    def missing(self, *names: str) -> list[str]:
        """The names that are not there."""
        return [name for name in names if name not in self]

    def cells(self, number: int | str, values: Sequence[str]) -> "Cells":
        """A row of this table, to be read."""
        return Cells(self, str(number), values)


@dataclass(frozen=True, slots=True)
class Body:
    """A table with its header found: what the columns are, and the rows below."""

    table: "Table"
    header: "Row"
    columns: Columns

    def rows(self, after: int = 0) -> Iterator["Cells | Finding"]:
        """Each row below the header (below row `after` where that is further down), to be read."""
        start, width = max(self.header.number, after), len(self.header.cells)
        for row in self.table.rows():
            if isinstance(row, Finding):
                if not row.row.isdecimal() or int(row.row) > start:
                    yield row
            elif row.number > start:
                if len(row.cells) > width and any(row.cells[width:]):
                    values = {"count": str(len(row.cells)), "expected": str(width)}
                    yield Finding("extra_cells", str(row.number), values=values)
                else:
                    yield Cells(self.columns, str(row.number), row.cells)


def body_with(source: "Source", *names: str) -> Body | None:
    """The first table of a file that has, near its top, a header with all of `names`."""
    for table in source.tables:
        for row in table.preview:
            columns = Columns.of(row.cells)
            if not columns.missing(*names):
                return Body(table, row, columns)
    return None


@lru_cache(maxsize=4096)  # the same few names are asked for in every row
def folded(name: str) -> str:
    """A column's name without case, and with one space for any run of spaces and underscores."""
    return " ".join(name.replace("_", " ").lower().split())


class Cells:
    """A row being read. `findings` fills with what could not be read as what it should be."""

    __slots__ = ("_columns", "_values", "findings", "row")

    def __init__(self, columns: Columns, row: str, values: Sequence[str]) -> None:
        self._columns = columns
        self._values = values
        self.row = row
        self.findings: list[Finding] = []

    @property
    def values(self) -> list[str]:
        """The text of every cell, in the order of the columns."""
        return list(self._values)

    def __getitem__(self, column: str) -> str:
        """The text of a cell, "" where there is none."""
        at = self._columns.find(column)
        return self._values[at] if at is not None and at < len(self._values) else ""

    def first(self, *columns: str) -> str:
        """The text of the first of `columns` that is not empty."""
        return next((text for column in columns if (text := self[column])), "")

    def listed(self, column: str, separators: str = ",") -> tuple[str, ...]:
        """The parts of a cell that holds several, without blanks and duplicates."""
        text = self[column]
        for separator in separators[1:]:
            text = text.replace(separator, separators[0])
        parts = (part.strip() for part in text.split(separators[0])) if text else ()
        return tuple(dict.fromkeys(part for part in parts if part))

    def money(self, column: str, currency: str) -> Money | None:
        """An amount, in `currency` unless the cell names another; a finding where it is none."""
        text = self[column]
        if not text:
            return None
        try:
            return parse_money(text, currency)
        except NotMoney as error:
            code = "negative_price" if error.negative else "bad_price"
            self.find(code, column, value=quoted(text))
            return None

    def integer(self, column: str) -> int | None:
        """A whole number; `12.0` is one."""
        text = self[column]
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", ""))
        except ArithmeticError:
            number = Decimal("NaN")
        # In this order: the whole part of 1e9999999 takes half a minute.
        within = number.is_finite() and -LARGEST <= number <= LARGEST
        if not within or number != int(number):
            self.find("not_integer", column, value=quoted(text))
            return None
        return int(number)

    def flag(self, column: str) -> bool | None:
        """Yes or no, None where the cell says neither."""
        text = self[column].lower()
        if text in _YES:
            return True
        if text in _NO:
            return False
        if text:
            self.find("not_flag", column, value=quoted(text))
        return None

    def moment(self, column: str, zone: tzinfo) -> datetime | None:
        """A date and time; one without a zone is in `zone`."""
        text = self[column]
        if not text:
            return None
        try:
            return parse_moment(text, zone)
        except NotATime:
            self.find("bad_date", column, value=quoted(text))
            return None

    def stock(
        self, column: str, availability: Availability = Availability.UNKNOWN
    ) -> tuple[Availability, int | None]:
        """Availability and quantity from a quantity's cell.

        An empty one says nothing; 0 is sold out; a negative one is sold out, with a warning.
        `availability` is what the row says apart from it, which goes before what follows from it.
        """
        quantity = self.integer(column)
        if quantity is None:
            return availability, None
        if quantity < 0:
            self.find("negative_quantity", column, value=str(quantity))
            return Availability.OUT_OF_STOCK, 0
        if availability is Availability.UNKNOWN:
            availability = Availability.IN_STOCK if quantity else Availability.OUT_OF_STOCK
        return availability, quantity

    def find(self, code: str, column: str = "", **values: str) -> None:
        """Note something wrong with a cell of this row."""
        self.findings.append(Finding(code, self.row, column, values))

    @property
    def failed(self) -> bool:
        """Whether what was found makes the row unfit to load."""
        return any(finding.severity == "error" for finding in self.findings)

    def make(self, model: type[R], **fields: Any) -> R | None:
        """A record of `fields`, None (and why, in `findings`) where the schema refuses it."""
        made = built(model, self.row, fields)
        if isinstance(made, list):
            self.findings.extend(made)
            return None
        return made


def built(model: type[R], row: str, fields: Mapping[str, Any]) -> R | list[Finding]:
    """A record of `fields`, or what the schema refuses in them."""
    try:
        return model(**fields)
    except ValidationError as error:
        return schema_findings(error, row, tagged=False)

"""The tables of a dump as they are held: columns, rows, and rows as cells to be read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.toolkit.cells import Cells, Columns
from catalog_loader.readers.toolkit.text import UNDECODABLE


class Computed(str):
    """The text of an expression that stands where a value should, and is not computed."""

    __slots__ = ()


@dataclass(slots=True)
class Column:
    """A column as its table declares it; `references` is the table that its values name."""

    name: str
    type: str = ""
    comment: str = ""
    references: str = ""


class Record(Cells):
    """A row of a dump. A cell that is an expression, or not text, is a finding once it is read."""

    __slots__ = ()

    def __getitem__(self, column: str) -> str:
        """The text of a cell, stripped, "" where there is none or none that can be read."""
        text = super().__getitem__(column)
        if isinstance(text, Computed):
            code = "formula"
        elif UNDECODABLE in text:
            code = "undecodable"
        else:
            return text.strip()
        finding = Finding(code, self.row, column, {"column": column, "value": quoted(text)})
        if finding not in self.findings:
            self.findings.append(finding)
        return ""


@dataclass(slots=True)
class SqlTable:
    """A table: its columns as far as the dump tells, and its rows; `count` were read so far."""

    name: str
    comment: str = ""
    columns: list[Column] = field(default_factory=list)
    key: str = ""
    rows: list[list[str]] = field(default_factory=list)
    count: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    def records(self) -> Iterator[Record]:
        """Its rows, each called by its key (`goods:1009012`) or its place (`goods[3]`)."""
        columns = Columns.of(self.names)
        at = columns.find(self.key or "id")
        for index, cells in enumerate(self.rows):
            key = cells[at] if at is not None and at < len(cells) else ""
            yield Record(columns, f"{self.name}:{key}" if key else f"{self.name}[{index}]", cells)

    def by(self, column: str) -> Mapping[str, list[Record]]:
        """Its rows by what a column of theirs holds."""
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self.records():
            found[record[column]].append(record)
        return found


@dataclass(slots=True)
class Dump:
    """The tables of a dump by name, and what could not be read of it."""

    tables: dict[str, SqlTable] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def table(self, name: str) -> SqlTable:
        """The table of that name, an empty one where there is none."""
        return self.tables.get(name) or SqlTable(name)

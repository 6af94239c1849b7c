"""A dump as tables of rows: what was asked for is held, everything else streams past unread."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.sql.literals import NotReadable, copied_row, rows_of
from catalog_loader.readers.sql.records import Column, Dump, SqlTable
from catalog_loader.readers.sql.statements import (
    MYSQL,
    CopyLine,
    Grammar,
    Statement,
    Unfinished,
    grammar_of,
    statements,
)
from catalog_loader.readers.sql.structure import Declared, Filled, copying, declared, insertion
from catalog_loader.readers.toolkit.text import open_text

if TYPE_CHECKING:
    from catalog_loader.readers.reader import Source

MAX_KEPT = 128 * 1024 * 1024
"""How many characters of rows are held at most; tables that are not asked for do not count."""

_CHANGES = re.compile(
    r"(UPDATE|DELETE|INSERT|REPLACE)\s+(?:(?:INTO|FROM|ONLY|IGNORE|LOW_PRIORITY|OR\s+\w+)\s+)*"
    r"(?:[`\"]?\w+[`\"]?\.)?[`\"]?(\w+)",
    re.IGNORECASE,
)
_IN_UTC = re.compile(r"SET TIME_ZONE\s*=\s*['\"]\+00:00['\"]", re.IGNORECASE)


def read_dump(
    source: "Source",
    *,
    only: Collection[str] | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
    at_most: int | None = None,
) -> Dump:
    """The tables of a dump (`only` those named), each with its rows (the first `at_most`).

    `columns` names those of tables that the dump fills without naming any. Raises OSError.
    """
    reading = _Reading(Dump(), grammar_of(source.text_head), only, columns or {}, at_most)
    reading.in_utc = bool(_IN_UTC.search(source.text_head))
    with open_text(source) as text:
        for part in statements(text, reading.grammar):
            match part:
                case Statement():
                    reading.statement(part)
                case CopyLine():
                    reading.copied(part)
                case Unfinished():
                    values = {"reason": "a quotation or a statement has no end"}
                    reading.find("malformed_document", str(part.line), values)
            if reading.full:
                break
    reading.finish()
    return reading.dump


@dataclass(slots=True)
class _Reading:
    """A dump being read."""

    dump: Dump
    grammar: Grammar
    only: Collection[str] | None
    columns: Mapping[str, Sequence[str]]
    at_most: int | None
    in_utc: bool = False
    full: bool = False
    kept: int = 0
    copy: Filled | None = None
    nameless: dict[str, None] = field(default_factory=dict)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def statement(self, part: Statement) -> None:
        """Take what one statement says of the tables asked for."""
        self.copy = None
        try:
            if filled := insertion(part.text, self.grammar):
                self._insert(filled, part)
            elif filled := copying(part.text, self.grammar):
                self.copy = filled if self._asked(filled.table) else None
            elif found := declared(part.text, self.grammar):
                self._declare(found)
            elif (change := _CHANGES.match(part.text)) and self._asked(change[2]):
                self.changes[change[1].upper(), change[2]] += 1
        except NotReadable as error:
            self.find("malformed_sql", str(part.line), {"reason": quoted(str(error))})

    def copied(self, part: CopyLine) -> None:
        """Take a line of COPY data."""
        if self.copy is not None:
            places = self._places(self.copy)
            table = self.dump.tables[self.copy.table]
            if places is not None and not self._sampled(table):
                self._keep(table, places, copied_row(part.text))

    def find(self, code: str, row: str, values: Mapping[str, str]) -> None:
        """Note something wrong."""
        self.dump.findings.append(Finding(code, row, values=values))

    def finish(self) -> None:
        """Say what was passed over of the tables asked for."""
        if self.nameless:
            names = quoted("、".join(self.nameless), 200)
            self.find("nameless_columns", "", {"name": names})
        for (verb, table), count in self.changes.items():
            values = {"statement": f"{verb} {table}", "count": str(count)}
            self.find("not_carried_out", table, values)

    def _asked(self, table: str) -> bool:
        return self.only is None or table in self.only

    def _insert(self, filled: Filled, part: Statement) -> None:
        if not self._asked(filled.table):
            return
        places = self._places(filled)
        table = self.dump.tables[filled.table]
        if self._sampled(table):
            return
        for row in rows_of(part.text, filled.values_at, self.grammar):
            if self.full:
                return
            if isinstance(row, NotReadable):
                label = f"{filled.table}[{table.count}]"
                self.find("malformed_sql", label, {"reason": quoted(str(row))})
            elif places is None or self._sampled(table):
                return
            else:
                self._keep(table, places, row)

    def _places(self, filled: Filled) -> Sequence[int] | None:
        """Where in the table's columns each value goes; None where no column has a name."""
        table = self.dump.tables.setdefault(filled.table, SqlTable(filled.table))
        if not filled.columns:
            if not table.columns:
                names = self.columns.get(table.name, ())
                table.columns = [Column(name) for name in names]
            if not table.columns:
                self.nameless[table.name] = None
                return None
            return range(len(table.columns))
        known = {name: at for at, name in enumerate(table.names)}
        for name in filled.columns:
            if name not in known:
                known[name] = len(table.columns)
                table.columns.append(Column(name))
        return [known[name] for name in filled.columns]

    def _sampled(self, table: SqlTable) -> bool:
        """Whether as many rows of a table are kept as were asked for."""
        return self.at_most is not None and len(table.rows) >= self.at_most

    def _keep(self, table: SqlTable, places: Sequence[int], row: list[str]) -> None:
        table.count += 1
        if len(row) != len(places):
            values = {"count": str(len(row)), "expected": str(len(places))}
            self.find("extra_cells", f"{table.name}[{table.count - 1}]", values)
            return
        cells = [""] * len(table.columns)
        for place, cell in zip(places, row, strict=True):
            cells[place] = self._dated(cell, table.columns[place])
        self.kept += sum(map(len, cells))
        if self.kept > MAX_KEPT:
            self.full = True
            limit = f"{MAX_KEPT / 1024 / 1024:g}"
            self.find("too_large", table.name, {"name": table.name, "limit": limit})
            return
        table.rows.append(cells)

    def _dated(self, cell: str, column: Column) -> str:
        """A time as it was: MySQL's zero date is none, its TIMESTAMPs are dumped in UTC."""
        if cell.startswith("0000-00-00"):
            return ""
        in_utc = self.in_utc and column.type == "TIMESTAMP" and self.grammar is MYSQL
        return f"{cell}+00:00" if in_utc and cell[:1].isdigit() else cell

    def _declare(self, found: Declared) -> None:
        if not self._asked(found.table):
            return
        table = self.dump.tables.setdefault(found.table, SqlTable(found.table))
        table.comment = found.comment or table.comment
        table.key = found.key or table.key
        known = {column.name: column for column in table.columns}
        for column in found.columns:
            if (before := known.get(column.name)) is None:
                table.columns.append(column)
                continue
            before.type = column.type or before.type
            before.comment = column.comment or before.comment
            before.references = column.references or before.references

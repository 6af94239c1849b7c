"""Any SQL database as a table: what one SELECT answers, read only and row by row.

`postgresql://`, `mysql://` (or `mariadb://`) and `sqlite:///FILE` need no driver named; another
dialect of SQLAlchemy does, and its driver installed. The password is in no message and no origin.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from catalog_loader.findings import Finding
from catalog_loader.readers.reader import NOTHING_SAID, Options, Progress, Source
from catalog_loader.readers.toolkit.tables import Table

_URL = re.compile(r"(?:postgres(?:ql)?|mysql|mariadb|sqlite|mssql|oracle)(?:\+\w+)?://", re.I)


def is_database(place: str) -> bool:
    """Whether `place` is a database's URL rather than a file or an http(s) address."""
    return bool(_URL.match(place))


def rows_of_database(url: str, query: str) -> Table:
    """What `query` answers, as a table whose first row is the names of its columns.

    Raises nothing: a URL or a query that is none, and a server that does not answer, are findings
    among the rows. The query is asked anew each time the rows are.
    """
    # SQLAlchemy and sqlglot take longer to import than most files take to read.
    from catalog_loader.readers.sql.asking import DatabaseTable, Unasked, parsed

    found = parsed(url)
    return Unasked(found) if isinstance(found, Finding) else DatabaseTable(found, query)


def source_of_database(
    url: str,
    *,
    read_at: datetime,
    options: Options = NOTHING_SAID,
    progress: Progress | None = None,
) -> Source:
    """A database as a source whose one table is what `options.query` answers."""
    from catalog_loader.readers.sql.asking import name_of, parsed

    found = parsed(url)
    name = "database" if isinstance(found, Finding) else name_of(found)
    table = rows_of_database(url, options.query)
    return DatabaseSource(Path(), name, b"", read_at, options, progress, table=table)


@dataclass(frozen=True)
class DatabaseSource(Source):
    """A source that is no file: only its one table can be read."""

    table: Table = field(kw_only=True)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The answer."""
        return (self.table,)

    @cached_property
    def encoding(self) -> None:
        """None: it is not text."""
        return None

    @cached_property
    def text_head(self) -> str:
        """The first rows of the answer, to tell its language by."""
        return "\n".join(" ".join(row.cells) for row in self.table.preview)

    def open(self) -> BinaryIO:
        """Raises OSError."""
        raise OSError("a database is not a file")

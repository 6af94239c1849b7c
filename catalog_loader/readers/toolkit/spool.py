"""Rows that wait on disk, for formats whose products are scattered over their file.

Where a product's rows stand together a reader needs none of this. Where they do not, the rows are
read once into a temporary SQLite file, with the key of the product they belong to, and had again
in their order or by that key: in memory is one product, however far apart its rows are.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Self

from catalog_loader.findings import Finding
from catalog_loader.readers.toolkit.cells import Cells, Columns

_SCHEMA = "CREATE TABLE rows (key BLOB, row TEXT, content TEXT)"
_PLACED = """
SELECT coalesce(begun.place, rows.rowid) AS place, row, content
FROM rows LEFT JOIN (SELECT key, min(rowid) AS place FROM rows WHERE key IS NOT NULL GROUP BY key)
AS begun USING (key) ORDER BY place, rows.rowid
"""


class Spool:
    """The rows of one table, and the findings between them; gone from disk when it is left.

    Raises nothing but `OSError`: what SQLite has to say of a full disk is one.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __enter__(self) -> Self:
        with _disk():
            # No name: a file of its own that nobody else sees. A reader may be driven from
            # another thread than the one that began it, though never from two at a time.
            self._file = sqlite3.connect("", check_same_thread=False)
            self._file.execute("PRAGMA journal_mode = OFF")
            self._file.execute(_SCHEMA)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fill(self, items: Iterable[tuple[str, Cells | Finding]]) -> None:
        """Take in every row with its key ("": it is asked for by none), and every finding."""
        rows = ((_key(key), item.row, _content(item)) for key, item in items)
        with _disk():
            self._file.executemany("INSERT INTO rows VALUES (?, ?, ?)", rows)
            self._file.execute("CREATE INDEX by_key ON rows (key)")
            self._file.commit()

    def rows(self) -> Iterator[Cells | Finding]:
        """All that was taken in, in its order."""
        yield from self._found("SELECT row, content FROM rows ORDER BY rowid")

    def keyed(self, key: str) -> list[Cells]:
        """The rows of one key, in their order."""
        query = "SELECT row, content FROM rows WHERE key = ? ORDER BY rowid"
        return [item for item in self._found(query, _key(key)) if isinstance(item, Cells)]

    def gathered(self) -> Iterator[list[Cells] | Finding]:
        """The rows of each key together, where the first of them stood; one without is alone."""
        for _, rows in groupby(self._placed(), key=itemgetter(0)):
            together = []
            for _, item in rows:
                if isinstance(item, Finding):
                    yield item
                else:
                    together.append(item)
            if together:
                yield together

    def _placed(self) -> Iterator[tuple[int, Cells | Finding]]:
        """All that was taken in, each with the place of the first of its key, by that place."""
        with _disk():
            for place, row, text in self._file.execute(_PLACED):
                yield place, self._item(row, text)

    def _found(self, query: str, *values: bytes | None) -> Iterator[Cells | Finding]:
        with _disk():
            for row, text in self._file.execute(query, values):
                yield self._item(row, text)

    def _item(self, row: str, text: str) -> Cells | Finding:
        content = json.loads(text)
        if isinstance(content, list):
            return self._columns.cells(row, content)
        return Finding(row=row, **content)


def _key(key: str) -> bytes | None:
    """A key as SQLite holds any, also one with half a character in it."""
    return key.encode("utf-8", "surrogatepass") or None


def _content(item: Cells | Finding) -> str:
    if isinstance(item, Cells):
        return json.dumps(item.values)
    values = dict(item.values)
    return json.dumps({"code": item.code, "field": item.field, "values": values})


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(f"a temporary file cannot be used: {error}") from error

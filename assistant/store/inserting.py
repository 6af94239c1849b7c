"""Inserts that a row already there does not stop: each database has its own, of one shape."""

from typing import Any, Protocol

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert
"""With `on_conflict_do_nothing`, `on_conflict_do_update` and `excluded`."""


class _Bound(Protocol):
    @property
    def dialect(self) -> Dialect: ...


def insert_into(row: type[Any], bound: _Bound) -> Insert:
    """An insert of rows of `row` into the database of `bound`, an engine or a connection."""
    if bound.dialect.name == "sqlite":
        return sqlite.insert(row)
    return postgresql.insert(row)

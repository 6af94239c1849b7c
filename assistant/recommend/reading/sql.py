"""Histories out of another database: the lines of one query, as they stream, and nothing written.

A URL may hold a password: of it, nothing is said but where the database is.
"""

import asyncio
import re
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
from asyncpg import PostgresError
from sqlalchemy import TextClause, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncResult,
    create_async_engine,
)

from assistant.recommend.reading.port import HistoryFileError

READ_AT_ONCE = 1 << 15
NAME = "the query"

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w)")

T = TypeVar("T")


class SqlSource:
    """The lines of a query that is under way; made by `opened_sql`."""

    def __init__(self, runner: asyncio.Runner, result: "AsyncResult[Any]", url: URL) -> None:
        self._runner = runner
        self._result = result
        self._url = url

    @property
    def name(self) -> str:
        """What it is called."""
        return NAME

    def columns(self) -> list[str]:
        """The names of the columns of the query."""
        return list(self._result.keys())

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The lines, once, every value as text."""
        places = [self.columns().index(column) for column in columns]
        while rows := _told(self._runner, self._result.fetchmany(READ_AT_ONCE), self._url):
            yield pa.RecordBatch.from_arrays(
                [pa.array([_text(row[at]) for row in rows], pa.string()) for at in places],
                names=columns,
            )


@contextmanager
def opened_sql(url: str, query: str) -> Iterator[SqlSource]:
    """The lines of `query` in the SQLite or PostgreSQL database at the SQLAlchemy `url`.

    Only outside of a running event loop. Raises HistoryFileError, one sentence, for a URL that is
    none, a database that cannot be reached, and a query that fails or gives no lines.
    """
    found = _driven(url)
    engine = create_async_engine(found)
    with asyncio.Runner() as runner:
        connection: AsyncConnection | None = None
        try:
            connection = _told(runner, _reading(engine), found)
            # a colon in a query of one's own names no parameter
            statement = text(_PARAMETER.sub(r"\:", query))
            result = _told(runner, _streamed(connection, statement), found)
            if not result.keys():
                raise HistoryFileError(f"{NAME} gives no lines: begin it with SELECT")
            yield SqlSource(runner, result, found)
        finally:
            if connection is not None:
                runner.run(connection.close())
            runner.run(engine.dispose())


def _driven(url: str) -> URL:
    """The URL with a driver that is there. Never repeats what was given."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise HistoryFileError(
            "what --from says is no database URL: give e.g. postgresql://user@host/shop"
        ) from None
    driver = _DRIVERS.get(found.get_backend_name())
    if driver is None:
        raise HistoryFileError(
            f"a {found.get_backend_name()} database cannot be read: give sqlite or postgresql"
        )
    found = found.set(drivername=driver)
    if driver == "sqlite+aiosqlite":
        # never made where it is not there, and never written to
        path = (found.database or "").removeprefix("file:")
        if not Path(path).is_file():
            raise HistoryFileError(f"there is no database file {path or 'named in --from'}")
        given = {**found.query, "mode": "ro", "uri": "true"}
        found = found.set(database=f"file:{path}", query=given)
    return found


async def _reading(engine: AsyncEngine) -> AsyncConnection:
    connection = await engine.connect()
    if connection.dialect.name == "postgresql":
        await connection.execution_options(postgresql_readonly=True)
    return connection


async def _streamed(connection: AsyncConnection, statement: TextClause) -> "AsyncResult[Any]":
    return await connection.stream(statement)


def _told(runner: asyncio.Runner, work: Coroutine[Any, Any, T], url: URL) -> T:
    """What `work` gives. Raises HistoryFileError where the database does not."""
    try:
        return runner.run(work)
    except (SQLAlchemyError, PostgresError, OSError) as error:
        cause = " ".join(str(getattr(error, "orig", None) or error).split())
        cause = cause.rpartition(">: ")[2]  # without the name of the driver's own error
        if url.password:
            cause = cause.replace(str(url.password), "***")
        where = url.host or (url.database or "").removeprefix("file:")
        raise HistoryFileError(f"{NAME} failed in the database at {where}: {cause}") from None


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)

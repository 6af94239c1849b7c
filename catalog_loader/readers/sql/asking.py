"""What a database answers to one SELECT, as a table: connected for reading, fetched in batches."""

import json
import sqlite3
import ssl
from collections.abc import Generator, Iterator, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, CursorResult, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.sql.queries import NotASelect, checked_query
from catalog_loader.readers.toolkit.tables import MAX_COLUMNS, PREVIEWED, Row, too_many_columns
from catalog_loader.readers.toolkit.workbook import text_of

_BATCH = 1000
_CONNECT_S = 10
_SILENT_S = 60
"""How long a server may take before it says anything."""

_DRIVERS = {
    "postgresql": "postgresql+pg8000",
    "postgres": "postgresql+pg8000",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "sqlite": "sqlite+pysqlite",
}
_READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}


def name_of(url: URL) -> str:
    """What messages and origins call a database: where it is, and nothing of who asks."""
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "sqlite").name
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or ''}{port}/{url.database or ''}"


class DatabaseTable:
    """What one query answers."""

    name = ""

    def __init__(self, url: URL, query: str) -> None:
        self._url = url
        self._query = query

    @cached_property
    def preview(self) -> Sequence[Row]:
        """The names of the columns, and the first rows."""
        rows = self.rows()
        try:
            return tuple(row for row in islice(rows, PREVIEWED) if isinstance(row, Row))
        finally:
            rows.close()

    def rows(self) -> Generator[Row | Finding, None, None]:
        """The names of the columns, then every row as text; a finding where that is not to be."""
        backend = self._url.get_backend_name()
        try:
            query = checked_query(self._query, backend)
        except NotASelect as error:
            yield Finding("bad_query", values={"reason": str(error)})
            return
        asked = False
        try:
            with self._engine().connect() as connection:
                if begin := _READ_ONLY.get(backend):
                    connection.exec_driver_sql(begin)
                asked = True
                yield from _rows(_answers(connection, query, backend))
        except Exception as error:  # drivers raise whatever their parts do
            lost = isinstance(error, OSError) or getattr(error, "connection_invalidated", False)
            code = "bad_query" if asked and not lost else "unreachable_database"
            yield Finding(code, values={"reason": _reason(error, self._url)})

    def _engine(self) -> Engine:
        """An engine that connects once, for reading."""
        backend, url = self._url.get_backend_name(), self._url
        if backend == "sqlite":
            path = quote(str(Path(url.database or "").absolute()))
            # Opened for reading: a name that is wrong must not become an empty database.
            connect = partial(sqlite3.connect, f"file:{path}?mode=ro", uri=True)
            return create_engine("sqlite://", creator=connect, poolclass=NullPool)
        arguments: dict[str, Any] = {}
        if url.get_driver_name() == "pymysql":
            arguments = {"connect_timeout": _CONNECT_S, "read_timeout": _SILENT_S}
            url = url.update_query_dict({"charset": "utf8mb4"})
        elif url.get_driver_name() == "pg8000":
            url, arguments = _for_pg8000(url)
        return create_engine(url, connect_args=arguments, poolclass=NullPool)


class Unasked:
    """A table there is no way to, with why."""

    name = ""
    preview: Sequence[Row] = ()

    def __init__(self, finding: Finding) -> None:
        self.finding = finding

    def rows(self) -> Iterator[Row | Finding]:
        """Why there is no way to it."""
        yield self.finding


def parsed(url: str) -> URL | Finding:
    """The URL with its driver, or what is wrong with it (never its text: the password is there)."""
    try:
        parsed = make_url(url)
        named = parsed.drivername.lower()
        parsed = parsed.set(drivername=_DRIVERS.get(named, named))
        parsed.get_dialect()
    except NoSuchModuleError:
        values = {"reason": f"there is no driver {quoted(named)}"}
        return Finding("unreachable_database", values=values)
    except (ArgumentError, ValueError):
        reason = "the URL cannot be read; in a password write @ as %40, / as %2F, : as %3A"
        return Finding("unreachable_database", values={"reason": reason})
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        values = {"reason": "the URL names no file; write sqlite:///FILE"}
        return Finding("unreachable_database", values=values)
    return parsed


def _for_pg8000(url: URL) -> tuple[URL, dict[str, Any]]:
    """A URL as libpq takes it (`host=/folder`, `sslmode=…`), as pg8000 does."""
    query = dict(url.query)
    arguments: dict[str, Any] = {"timeout": _SILENT_S}
    folder = query.pop("host", "")
    if isinstance(folder, str) and folder.startswith("/"):
        arguments["unix_sock"] = f"{folder}/.s.PGSQL.{url.port or 5432}"
    mode = query.pop("sslmode", "")
    if mode in ("verify-ca", "verify-full"):
        arguments["ssl_context"] = ssl.create_default_context()
    elif mode == "require":
        arguments["ssl_context"] = True
    return url.set(query=query), arguments


def _answers(connection: Connection, query: str, backend: str) -> Iterator[CursorResult[Any]]:
    """The answer, a batch at a time."""
    if backend != "postgresql":
        streaming = connection.execution_options(
            stream_results=True, yield_per=_BATCH, no_parameters=True
        )
        yield streaming.exec_driver_sql(query)
        return
    # A cursor of our own: SQLAlchemy's logs a traceback where the server refuses the query.
    plain = connection.execution_options(no_parameters=True)
    plain.exec_driver_sql(f"DECLARE answer NO SCROLL CURSOR FOR {query}")
    while True:
        fetched = plain.exec_driver_sql(f"FETCH {_BATCH} FROM answer")
        yield fetched
        if fetched.rowcount < _BATCH:
            return


def _rows(answers: Iterator[CursorResult[Any]]) -> Iterator[Row | Finding]:
    number = 0
    for answer in answers:
        if not number:
            names = list(answer.keys())
            if len(names) > MAX_COLUMNS:
                yield too_many_columns(1, len(names))
                return
            number = 1
            yield Row(1, [str(name).strip() for name in names])
        for values in answer:
            number += 1
            cells = [_text(value) for value in values]
            if any(cells):
                yield Row(number, cells)


def _text(value: object) -> str:
    """A value as it would stand in a CSV file."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, memoryview):
        value = bytes(value)
    if value in (b"\0", b"\1"):  # MySQL's BIT(1)
        return "1" if value == b"\1" else "0"
    return text_of(value)


def _reason(error: Exception, url: URL) -> str:
    """What the server or its driver says, on one line and without the password."""
    said: object = getattr(error, "orig", None) or error
    details: tuple[object, ...] = getattr(said, "args", ())
    if details and isinstance(details[0], dict):  # pg8000: the fields of the server's message
        said = details[0].get("M", details[0])
    elif len(details) > 1 and isinstance(details[0], int):  # MySQL: its number, its message
        said = details[1]
    text = f"{said}" or type(error).__name__
    password = str(url.password or "")
    for secret in filter(None, (password, quote(password, safe=""))):
        text = text.replace(secret, "***")
    return quoted(text, 160)

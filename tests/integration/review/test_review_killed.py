"""Agents at work whose process is killed at any moment, again and again: nothing that was
acknowledged is lost, nothing is done twice, and what is to be told is told."""

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from support import review_worker
from support.review import ask, asked, open_room
from support.review_worker import Told

from assistant.review.queue.delivery import LEASE, Delivery
from assistant.store import Database
from assistant.store.review.states import State
from assistant.store.review.tables import ReviewActionRow, ReviewItemRow, ReviewOutboxRow

ITEMS = 40
KILLS = 5


def work_until_killed(
    url: str, told: Path, left: list[int], acknowledgements: int
) -> dict[int, str]:
    """What was acknowledged before the process was killed, after so many acknowledgements."""
    command = [sys.executable, review_worker.__file__, url, str(told), *map(str, left)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    acknowledged = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as working:
        assert working.stdout is not None
        for line in working.stdout:
            number, action = line.split()
            acknowledged[int(number)] = action
            if len(acknowledged) == acknowledgements:
                working.kill()  # SIGKILL; what it wrote before is read to the end
        code = working.wait()
    assert code in (0, -9), code
    return acknowledged


async def test_what_was_acknowledged_is_kept_and_done_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'queue.db'}"
    told_file = tmp_path / "told.txt"
    database = await Database.open(url)
    await open_room(database)
    for number in range(1, ITEMS + 1):
        await ask(database, asked(f"问{number}", at=datetime.now(UTC)))
    await database.close()
    rng = random.Random(11)
    acknowledged: dict[int, str] = {}
    for kill in range(KILLS + 1):
        left = [number for number in range(1, ITEMS + 1) if number not in acknowledged]
        after = rng.randrange(1, 8) if kill < KILLS else ITEMS + 1
        acknowledged |= work_until_killed(url, told_file, left, after)
        await _check_kept(url, acknowledged)
    assert len(acknowledged) == ITEMS
    database = await Database.open(url)
    later = datetime.now(UTC) + 2 * LEASE + timedelta(minutes=2)
    delivery = Delivery(database, teller=Told(str(told_file)), clock=lambda: later)
    while await delivery.deliver():
        pass
    told = [line.split() for line in told_file.read_text().splitlines()]
    assert dict(told) == {action: f"答{number}" for number, action in acknowledged.items()}
    async with database.reading() as session:
        states = set(await session.scalars(select(ReviewOutboxRow.state)))
    await database.close()
    assert states == {"done"}


async def _check_kept(url: str, acknowledged: dict[int, str]) -> None:
    database = await Database.open(url)
    async with database.reading() as session:
        rows: list[Any] = list(await session.scalars(select(ReviewActionRow)))
        items = {row.id: row for row in await session.scalars(select(ReviewItemRow))}
        errands = list(await session.scalars(select(ReviewOutboxRow.action)))
    await database.close()
    assert len({row.item for row in rows}) == len(rows), "an action was done twice"
    kept = {row.item: row.id for row in rows}
    assert acknowledged.items() <= kept.items(), "an acknowledged action was lost"
    for number, item in items.items():
        done = number in kept
        assert (item.state, item.version) == ((State.CORRECTED, 2) if done else (State.OPEN, 1))
    assert sorted(errands) == sorted(kept.values()), "an action without what it has others do"

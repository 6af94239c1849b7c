"""Two services over one database: each follows what the other was told, and nothing is told twice.

The clock is the test's own; a `beat` is what happens every 0.4 s.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from support.conducting import watched
from support.databases import opened, postgres
from support.elsewhere import until

from assistant.answering.values import Question
from assistant.room.conduct.office import EVERY_S, Office
from assistant.room.conduct.ruling import Mode
from assistant.room.engines import EngineLoader, Opener
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.settings import Settings
from assistant.store import Database
from assistant.telemetry import Telemetry

__all__ = ["postgres"]

START = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)


@dataclass
class Service:
    """One process's rooms, as far as this is about."""

    rooms: Rooms
    demo: RoomSession

    @property
    def office(self) -> Office:
        return self.rooms.office

    async def says(self, viewer: str = "小明") -> str:
        question = Question("多少钱", "demo", viewer=viewer)
        return (await self.demo.answer(question)).text


class Clock:
    """The time of both services."""

    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    socket = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    async with opened(request.param, tmp_path, socket) as database:
        yield database


@pytest.fixture
async def services(
    database: Database, openers: Mapping[str, Opener], settings: Settings, catalog, clock: Clock
) -> AsyncIterator[tuple[Service, Service]]:
    async with AsyncExitStack() as stack:
        made = []
        for number in range(2):
            telemetry = Telemetry()
            engines = EngineLoader(openers, telemetry)
            stack.push_async_callback(engines.close)
            engines.start()
            await engines.finished()
            rooms = Rooms(database, engines, telemetry, settings)
            rooms.office.clock = clock
            stack.push_async_callback(rooms.close)
            if number == 0:
                await rooms.import_catalog("demo", catalog)
                await rooms.create("demo", catalog="demo")
            made.append(Service(rooms, await rooms.get("demo")))
        yield made[0], made[1]


async def test_the_kill_switch_silences_the_other_within_a_second(
    services: tuple[Service, Service],
) -> None:
    one, other = services
    await one.office.stop(True, by="小王")
    assert await one.says() == ""
    assert EVERY_S < 1
    await other.office.beat()
    assert await other.says() == ""
    await other.office.stop(False, by="小张")
    await one.office.beat()
    assert await one.says() != ""
    assert one.office.stopped_by == "小张"


async def test_modes_and_takeovers_are_followed(services: tuple[Service, Service]) -> None:
    one, other = services
    async with watched(other.demo) as seen:
        await one.demo.desk.set_mode(Mode.OFF, by="小王")
        await one.demo.desk.take_over(by="小王")
        await other.office.beat()
        await until(lambda: len(seen) == 2)
        assert seen[0] == {"type": "room.answered_by", "answered_by": "staff"}
        assert (seen[1]["type"], seen[1]["conduct"]["mode"]) == ("room.conduct", "off")
    assert await other.says() == ""


async def test_a_takeover_ends_by_itself(services: tuple[Service, Service], clock: Clock) -> None:
    one, other = services
    await one.demo.desk.take_over("小明", by="小王", seconds=60)
    await other.office.beat()
    assert (await one.says(), await other.says()) == ("", "")
    async with watched(other.demo) as seen:
        clock.now += timedelta(seconds=60)
        assert await other.says() != ""
        await other.office.beat()
        await until(lambda: any(one["type"] == "room.conduct" for one in seen))
        assert seen[-1]["conduct"]["takeovers"] == []


async def test_a_draft_made_here_is_told_there_once(services: tuple[Service, Service]) -> None:
    one, other = services
    await one.demo.desk.set_mode(Mode.ASSIST, by="小王")
    async with watched(one.demo) as here, watched(other.demo) as there:
        await one.says()
        await other.office.beat()
        (draft,) = await other.demo.desk.drafts()
        await other.demo.desk.approve(draft.draft_id, by="小张")
        for service in (one, other, one, other):
            await service.office.beat()
        await until(lambda: any(event["type"] == "draft.settled" for event in here))
    for seen in (here, there):
        told = [e for e in seen if e["type"] == "answer.done" and e["answer"]["facts"]]
        assert len(told) == 1
        assert [e["type"] for e in seen if e["type"].startswith("draft.")] == [
            "draft.waiting",
            "draft.settled",
        ]


async def test_words_said_here_are_told_there_once_and_not_to_who_comes_later(
    services: tuple[Service, Service],
    database: Database,
    openers: Mapping[str, Opener],
    settings: Settings,
) -> None:
    one, other = services
    async with watched(other.demo) as seen:
        await one.demo.tell("你好", by="小王", answer_id="a-1")
        await other.demo.tell("你好", by="小王", answer_id="a-1")
        await other.office.beat()
        await until(lambda: seen)
        assert [event["answer"]["text"] for event in seen] == ["你好"]
    later = Rooms(database, EngineLoader(openers, Telemetry()), Telemetry(), settings)
    session = await later.get("demo")
    async with watched(session) as seen:
        await session.tell("你好", by="小王", answer_id="a-1")
        await session.tell("再见", by="小王")
        await until(lambda: seen)
        assert [event["answer"]["text"] for event in seen] == ["再见"]
    await later.close()


async def test_only_one_hands_a_late_draft_off(
    services: tuple[Service, Service], clock: Clock
) -> None:
    one, other = services
    await one.demo.desk.set_mode(Mode.ASSIST, by="小王")
    await one.says()
    await other.office.beat()
    clock.now += timedelta(seconds=61)
    async with watched(one.demo) as seen:
        await other.office.beat()
        await one.office.beat()
        await until(lambda: seen)
    assert [event["type"] for event in seen] == ["draft.settled"]
    counted = [
        service.office.telemetry.render().decode().count('reason="not_approved"} 1.0')
        for service in services
    ]
    assert counted == [0, 1]


async def test_it_follows_again_when_the_store_can_be_read_again(
    services: tuple[Service, Service], database: Database
) -> None:
    one, other = services
    await one.demo.desk.set_mode(Mode.OFF, by="小王")
    await other.office.beat()
    async with database.writing() as session:
        await session.execute(text("ALTER TABLE conduct RENAME TO elsewhere"))
    following = asyncio.create_task(other.office.follow(every_s=0.001))
    with structlog.testing.capture_logs() as logs:
        await until(lambda: any("was not looked up" in line["event"] for line in logs))
    assert await other.says() == ""
    async with database.writing() as session:
        await session.execute(text("ALTER TABLE elsewhere RENAME TO conduct"))
    await one.demo.desk.set_mode(Mode.AUTO, by="小王")
    await until(lambda: other.demo.desk.view()["mode"] == "auto")
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)

"""A room's minutes are counted in memory and written down now and then."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import OperationalError

from assistant.room.minute_book import MinuteBook
from assistant.store.minutes import Written

EIGHT = datetime(2026, 11, 11, 20, 0, 30, tzinfo=UTC)
MINUTE = EIGHT.replace(second=0)


class Kept:
    """What was written down; the first `fails` times it cannot be."""

    def __init__(self, fails: int = 0) -> None:
        self.minutes: dict[datetime, Written] = {}
        self.writes = 0
        self._fails = fails
        self.written = asyncio.Event()

    async def add(self, room: str, minutes: Mapping[datetime, Written]) -> None:
        self.writes += 1
        self.written.set()
        if self.writes <= self._fails:
            raise OperationalError("add", {}, Exception("locked"))
        for minute, written in minutes.items():
            self.minutes[minute] = self.minutes.get(minute, Written()) + written


class Clock:
    def __init__(self) -> None:
        self.at = EIGHT

    def __call__(self) -> datetime:
        return self.at


def _book(kept: Kept, clock: Clock, every_s: float = 0.0) -> MinuteBook:
    return MinuteBook("demo", kept, every_s=every_s, clock=clock)  # type: ignore[arg-type]


async def test_many_comments_are_one_write() -> None:
    kept, clock = Kept(), Clock()
    book = _book(kept, clock)
    for number in range(1000):
        book.commented()
        if number % 4 == 0:
            book.asked()
    await book.close()
    assert kept.minutes == {MINUTE: Written(1000, 250)}
    assert kept.writes == 1


async def test_they_are_written_while_the_show_goes_on() -> None:
    kept, clock = Kept(), Clock()
    book = _book(kept, clock)
    book.commented()
    await asyncio.wait_for(kept.written.wait(), 5)
    clock.at += timedelta(minutes=1)
    book.commented()
    await book.close()
    assert kept.minutes == {MINUTE: Written(1), MINUTE + timedelta(minutes=1): Written(1)}


async def test_what_cannot_be_written_is_written_later() -> None:
    kept, clock = Kept(fails=1), Clock()
    book = _book(kept, clock)
    book.commented()
    await asyncio.wait_for(kept.written.wait(), 5)
    book.commented()
    await book.close()
    assert kept.minutes == {MINUTE: Written(2)}

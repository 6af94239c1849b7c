"""What happens in the queue, told to whoever watches, in the order the database has it in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from assistant.review.queue.shown import counts_json, item_json
from assistant.room.events import EventBus
from assistant.store import Database
from assistant.store.review import items
from assistant.store.review.items import Counts, Item

LOOKS_EVERY_S = 0.25
"""How soon a change that nobody told of (a room's, another process's) is seen."""

MOST_MISSED = 1000
"""Changes that a watcher who was away is told one by one; who missed more reads the queue anew."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ItemChanged:
    """An item is another now."""

    item: Item
    now: datetime

    def as_json(self) -> Mapping[str, Any]:
        """`item.claimed` where only who holds it has changed, else `item.changed`."""
        item = self.item
        claim = item.changed in ("claimed", "released")
        return {
            "type": "item.claimed" if claim else "item.changed",
            "seq": item.change,
            "change": item.changed,
            "item": item_json(item, self.now),
        }


@dataclass(frozen=True, slots=True)
class QueueCounted:
    """How many items there are after the change `seq`."""

    counts: Counts
    seq: int

    def as_json(self) -> Mapping[str, Any]:
        """`queue.counts`."""
        return {"type": "queue.counts", "seq": self.seq, "counts": counts_json(self.counts)}


@dataclass(frozen=True, slots=True)
class TooMuchMissed:
    """More has changed than is told one by one."""

    seq: int

    def as_json(self) -> Mapping[str, Any]:
        """`queue.reset`."""
        return {"type": "queue.reset", "seq": self.seq}


class Feed:
    """Reads changes as they are committed, once for all who watch; `run` it."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        looks_every_s: float = LOOKS_EVERY_S,
    ) -> None:
        self._database = database
        self._clock = clock
        self._looks_every_s = looks_every_s
        self._bus = EventBus(2 * MOST_MISSED)
        self._seq = 0
        self._watched = 0
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something has changed."""
        self._wake.set()

    async def run(self) -> None:
        """Tell of changes, until cancelled."""
        while True:
            if self._watched:
                try:
                    await self.look()
                except (SQLAlchemyError, OSError) as error:
                    _log.warning("changes of the queue are told later", reason=str(error))
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._looks_every_s if self._watched else None):
                    await self._wake.wait()

    async def look(self) -> None:
        """Tell of what has changed since the last time."""
        messages = await self._since(self._seq)
        for message in messages:
            self._bus.publish(message)
            self._seq = message.seq if isinstance(message, QueueCounted) else self._seq

    @asynccontextmanager
    async def watch(
        self, since: int | None = None
    ) -> AsyncIterator[AsyncIterator[Mapping[str, Any]]]:
        """The counts, with what changed after the change `since`, then all that happens from now
        on, as JSON objects, each with the `seq` to come back with."""
        async with self._bus.subscribe() as messages:
            if not self._watched:
                async with self._database.reading() as session:
                    self._seq = await items.last_change(session)
            self._watched += 1
            try:
                first = await self._since(since, always=True)
                self.wake()
                yield _joined([message.as_json() for message in first], messages)
            finally:
                self._watched -= 1

    def close(self) -> None:
        """Let everyone who watches go."""
        self._bus.close()

    async def _since(
        self, seq: int | None, *, always: bool = False
    ) -> list[ItemChanged | TooMuchMissed | QueueCounted]:
        now = self._clock()
        told: list[ItemChanged | TooMuchMissed | QueueCounted] = []
        async with self._database.reading() as session:
            # first, so that what is committed while this reads is told again rather than missed
            last = await items.last_change(session)
            if seq is not None and seq < last:
                changed = await items.changed_since(session, seq, MOST_MISSED + 1)
                if len(changed) > MOST_MISSED:
                    told = [TooMuchMissed(last)]
                else:
                    told = [ItemChanged(item, now) for item in changed]
            if told or always:
                told.append(QueueCounted(await items.counts(session, now=now), last))
        return told


async def _joined(
    first: list[Mapping[str, Any]], messages: AsyncIterator[Mapping[str, Any]]
) -> AsyncIterator[Mapping[str, Any]]:
    """`first`, then of `messages` what is not older."""
    seen = max((message["seq"] for message in first), default=0)
    for message in first:
        yield message
    async for message in messages:
        if message["seq"] > seen or message["type"] == "queue.counts":
            yield message

"""What was written in a room is counted minute by minute, and kept for the figures of its shows."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from assistant.store.minutes import RoomMinutes, Written

WRITES_EVERY_S = 10.0
"""How much of a room's figures a crash may cost."""

_log = structlog.get_logger(__name__)


class MinuteBook:
    """Counts in memory and writes down now and then, as long as there is anything to write."""

    def __init__(
        self,
        room: str,
        minutes: RoomMinutes,
        *,
        every_s: float = WRITES_EVERY_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._room = room
        self._minutes = minutes
        self._every_s = every_s
        self._clock = clock
        self._unwritten: defaultdict[datetime, Written] = defaultdict(Written)
        self._writing: asyncio.Task[None] | None = None

    def commented(self) -> None:
        """Somebody wrote. Needs a running loop."""
        self._count(Written(comments=1))

    def asked(self) -> None:
        """What was written asks something."""
        self._count(Written(questions=1))

    async def close(self) -> None:
        """Write down what is left, and count no more."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
        await self._write()

    def _count(self, written: Written) -> None:
        self._unwritten[self._clock().replace(second=0, microsecond=0)] += written
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._later(), name=f"minutes of {self._room}")

    async def _later(self) -> None:
        await asyncio.sleep(self._every_s)
        await asyncio.shield(self._write())

    async def _write(self) -> None:
        minutes = dict(self._unwritten)
        self._unwritten.clear()
        try:
            await self._minutes.add(self._room, minutes)
        except SQLAlchemyError as error:
            _log.warning("minutes are written later", room=self._room, reason=str(error))
            for minute, written in minutes.items():
                self._unwritten[minute] += written

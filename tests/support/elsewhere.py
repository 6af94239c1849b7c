"""A live room that somebody else runs, in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from assistant.gateways.link import Abilities, Limits, LiveEvent, NextFrame, Said, Visitor

NOW = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)


class Elsewhere:
    """A live room in memory: a gateway to it, and what happens there."""

    name = "elsewhere"

    def __init__(self) -> None:
        self.abilities = Abilities(reads=True, writes=True, limits=Limits(length=60))
        self.happens: asyncio.Queue[LiveEvent | Exception | None] = asyncio.Queue()
        self.read: list[tuple[str, Visitor | None]] = []
        self.refuses: list[Exception] = []
        self.fails_to_write: list[Exception] = []
        self.inside = 0
        self.joins = 0

    @asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator["Elsewhere"]:
        if self.refuses:
            raise self.refuses.pop(0)
        self.inside += 1
        self.joins += 1
        self.next_frame = next_frame
        try:
            yield self
        finally:
            self.inside -= 1

    async def events(self) -> AsyncIterator[LiveEvent]:
        while (event := await self.happens.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        self.read.append((text, to))
        if self.fails_to_write:
            raise self.fails_to_write.pop(0)

    def say(self, comment_id: str, viewer: str, text: str) -> None:
        self.happens.put_nowait(Said(comment_id, Visitor(f"id-{viewer}", viewer), text, NOW))

    async def listen(self, wanted: int) -> int:
        """How many of the frames that are asked for hold sound, until `wanted` do."""
        loud = 0
        for _ in range(3000):
            loud += any(self.next_frame())
            if loud == wanted:
                break
            await asyncio.sleep(0.001)  # a voice is made on a thread: turns of the loop are no time
        return loud

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.read]


async def until(condition: Callable[[], object]) -> None:
    """Let others work until it has come to that."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to that")

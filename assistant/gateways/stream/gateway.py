"""A live stream by its address: `rtmp://`, `rtmps://`, HLS (`https://….m3u8`) or FLV over HTTP.

Xiaoer hears the show's sound as its host's, and with `?publish=rtmp://host/app/key` speaks in a
stream of its own there, for a mixer or a player beside the show's. What it listens to is to be the
show before that voice is mixed in: a stream is seconds late, and its own words would sound like the
host's. Proven against nginx with its RTMP module; the ingest servers of platforms were not met.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from assistant.gateways.inbox import Inbox
from assistant.gateways.link import Abilities, LinkError, LinkLost, LiveEvent, NextFrame, Visitor
from assistant.gateways.stream.address import Address, address
from assistant.gateways.stream.hearing import Ear
from assistant.gateways.stream.speaking import Voice
from assistant.settings import Settings

Work = Callable[[], Coroutine[Any, Any, None]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stream:
    """The gateway to one stream, and to the one that Xiaoer's voice goes to."""

    where: Address
    name: str = "stream"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator["StreamLink"]:
        """Listen and speak, once there is something to hear and the voice is taken."""
        hears, publishes = self.where.hears, self.where.publishes
        link = StreamLink(self.where)
        ear = Ear(hears, link.inbox.keep, link.over) if hears else None
        voice = Voice(publishes) if publishes else None
        try:
            await _all([side.begin for side in (ear, voice) if side is not None])
            async with link.speaking(voice, next_frame):
                yield link
        finally:
            if ear is not None:
                ear.stop()
            if voice is not None:
                await voice.end()


class StreamLink:
    """A stream that is listened to, and one that is spoken in."""

    def __init__(self, where: Address) -> None:
        self._where = where
        self._ended = False
        self.inbox = Inbox()

    @property
    def abilities(self) -> Abilities:
        """No text; hearing and speaking as far as the address names a stream for it."""
        return Abilities(hears=bool(self._where.hears), speaks=bool(self._where.publishes))

    def over(self, why: LinkError | LinkLost | None) -> None:
        """A stream ended; the first reason given counts."""
        if not self._ended:
            self._ended = True
            self.inbox.end(why)

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What is heard, until either stream ends."""
        async for event in self.inbox.events():
            yield event

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Streams carry no text. Raises LinkError."""
        raise LinkError("a stream carries no text: Xiaoer can only be heard in it")

    @contextlib.asynccontextmanager
    async def speaking(self, voice: Voice | None, next_frame: NextFrame) -> AsyncIterator[None]:
        """Have `voice` speak while this is open, and the reader know where it breaks."""
        works: list[Work] = []
        if voice is not None:
            works = [lambda: voice.speak(next_frame), voice.watch]
        tasks = [asyncio.create_task(self._told(work), name="stream voice") for work in works]
        try:
            yield
        finally:
            await _cancelled(tasks)

    async def _told(self, work: Work) -> None:
        try:
            await work()
        except LinkLost as lost:
            self.over(lost)
        except Exception as error:
            _log.exception("the voice broke")
            self.over(LinkLost(f"Xiaoer's voice broke: {type(error).__name__}"))


async def _all(works: list[Work]) -> None:
    """Do all at once; where one fails the others are given up."""
    tasks = [asyncio.create_task(work()) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        await _cancelled(tasks)


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def make(url: str, settings: Settings) -> Stream:
    """The gateway to the stream at `url`. Raises LinkError."""
    return Stream(address(url))

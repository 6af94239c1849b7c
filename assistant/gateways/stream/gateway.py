"""A live stream by its address: `rtmp://`, `rtmps://`, HLS (`https://….m3u8`) or FLV over HTTP.

Xiaoer hears the show's sound as its host's. Proven against nginx with its RTMP module.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from assistant.gateways.inbox import Inbox
from assistant.gateways.link import Abilities, LinkError, LinkLost, LiveEvent, NextFrame, Visitor
from assistant.gateways.stream.address import Address, address
from assistant.gateways.stream.hearing import Ear
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Stream:
    """The gateway to one stream."""

    where: Address
    name: str = "stream"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator["StreamLink"]:
        """Listen, once there is something to hear."""
        link = StreamLink(self.where)
        ear = Ear(self.where.hears, link.inbox.keep, link.over)
        try:
            await ear.begin()
            yield link
        finally:
            ear.stop()


class StreamLink:
    """A stream that is listened to."""

    def __init__(self, where: Address) -> None:
        self._where = where
        self._ended = False
        self.inbox = Inbox()

    @property
    def abilities(self) -> Abilities:
        """No text; hearing and speaking as far as the address names a stream for it."""
        return Abilities(hears=bool(self._where.hears))

    def over(self, why: LinkError | LinkLost | None) -> None:
        """The stream ended; the first reason given counts."""
        if not self._ended:
            self._ended = True
            self.inbox.end(why)

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What is heard."""
        async for event in self.inbox.events():
            yield event

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Streams carry no text. Raises LinkError."""
        raise LinkError("a stream carries no text: Xiaoer can only be heard in it")


def make(url: str, settings: Settings) -> Stream:
    """The gateway to the stream at `url`. Raises LinkError."""
    return Stream(address(url))

"""Ways to ask a room, and to hear what becomes of it, for tests of who answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from realtime_fakes import MESSAGE, FakeSocket
from support.elsewhere import Elsewhere

from assistant.gateways.link import Abilities, Limits
from assistant.gateways.presence import Presence
from assistant.gateways.realtime.connection import serve
from assistant.room.session import RoomSession
from assistant.settings import Settings
from assistant.telemetry import Telemetry


@asynccontextmanager
async def watched(session: RoomSession) -> AsyncIterator[list[dict[str, Any]]]:
    """All events of the room, as they come."""
    seen: list[dict[str, Any]] = []
    async with session.events.subscribe() as messages:

        async def watch() -> None:
            async for message in messages:
                seen.append(dict(message))

        watching = asyncio.create_task(watch())
        try:
            yield seen
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


class Call:
    """One viewer's Realtime session."""

    def __init__(self) -> None:
        self.socket = FakeSocket()
        self.events: list[dict[str, Any]] = []

    def ask(self) -> None:
        """Ask what it costs, in writing."""
        item = {"type": "conversation.item.create", "item": MESSAGE}
        for event in (item, {"type": "response.create"}):
            self.socket.incoming.put_nowait(json.dumps(event))

    def has(self, kind: str, times: int = 1) -> bool:
        """Whether so many events of a kind came."""
        return sum(event["type"] == kind for event in self.events) >= times

    @property
    def words(self) -> str:
        """What was written of the answers' words."""
        kind = "response.output_audio_transcript.delta"
        return "".join(event["delta"] for event in self.events if event["type"] == kind)

    @property
    def sounds(self) -> int:
        """How many pieces of sound came."""
        return sum(event["type"] == "response.output_audio.delta" for event in self.events)


@asynccontextmanager
async def called(session: RoomSession, viewer: str = "小李") -> AsyncIterator[Call]:
    """A conversation with the room, hung up at the end."""
    call = Call()
    serving = asyncio.create_task(
        serve(call.socket, session, Settings(), model="room:demo", viewer=viewer)
    )

    async def read() -> None:
        while True:
            call.events.append(await call.socket.outgoing.get())

    reading = asyncio.create_task(read())
    try:
        yield call
    finally:
        call.socket.incoming.put_nowait(None)
        await serving
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


@asynccontextmanager
async def joined(
    session: RoomSession, *, writes: bool = True, speaks: bool = False, to_one: bool = False
) -> AsyncIterator[Elsewhere]:
    """A live room that the room has joined, whose host says nothing."""
    there = Elsewhere()
    there.abilities = Abilities(
        reads=True, writes=writes, speaks=speaks, to_one=to_one, limits=Limits(length=60, parts=3)
    )
    presence = Presence(session, there, Telemetry(), mode="cohost" if speaks else "text")
    presence.floor.hand_over(3600.0)
    running = asyncio.create_task(presence.run())
    try:
        yield there
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

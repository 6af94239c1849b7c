"""One participant of a LiveKit room, from entering to leaving it. All of it is the event loop's."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime
from typing import Any

import structlog

from assistant.gateways.inbox import Inbox
from assistant.gateways.link import (
    Abilities,
    Heard,
    Limits,
    LinkError,
    LinkLost,
    LiveEvent,
    NextFrame,
    Said,
    Visitor,
)
from assistant.gateways.livekit.address import Address
from assistant.gateways.livekit.endings import ending, refusal
from assistant.gateways.livekit.sdk import Sdk
from assistant.gateways.livekit.voice import Voice
from assistant.speech.audio import HEARING_RATE, Audio

CHAT = "lk.chat"
"""The topic of LiveKit's chat, as its components and agents use it."""

JOIN_S = 15.0
"""To entering, and to each answer of the server's."""

_LEAVE_S = 3.0
_LONGEST = 2_000  # characters of a comment that are read; nobody answers more
_READ_S = 10.0  # a comment that is not whole by then is left
_IN_ORDER_S = 0.2  # a comment waits so long for the one that began before it
_READING = 200  # comments that are being read
_UNHEARD = 100  # pieces of one voice, a second, that a busy loop may be behind
_LIMITS = Limits(length=1_000)  # data streams take more; nobody reads so much at once

_log = structlog.get_logger(__name__)


class LiveKitLink:
    """A participant that hears, speaks, reads and writes."""

    def __init__(self, sdk: Sdk, where: Address) -> None:
        self._sdk = sdk
        self._where = where
        self._inbox = Inbox()
        self._ended = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._ears: dict[str, asyncio.Task[None]] = {}  # by track
        self._reading = 0
        self._last: asyncio.Task[None] | None = None  # that reads the newest comment
        self._room = sdk.Room()
        self._voice = Voice(sdk)

    @property
    def abilities(self) -> Abilities:
        """All of them."""
        return Abilities(
            reads=True, writes=True, hears=True, speaks=True, to_one=True, limits=_LIMITS
        )

    async def enter(self, token: str, next_frame: NextFrame) -> None:
        """Enter, and begin to listen and speak. Raises LinkError, LinkLost."""
        room, server = self._room, self._where.server
        room.on("track_published", lambda publication, _: self._subscribe(publication))
        room.on("track_subscribed", self._hear)
        room.on("track_unsubscribed", lambda _, publication, __: self._unhear(publication))
        room.on("disconnected", self._disconnected)
        room.register_text_stream_handler(CHAT, self._opened)
        # Only sound is asked for: pictures would be sent to nobody.
        options = self._sdk.RoomOptions(auto_subscribe=False, connect_timeout=JOIN_S)
        try:
            async with asyncio.timeout(2 * JOIN_S):
                await room.connect(server, token, options)
                await self._voice.publish(room.local_participant)
        except TimeoutError:
            raise LinkLost(f"{server} does not answer") from None
        except self._sdk.ConnectError as error:
            raise refusal(getattr(error, "message", "") or str(error), server) from error
        except self._sdk.PublishTrackError as error:
            raise LinkError(f"{server} does not take Xiaoer's voice: {error}") from error
        for participant in list(room.remote_participants.values()):
            for publication in list(participant.track_publications.values()):
                self._subscribe(publication)
        self._work(self._voice.speak(next_frame))

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What is said and written by others."""
        async for event in self._inbox.events():
            yield event

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Write to the room, or to one participant of it."""
        if not self._room.isconnected():
            raise LinkLost("the LiveKit room is not joined just now")
        if to is not None and to.id not in self._room.remote_participants:
            raise LinkError(f"{to.name or to.id} has left the LiveKit room")
        try:
            async with asyncio.timeout(JOIN_S):
                await self._room.local_participant.send_text(
                    text, topic=CHAT, destination_identities=None if to is None else [to.id]
                )
        except TimeoutError:
            raise LinkLost("the LiveKit server did not take the message in time") from None
        except self._sdk.StreamError as error:
            raise LinkError(f"the LiveKit server did not take the message: {error}") from error

    async def leave(self) -> None:
        """Leave, and let go of what is held."""
        self._ended = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_S):
                    await self._room.disconnect()
        finally:
            await self._voice.close()

    def _end(self, why: LinkError | LinkLost | None) -> None:
        if not self._ended:
            self._ended = True
            self._inbox.end(why)

    def _disconnected(self, reason: int) -> None:
        self._end(ending(self._sdk.DisconnectReason, reason))

    def _subscribe(self, publication: Any) -> None:
        if publication.kind == self._sdk.TrackKind.KIND_AUDIO:
            publication.set_subscribed(True)

    def _hear(self, track: Any, publication: Any, participant: Any) -> None:
        if track.kind == self._sdk.TrackKind.KIND_AUDIO and not self._ended:
            self._unhear(publication)
            self._ears[publication.sid] = self._work(self._listen(track, participant))

    def _unhear(self, publication: Any) -> None:
        ear = self._ears.pop(publication.sid, None)
        if ear is not None:
            ear.cancel()

    async def _listen(self, track: Any, participant: Any) -> None:
        stream = self._sdk.AudioStream(
            track, sample_rate=HEARING_RATE, num_channels=1, capacity=_UNHEARD
        )
        visitor = self._visitor(participant)
        try:
            async for event in stream:
                audio = Audio.from_pcm16(bytes(event.frame.data), event.frame.sample_rate)
                self._inbox.keep(Heard(visitor, audio))
        finally:
            await stream.aclose()

    def _opened(self, reader: Any, identity: str) -> None:
        """A comment begins to come."""
        if self._ended or self._reading >= _READING:
            reader.close()
            return
        self._reading += 1
        self._last = self._work(self._read(reader, identity, self._last))

    async def _read(self, reader: Any, identity: str, earlier: asyncio.Task[None] | None) -> None:
        """Keep a comment once it is whole, after the `earlier` one where that comes soon."""
        text = ""
        try:
            async with asyncio.timeout(_READ_S):
                async for piece in reader:
                    text += piece
                    if len(text) >= _LONGEST:
                        break
        except (TimeoutError, self._sdk.StreamError):
            return  # the rest of it never came
        finally:
            self._reading -= 1
            reader.close()
        if earlier is not None:
            await asyncio.wait([earlier], timeout=_IN_ORDER_S)
        participant = self._room.remote_participants.get(identity)
        visitor = Visitor(identity) if participant is None else self._visitor(participant)
        at = datetime.fromtimestamp(reader.info.timestamp / 1000, UTC)
        if text.strip():
            self._inbox.keep(Said(reader.info.stream_id, visitor, text[:_LONGEST], at))

    def _visitor(self, participant: Any) -> Visitor:
        identity = participant.identity
        if self._where.host:
            is_host = identity == self._where.host
        else:
            agent = participant.kind == self._sdk.ParticipantKind.PARTICIPANT_KIND_AGENT
            is_host = participant.permissions.can_publish and not agent
        return Visitor(identity, participant.name, "host" if is_host else "viewer")

    def _work(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="livekit")
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("the link to LiveKit broke", error=repr(error))
            self._end(LinkLost(f"the link to LiveKit broke: {type(error).__name__}"))

"""A live room through its bridge's WebSocket, whichever side opened it."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol
from uuid import uuid4

import structlog

from assistant.gateways.feed import messages
from assistant.gateways.link import (
    FRAME_MS,
    Abilities,
    LinkError,
    LinkLost,
    LiveEvent,
    NextFrame,
    Visitor,
)
from assistant.speech.audio import SPEAKING_RATE

HELLO_S = 10.0
"""How long a bridge may take to say what it can do."""

ANSWER_S = 10.0
"""How long it may take to say whether the platform took a message."""

_QUIET_FRAMES = 10  # of silence after which the voice has ended, and the bridge is told so

_log = structlog.get_logger(__name__)


class FeedSocket(Protocol):
    """A WebSocket that is open."""

    async def receive(self) -> str | bytes:
        """The next message. Raises LinkLost."""
        ...

    async def send(self, text: str) -> None:
        """Send one. Raises LinkLost."""
        ...


class FeedLink:
    """The link over an open socket; `opened` makes one that is ready."""

    def __init__(self, socket: FeedSocket, hello: messages.Hello) -> None:
        self._socket = socket
        self._abilities = hello.abilities()
        self._answers: dict[str, asyncio.Future[None]] = {}

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, socket: FeedSocket, next_frame: NextFrame, *, room: str = ""
    ) -> AsyncIterator["FeedLink"]:
        """The link once the bridge has said hello. Raises LinkError where it says anything else."""
        try:
            async with asyncio.timeout(HELLO_S):
                first = messages.read(await socket.receive())
        except TimeoutError:
            raise LinkError(f"the bridge said no hello within {HELLO_S:.0f} s") from None
        except messages.Unreadable as error:
            raise LinkError(f"the bridge's hello cannot be read: {error}") from error
        if not isinstance(first, messages.Hello):
            raise LinkError(f"the bridge began with {first.type!r}; hello comes first")
        await _tell(socket, messages.Welcome(room=room))
        link = cls(socket, first)
        speaking = asyncio.create_task(link._speak(next_frame)) if first.speaks else None
        try:
            yield link
        finally:
            if speaking is not None:
                speaking.cancel()
                await asyncio.gather(speaking, return_exceptions=True)
            for waiting in link._answers.values():
                waiting.cancel()

    @property
    def abilities(self) -> Abilities:
        """As the bridge said."""
        return self._abilities

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What happens in the room. A message that cannot be read is answered and left out."""
        while True:
            received = await self._socket.receive()
            try:
                message = messages.read(received)
                event = messages.event_of(message)
            except messages.Unreadable as error:
                await _tell(self._socket, messages.Fault(detail=str(error)))
                continue
            if isinstance(message, messages.End):
                return
            if event is not None:
                yield event
            else:
                self._answered(message)

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Let the bridge write, and wait until it says that the platform took it.

        Its answer is read by `events`: somebody has to be reading those.
        """
        message = messages.Written(id=uuid4().hex, text=" ".join(text.split()), to=_viewer(to))
        answer = self._answers[message.id] = asyncio.get_running_loop().create_future()
        try:
            await _tell(self._socket, message)
            async with asyncio.timeout(ANSWER_S):
                await answer
        except TimeoutError:
            raise LinkLost(f"the bridge did not answer for {ANSWER_S:.0f} s") from None
        except asyncio.CancelledError:
            if answer.cancelled():
                raise LinkLost("the bridge left before it answered") from None
            raise
        finally:
            del self._answers[message.id]

    def _answered(self, message: Any) -> None:
        answer = self._answers.get(getattr(message, "id", ""))
        if answer is None or answer.done():
            return
        if isinstance(message, messages.Refused):
            answer.set_exception(LinkError(message.reason or "the platform refused the message"))
        elif isinstance(message, messages.Taken):
            answer.set_result(None)

    async def _speak(self, next_frame: NextFrame) -> None:
        """Send the voice at the pace it lasts; nothing while it is silent."""
        clock = asyncio.get_running_loop().time
        due, quiet = clock(), _QUIET_FRAMES
        while True:
            frame = next_frame()
            quiet = 0 if any(frame) else quiet + 1
            try:
                if quiet < _QUIET_FRAMES:
                    pcm = base64.b64encode(frame).decode()
                    sound = messages.Sound(type="sound", pcm16=pcm, rate=SPEAKING_RATE)
                    await _tell(self._socket, sound)
                elif quiet == _QUIET_FRAMES:
                    await _tell(self._socket, messages.Silence())
            except LinkLost:
                return  # `events` says so
            due = max(due + FRAME_MS / 1000, clock() - 0.1)
            await asyncio.sleep(max(0.0, due - clock()))


async def _tell(socket: FeedSocket, message: messages.Message) -> None:
    await socket.send(message.model_dump_json(exclude_none=True))


def _viewer(visitor: Visitor | None) -> messages.Viewer | None:
    if visitor is None:
        return None
    return messages.Viewer(id=visitor.id, name=visitor.name, role=visitor.role)

"""What the SDK calls, on threads of its own, and how that comes to the event loop.

Nothing of the SDK may be called in a callback, nor any work done there: each hands over what it was
given and returns.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from assistant.gateways.agora.sdk import Sdk
from assistant.gateways.link import Heard, LinkError, LinkLost, LiveEvent, Said, Visitor
from assistant.speech.audio import HEARING_RATE, Audio

CHANNEL_MESSAGE = 1
"""RtmChannelType.RTM_CHANNEL_TYPE_MESSAGE."""

_RTM_FAILED = 5  # LinkStateEvent.current_state
_UNREAD = 3_000  # events; 30 s of one voice

_REASONS = {
    3: "Agora banned it from the channel",
    6: "the app id is not valid",
    7: "the channel name is not valid",
    8: "the token is not valid; see agora_app_certificate",
    10: "Agora rejected it",
    19: "somebody came in with the same uid; give each its own",
}
"""Reasons a connection ends for good, of ConnectionChangedReasonType; any other may pass."""


class Inbox:
    """What came of a link, in order, for its one reader; used on the loop, but for `post`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._events: deque[LiveEvent] = deque(maxlen=_UNREAD)
        self._news = asyncio.Event()
        self._fault: LinkError | LinkLost | None = None
        self._replies: dict[object, asyncio.Future[int]] = {}
        self.connected: asyncio.Future[None] = self._loop.create_future()
        self.expiring = asyncio.Event()

    def post(self, take: Callable[..., None], *given: Any) -> None:
        """Have `take` called on the loop; for any thread, also one that outlives the loop."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(take, *given)

    def put(self, event: LiveEvent) -> None:
        """Something happened; what nobody reads for long is forgotten, the oldest first."""
        self._events.append(event)
        self._news.set()

    def fail(self, fault: LinkError | LinkLost) -> None:
        """The link is over; the first reason given counts."""
        self._fault = self._fault or fault
        self._news.set()
        if not self.connected.done():
            self.connected.set_exception(fault)
            self.connected.exception()  # whoever waits still gets it; nobody need
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(fault)
                reply.exception()

    def joined(self) -> None:
        """The channel was entered."""
        if not self.connected.done():
            self.connected.set_result(None)

    def answered(self, request: object, error: int) -> None:
        """A request was answered, perhaps before whoever asked knew its number."""
        reply = self._reply(request)
        if not reply.done():
            reply.set_result(error)

    async def reply(self, request: object) -> int:
        """What a request was answered: 0, or an error's number. Raises what ended the link."""
        if self._fault:
            raise self._fault
        try:
            return await self._reply(request)
        finally:
            del self._replies[request]

    async def read(self) -> AsyncIterator[LiveEvent]:
        """Events as they come. Raises what ended the link, once all before it were read."""
        while True:
            self._news.clear()
            while self._events:
                yield self._events.popleft()
            if self._fault:
                raise self._fault
            await self._news.wait()

    def _reply(self, request: object) -> asyncio.Future[int]:
        return self._replies.setdefault(request, self._loop.create_future())


def connection_observer(sdk: Sdk, inbox: Inbox) -> Any:
    """Tells `inbox` of the connection. The SDK wants a child of its own class."""

    parent: Any = sdk.IRTCConnectionObserver

    class Observer(parent):  # type: ignore[misc]
        def on_connected(self, conn: Any, info: Any, reason: int) -> None:
            inbox.post(inbox.joined)

        def on_disconnected(self, conn: Any, info: Any, reason: int) -> None:
            inbox.post(_ended, inbox, reason)

        def on_connection_failure(self, conn: Any, info: Any, reason: int) -> None:
            inbox.post(_ended, inbox, reason)

        def on_connection_lost(self, conn: Any, info: Any) -> None:
            inbox.post(inbox.fail, LinkLost("the connection to Agora's channel was lost"))

        def on_token_privilege_will_expire(self, conn: Any, token: str) -> None:
            inbox.post(inbox.expiring.set)

    return Observer()


def audio_observer(sdk: Sdk, inbox: Inbox, hears: Collection[str]) -> Any:
    """Gives `inbox` what each user says, before it is mixed; `hears` may be {"*"}."""

    parent: Any = sdk.IAudioFrameObserver

    class Observer(parent):  # type: ignore[misc]
        def on_playback_audio_frame_before_mixing(
            self, user: Any, channel: str, uid: str, frame: Any, vad: int, vad_bytes: Any
        ) -> int:
            inbox.post(_heard, inbox, hears, uid, frame)
            return 1

    return Observer()


def message_handler(sdk: Sdk, inbox: Inbox, channel: str, me: str) -> Any:
    """Tells `inbox` of what is written in the channel, by others than `me`, and of answers."""

    parent: Any = sdk.IRtmEventHandler

    class Handler(parent):  # type: ignore[misc]
        def on_message_event(self, event: Any) -> None:
            inbox.post(_said, inbox, channel, me, event)

        def on_login_result(self, request_id: int, error_code: int) -> None:
            inbox.post(inbox.answered, request_id, error_code)

        def on_subscribe_result(self, request_id: int, name: str, error_code: int) -> None:
            inbox.post(inbox.answered, request_id, error_code)

        def on_publish_result(self, request_id: int, error_code: int) -> None:
            inbox.post(inbox.answered, request_id, error_code)

        def on_link_state_event(self, event: Any) -> None:
            if event.current_state == _RTM_FAILED:
                inbox.post(inbox.fail, LinkLost("the connection to Agora's signalling was lost"))

        def on_token_privilege_will_expire(self, name: str) -> None:
            inbox.post(inbox.expiring.set)

    return Handler()


def _ended(inbox: Inbox, reason: int) -> None:
    if reason in _REASONS:
        inbox.fail(LinkError(f"Agora's channel cannot be entered: {_REASONS[reason]} [{reason}]"))
    else:
        inbox.fail(LinkLost(f"Agora ended the connection to the channel [{reason}]"))


def _heard(inbox: Inbox, hears: Collection[str], uid: str, frame: Any) -> None:
    if "*" not in hears and uid not in hears:
        return
    # asked for as mono at HEARING_RATE; what comes otherwise is not worth guessing at
    if frame.channels == 1 and frame.bytes_per_sample == 2:
        audio = Audio.from_pcm16(bytes(frame.buffer), frame.samples_per_sec)
        inbox.put(Heard(Visitor(uid), audio.at(HEARING_RATE)))


def _said(inbox: Inbox, channel: str, me: str, event: Any) -> None:
    if event.channel_type != CHANNEL_MESSAGE or event.channel_name != channel:
        return
    written = event.message
    try:
        text = written if isinstance(written, str) else bytes(written).decode()
    except UnicodeDecodeError:
        return  # a binary message of another program's
    if text and event.publisher != me:
        # signalling numbers no messages, and delivers none of them again
        visitor = Visitor(event.publisher, event.publisher)
        inbox.put(Said(uuid4().hex, visitor, text, datetime.now(UTC)))

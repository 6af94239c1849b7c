"""TikTok's live rooms through the TikTokLive package: `tiktok://USER` or the page's own address.

Read only. The package is not installed with Xiaoer nor named as an extra of it: its licence, a
changed AGPL, is for whoever installs it to accept. It reads what TikTok's page reads, through a
signing service of third parties that limits how often it is asked. Proven behind a fake
of the package's surface, and that surface against the package itself (7.0.1); unproven against the
live service.
"""

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from assistant.gateways.inbox import Inbox
from assistant.gateways.link import (
    Abilities,
    Happened,
    LinkError,
    LinkLost,
    LiveEvent,
    NextFrame,
    Said,
    Visitor,
)
from assistant.settings import Settings

INSTALL = (
    "reading TikTok needs the TikTokLive package, under its own licence: "
    "pip install 'TikTokLive>=7,<8'"
)
FINAL = ("UserNotFoundError", "UserOfflineError", "AgeRestrictedError", "PremiumEndpointError")
HAPPENED: dict[str, Literal["gift", "entered", "like", "follow"]] = {
    "GiftEvent": "gift",
    "JoinEvent": "entered",
    "LikeEvent": "like",
    "FollowEvent": "follow",
}


class Client(Protocol):
    """What we use of `TikTokLive.TikTokLiveClient`."""

    def add_listener(self, event: Any, f: Callable[[Any], Awaitable[None]]) -> Any:
        """Call `f` with each event of that class."""
        ...

    async def start(self, *, process_connect_events: bool) -> "asyncio.Task[Any]":
        """Connect; the task ends with the connection."""
        ...

    async def disconnect(self, close_client: bool = False) -> None:
        """End the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Library:
    """The package, as far as it is used: its client, and where its events and errors stand."""

    client: Callable[[str], Client]
    events: Any
    errors: Any


def library() -> Library:
    """The package installed. Raises LinkError where it is not."""
    try:
        root = importlib.import_module("TikTokLive")
        events = importlib.import_module("TikTokLive.events")
        errors = importlib.import_module("TikTokLive.client.errors")
    except ImportError as error:
        raise LinkError(INSTALL) from error
    return Library(root.TikTokLiveClient, events, errors)


def event_of(name: str, event: Any) -> LiveEvent:
    """Our event for the package's, of the class `name`. Raises AttributeError."""
    visitor = Visitor(str(event.user.id or event.user.display_id), str(event.user.nickname))
    id_ = str(event.common.msg_id)
    at = datetime.now(UTC)  # whether create_time is in seconds or less, TikTok does not say
    if name == "CommentEvent":
        return Said(id_, visitor, str(event.comment), at)
    return Happened(id_, HAPPENED[name], visitor, at)


class TikTokLink:
    """A link that reads one room."""

    abilities = Abilities(reads=True)

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def events(self) -> AsyncIterator[LiveEvent]:
        """Comments, gifts, likes, who comes in and who follows; ends with the live."""
        return self._inbox.events()

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Raises LinkError, always."""
        raise LinkError("TikTok's rooms are read only here")


@dataclass(frozen=True, slots=True)
class TikTok:
    """The gateway to one user's live."""

    user: str
    library: Library
    name: str = "tiktok"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[TikTokLink]:
        """Join the live; there is no sound, so `next_frame` is not asked."""
        inbox = Inbox()
        client = self.library.client(f"@{self.user}")
        for name in ("CommentEvent", *HAPPENED):
            client.add_listener(getattr(self.library.events, name), _keeper(name, inbox))
        over = asyncio.Event()

        async def ended(_: Any) -> None:
            over.set()
            inbox.end()

        client.add_listener(self.library.events.LiveEndEvent, ended)
        try:
            try:
                task = await client.start(process_connect_events=False)
            except Exception as error:  # the package's own, its HTTP client's, its parser's
                raise self._told(error) from error
            watching = asyncio.create_task(_watch(task, inbox, over))
            try:
                yield TikTokLink(inbox)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
        finally:
            await client.disconnect(close_client=True)

    def _told(self, error: Exception) -> LinkError | LinkLost:
        final = tuple(getattr(self.library.errors, name) for name in FINAL)
        what = " ".join(str(error).split()) or type(error).__name__
        failed = LinkError if isinstance(error, final) else LinkLost
        return failed(f"the live of @{self.user} cannot be joined: {what}")


def make(url: str, settings: Settings) -> TikTok:
    """The gateway to the live of the user in `url`. Raises LinkError."""
    parts = urlsplit(url)
    user = parts.netloc if parts.scheme == "tiktok" else parts.path.strip("/").partition("/")[0]
    user = user.removeprefix("@")
    if parts.scheme not in ("tiktok", "https") or not user:
        raise LinkError(f"{url!r} names no user: it is to be https://www.tiktok.com/@USER/live")
    return TikTok(user, library())


def _keeper(name: str, inbox: Inbox) -> Callable[[Any], Awaitable[None]]:
    async def keep(event: Any) -> None:
        with contextlib.suppress(AttributeError):  # a message without its user is nobody's
            inbox.keep(event_of(name, event))

    return keep


async def _watch(task: "asyncio.Task[Any]", inbox: Inbox, over: asyncio.Event) -> None:
    await asyncio.wait([task])
    if not over.is_set():
        inbox.end(LinkLost("the connection to TikTok broke"))

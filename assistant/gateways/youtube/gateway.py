"""YouTube's live chat by the Live Streaming API: `https://www.youtube.com/watch?v=ID`.

`youtube://ID`, youtu.be/ID and /live/ID do as well. Chat is polled, as often as YouTube says and
the settings allow; reading goes before writing where the day's units do not reach for both.
Proven against a server in the tests that does as the public documentation says
(developers.google.com/youtube/v3/live/docs); unproven against the live service, for which there is
no account here.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import httpx

from assistant.gateways.inbox import Inbox
from assistant.gateways.link import (
    Abilities,
    Happened,
    Limits,
    LinkError,
    LinkLost,
    LiveEvent,
    NextFrame,
    Said,
    Visitor,
)
from assistant.gateways.youtube.api import Account, Api, ChatEnded
from assistant.gateways.youtube.quota import INSERT, Quota
from assistant.settings import Settings

API = "https://www.googleapis.com/youtube/v3"
TOKENS = "https://oauth2.googleapis.com/token"
ANSWER_S = 10.0
GIFTS = {"superChatEvent", "superStickerEvent", "newSponsorEvent", "membershipGiftingEvent"}


def event_of(item: dict[str, Any]) -> LiveEvent | None:
    """The event in a liveChatMessage. Raises KeyError, TypeError, ValueError."""
    snippet, author = item["snippet"], item["authorDetails"]
    role: Literal["viewer", "moderator", "host"] = "viewer"
    if author.get("isChatOwner"):
        role = "host"
    elif author.get("isChatModerator"):
        role = "moderator"
    visitor = Visitor(str(author["channelId"]), str(author.get("displayName", "")), role)
    at = datetime.fromisoformat(snippet["publishedAt"])
    if snippet["type"] == "textMessageEvent":
        return Said(str(item["id"]), visitor, snippet["textMessageDetails"]["messageText"], at)
    if snippet["type"] in GIFTS:
        return Happened(str(item["id"]), "gift", visitor, at)
    return None


class YouTubeLink:
    """A link that reads and writes one chat."""

    abilities = Abilities(reads=True, writes=True, limits=Limits(gap_s=1.0, length=200))

    def __init__(self, api: Api, quota: Quota, chat: str, poll_s: float) -> None:
        self._api = api
        self._quota = quota
        self._chat = chat
        self._least_s = self._poll_s = poll_s
        self._page = ""
        self._inbox = Inbox()
        self._own: deque[str] = deque(maxlen=200)
        self._asking = asyncio.Lock()  # our own message is known before it is read

    def events(self) -> AsyncIterator[LiveEvent]:
        """Comments and gifts; ends with the broadcast."""
        return self._inbox.events()

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Write to the chat, unless reading needs the units; see `Link.write`."""
        if to is not None:
            raise LinkError("a message on YouTube is always for everybody")
        needed = self._quota.needed(self._poll_s)
        if self._quota.left < needed + INSERT:
            raise LinkError(
                f"YouTube leaves {self._quota.left} units today, and reading to the show's end "
                f"needs {needed}: nothing is written"
            )
        try:
            async with self._asking:
                self._own.append(await self._api.insert(self._chat, " ".join(text.split())))
        except ChatEnded as error:
            raise LinkError("the broadcast is over") from error

    async def poll(self) -> bool:
        """Take the next messages; whether there may be more. Raises LinkError, LinkLost."""
        try:
            async with self._asking:
                told = await self._api.messages(self._chat, self._page)
        except ChatEnded:
            return False
        first, self._page = not self._page, str(told.get("nextPageToken", self._page))
        wished = told.get("pollingIntervalMillis", 0)
        self._poll_s = max(self._least_s, wished / 1000 if isinstance(wished, int) else 0)
        for item in () if first else told.get("items", ()):  # the first are of before we came
            with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
                event = event_of(item)
                if event is not None and item["id"] not in self._own:
                    self._inbox.keep(event)
        return "offlineAt" not in told

    async def read(self) -> None:
        """Poll until the broadcast ends."""
        try:
            while True:
                await asyncio.sleep(self._poll_s)
                if not await self.poll():
                    break
        except (LinkError, LinkLost) as error:
            self._inbox.end(error)
        else:
            self._inbox.end()


@dataclass(frozen=True, slots=True)
class YouTube:
    """The gateway to one video's chat; its quota outlives a connection."""

    video: str
    account: Account
    quota: Quota
    poll_s: float
    api: str = API
    tokens: str = TOKENS
    name: str = "youtube"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[YouTubeLink]:
        """Join the chat; there is no sound, so `next_frame` is not asked."""
        async with httpx.AsyncClient(timeout=ANSWER_S) as client:
            api = Api(client, self.account, self.quota, api=self.api, tokens=self.tokens)
            link = YouTubeLink(api, self.quota, await api.chat_of(self.video), self.poll_s)
            if not await link.poll():
                raise LinkError(f"the broadcast of the video {self.video!r} is over")
            reading = asyncio.create_task(link.read())
            try:
                yield link
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


def make(url: str, settings: Settings) -> YouTube:
    """The gateway to the chat of the video in `url`. Raises LinkError."""
    parts = urlsplit(url)
    if parts.scheme == "youtube":
        video = parts.netloc or parts.path.strip("/")
    else:
        video = parse_qs(parts.query).get("v", [parts.path.rstrip("/").rpartition("/")[2]])[0]
    known = parts.scheme == "youtube" or (parts.hostname or "").endswith(
        ("youtube.com", "youtu.be")
    )
    if not known or not video:
        raise LinkError(f"{url!r} names no video: it is to be https://www.youtube.com/watch?v=ID")
    account = Account(
        settings.youtube_client_id,
        settings.youtube_client_secret.get_secret_value(),
        settings.youtube_refresh_token.get_secret_value(),
    )
    if not (account.client and account.secret and account.refresh):
        raise LinkError(
            "YouTube asks for XIAOER_YOUTUBE_CLIENT_ID, XIAOER_YOUTUBE_CLIENT_SECRET and "
            "XIAOER_YOUTUBE_REFRESH_TOKEN"
        )
    show = timedelta(hours=settings.youtube_show_hours)
    return YouTube(
        video, account, Quota(settings.youtube_daily_units, show), settings.youtube_poll_s
    )

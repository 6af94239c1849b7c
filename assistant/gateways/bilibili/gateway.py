"""Bilibili's live rooms by the open platform: `bilibili://CODE`, the broadcaster's identity code.

Read only: the open platform has no way to write a comment. `https://host/CODE` is another host
with the same interface. Proven against a server in the tests that does as the public documentation
says (open-live.bilibili.com/document): its signatures, frames and heartbeats. Unproven against the
live service, for which there is no account here: what it sends beyond its documentation, and its
error codes other than those of `platform.AGAIN` being final.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import httpx
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import WebSocketException

from assistant.gateways.bilibili.frames import Frame, Operation, framed, frames
from assistant.gateways.bilibili.platform import Credentials, Game, Platform
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

HOST = "https://live-open.biliapi.com"
ANSWER_S = 10.0
HAPPENED: dict[str, Literal["gift", "entered", "like", "follow"]] = {
    "LIVE_OPEN_PLATFORM_SEND_GIFT": "gift",
    "LIVE_OPEN_PLATFORM_GUARD": "gift",
    "LIVE_OPEN_PLATFORM_LIKE": "like",
    "LIVE_OPEN_PLATFORM_LIVE_ROOM_ENTER": "entered",
}
SAID = {"LIVE_OPEN_PLATFORM_DM": "msg", "LIVE_OPEN_PLATFORM_SUPER_CHAT": "message"}
"""Comments, and where their text stands."""

END = "LIVE_OPEN_PLATFORM_INTERACTION_END"


def event_of(message: dict[str, Any], game: Game) -> LiveEvent | None:
    """The event in a message, if it is one we know. Raises ValueError, KeyError, TypeError."""
    command, data = message["cmd"], message["data"]
    if command not in SAID and command not in HAPPENED:
        return None
    user = data.get("user_info") or data
    id_ = str(user.get("open_id") or user.get("uid", ""))
    visitor = Visitor(
        id_, str(user.get("uname", "")), "host" if id_ and id_ == game.host else "viewer"
    )
    at = datetime.fromtimestamp(int(data["timestamp"]), UTC)
    # Some kinds have no id of their own by the documentation; who and when is the next best.
    message_id = str(data.get("msg_id") or f"{command}:{id_}:{data['timestamp']}")
    if command in SAID:
        return Said(message_id, visitor, str(data[SAID[command]]), at)
    return Happened(message_id, HAPPENED[command], visitor, at)


class BilibiliLink:
    """A link that reads one room."""

    abilities = Abilities(reads=True)

    def __init__(self, game: Game, inbox: Inbox) -> None:
        self._game = game
        self._inbox = inbox

    def events(self) -> AsyncIterator[LiveEvent]:
        """Comments, gifts, likes and who comes in; ends when Bilibili ends the game."""
        return self._inbox.events()

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Raises LinkError, always."""
        raise LinkError("Bilibili's open platform has no way to write a comment")

    async def read(self, socket: ClientConnection) -> None:
        """Fill the inbox until the game or the connection ends. Raises LinkError, LinkLost."""
        try:
            async for data in socket:
                for frame in _frames(data):
                    if frame.operation == Operation.MESSAGE and self._is_end(frame):
                        self._inbox.end()
                        return
        except (WebSocketException, OSError) as error:
            raise LinkLost("the connection to Bilibili broke") from error
        raise LinkLost("Bilibili closed the connection")

    def _is_end(self, frame: Frame) -> bool:
        try:
            message = frame.json()
            if message.get("cmd") == END:
                return str(message["data"].get("game_id", self._game.id)) == self._game.id
            event = event_of(message, self._game)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
            return False  # one message that cannot be read is no reason to leave the room
        if event is not None:
            self._inbox.keep(event)
        return False


@dataclass(frozen=True, slots=True)
class Bilibili:
    """The gateway to one broadcaster's room. Times are in seconds."""

    code: str
    credentials: Credentials
    host: str = HOST
    beat_s: float = 30.0
    game_beat_s: float = 20.0
    name: str = "bilibili"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[BilibiliLink]:
        """Start a game and read its comments; there is no sound, `next_frame` is not asked."""
        async with httpx.AsyncClient(base_url=self.host, timeout=ANSWER_S) as client:
            platform = Platform(client, self.credentials)
            game = await platform.start(self.code)
            try:
                async with await self._opened(game) as socket:
                    inbox = Inbox()
                    link = BilibiliLink(game, inbox)
                    living = asyncio.create_task(self._live(link, inbox, socket, platform, game))
                    try:
                        yield link
                    finally:
                        living.cancel()
                        await asyncio.gather(living, return_exceptions=True)
            finally:
                if game.id:
                    with contextlib.suppress(LinkError, LinkLost):
                        await platform.end(game)

    async def _opened(self, game: Game) -> ClientConnection:
        """The first of the game's servers that lets us in."""
        why: Exception | None = None
        for address in game.links:
            try:
                socket = await open_socket(address, open_timeout=ANSWER_S, close_timeout=1.0)
            except (WebSocketException, OSError, TimeoutError, ValueError) as error:
                why = error
                continue
            try:
                await socket.send(framed(Operation.AUTH, game.auth.encode()))
                async with asyncio.timeout(ANSWER_S):
                    replies = [*_frames(await socket.recv())]
                if replies[0].operation == Operation.AUTH_REPLY and not replies[0].json()["code"]:
                    return socket
            except (WebSocketException, OSError, TimeoutError, ValueError, LookupError) as error:
                why = error
            await socket.close()
        raise LinkLost("none of Bilibili's comment servers let Xiaoer in") from why

    async def _live(
        self,
        link: BilibiliLink,
        inbox: Inbox,
        socket: ClientConnection,
        platform: Platform,
        game: Game,
    ) -> None:
        """Read, and keep the connection and the game alive, until one of the three fails."""
        tasks = [
            asyncio.ensure_future(link.read(socket)),
            asyncio.ensure_future(self._beat(socket)),
        ]
        if game.id:
            tasks.append(asyncio.ensure_future(self._beat_game(platform, game)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if isinstance(error, LinkError | LinkLost):
                    inbox.end(error)
                elif error is not None:
                    inbox.end(LinkLost(f"reading Bilibili failed: {error}"))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _beat(self, socket: ClientConnection) -> None:
        try:
            while True:
                await socket.send(framed(Operation.HEARTBEAT))
                await asyncio.sleep(self.beat_s)
        except (WebSocketException, OSError) as error:
            raise LinkLost("the connection to Bilibili broke") from error

    async def _beat_game(self, platform: Platform, game: Game) -> None:
        while True:
            await asyncio.sleep(self.game_beat_s)
            await platform.beat(game)


def make(url: str, settings: Settings) -> Bilibili:
    """The gateway to the room of the code in `url`. Raises LinkError."""
    parts = urlsplit(url)
    if parts.scheme == "bilibili":
        host, code = HOST, parts.netloc or parts.path.strip("/")  # a host name would lose its case
    else:
        host, code = f"{parts.scheme}://{parts.netloc}", unquote(parts.path).strip("/")
    if parts.scheme not in ("bilibili", "http", "https") or not parts.netloc or not code:
        raise LinkError(
            "the address is to be bilibili://CODE, CODE being the broadcaster's identity code"
        )
    key, secret = settings.bilibili_access_key, settings.bilibili_access_secret.get_secret_value()
    if not key or not secret or not settings.bilibili_app_id:
        raise LinkError(
            "Bilibili's open platform asks for XIAOER_BILIBILI_ACCESS_KEY, "
            "XIAOER_BILIBILI_ACCESS_SECRET and XIAOER_BILIBILI_APP_ID"
        )
    return Bilibili(code, Credentials(key, secret, settings.bilibili_app_id), host)


def _frames(data: str | bytes) -> list[Frame]:
    """The frames of a message; none where it is none. Raises LinkError where brotli is missing."""
    try:
        return [*frames(data)] if isinstance(data, bytes) else []
    except ValueError:
        return []

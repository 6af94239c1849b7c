"""`xiaoer join websocket wss://…`: Xiaoer connects to a bridge that listens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from assistant.gateways.feed.link import FeedLink
from assistant.gateways.link import Gateway, LinkError, LinkLost, NextFrame
from assistant.settings import Settings

_LARGEST = 1 << 20  # bytes of one message: some ten seconds of sound


class _Socket:
    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def receive(self) -> str | bytes:
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise LinkLost(f"the bridge closed the connection ({error})") from error

    async def send(self, text: str) -> None:
        try:
            await self._connection.send(text)
        except ConnectionClosed as error:
            raise LinkLost(f"the bridge closed the connection ({error})") from error


class FeedGateway:
    """A bridge at a WebSocket address."""

    name = "websocket"

    def __init__(self, url: str) -> None:
        self._url = url

    @asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[FeedLink]:
        """Connect, and wait for its hello. Raises LinkError, LinkLost."""
        try:
            connection = await connect(self._url, max_size=_LARGEST)
        except InvalidStatus as error:
            status = error.response.status_code
            if 400 <= status < 500 and status not in (408, 429):
                raise LinkError(f"the bridge at {self._url} refused with {status}") from error
            raise LinkLost(f"the bridge at {self._url} answered {status}") from error
        except (OSError, InvalidHandshake, TimeoutError) as error:
            raise LinkLost(f"the bridge at {self._url} cannot be reached ({error})") from error
        except InvalidURI as error:
            raise LinkError(f"{self._url!r} is no WebSocket address") from error
        try:
            async with FeedLink.opened(_Socket(connection), next_frame) as link:
                yield link
        finally:
            await connection.close()


def make(url: str, settings: Settings) -> Gateway:
    """The bridge at `url` (ws:// or wss://). Raises LinkError."""
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise LinkError(f"a bridge's address begins with ws:// or wss://, not {url!r}")
    return FeedGateway(url)

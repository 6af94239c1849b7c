"""Twitch's chat over IRC, and any IRC channel: `irc://host:port/channel`, `ircs://host/channel`.

A bare `twitch://channel` or `ircs:///channel` is on Twitch's own host. Without a nick in the
settings Xiaoer reads there as an anonymous guest and cannot write. Sources: RFC 1459, the IRCv3
specifications of capabilities and message tags, and dev.twitch.tv/docs/chat/irc. Proven against
ngircd; what only Twitch sends (its tags, USERSTATE, RECONNECT, the notices of a refused login or
message) is proven on lines as its documentation shows them, not against the live service.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from assistant.gateways.link import LinkError, LinkLost, NextFrame
from assistant.gateways.twitch.connection import Channel, IrcLink
from assistant.gateways.twitch.line import plain
from assistant.settings import Settings

TWITCH = "irc.chat.twitch.tv"
PORTS = {"irc": 6667, "ircs": 6697}
GUEST = "justinfan84217"
"""A nick Twitch lets read without a token: `justinfan` and digits."""

CONNECT_S = 10.0
"""To a connection that stands, its encryption included."""

LINE_BYTES = 64 * 1024
"""IRCv3 allows 8,191 bytes of tags and 512 of the rest; servers are generous."""


@dataclass(frozen=True, slots=True)
class Twitch:
    """The gateway to one channel."""

    channel: Channel
    host: str
    port: int
    tls: bool
    name: str = "twitch"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[IrcLink]:
        """Join the channel; chat has no sound, so `next_frame` is not asked."""
        reader, writer = await self._opened()
        link = IrcLink(self.channel, reader, writer)
        try:
            async with link.joined():
                yield link
        finally:
            writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await writer.wait_closed()

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            async with asyncio.timeout(CONNECT_S):
                return await asyncio.open_connection(
                    self.host,
                    self.port,
                    ssl=ssl.create_default_context() if self.tls else None,
                    limit=LINE_BYTES,
                )
        except ssl.SSLCertVerificationError as error:
            raise LinkError(
                f"the certificate of {self.host} is not trusted: {error.verify_message}"
            ) from error
        except (OSError, TimeoutError) as error:
            raise LinkLost(f"{self.host}:{self.port} could not be reached") from error


def make(url: str, settings: Settings) -> Twitch:
    """The gateway to the channel in `url`. Raises LinkError for a URL that names none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise LinkError(f"{url!r} is no address: {error}") from error
    path = unquote(parts.path).strip("/")
    scheme = parts.scheme
    if scheme == "twitch":
        scheme, host, path = "ircs", "", host or path
    channel = (path or unquote(parts.fragment)).lstrip("#").lower()
    if scheme not in PORTS or not channel or plain(channel) != channel or set(channel) & set(" ,"):
        raise LinkError(
            f"{url!r} names no channel: it is to be irc://host:port/channel, ircs://host/channel "
            "or twitch://channel"
        )
    host = host or TWITCH
    nick, token = settings.twitch_nick, settings.twitch_token.get_secret_value()
    if host == TWITCH and bool(nick) != bool(token):
        raise LinkError(
            "Twitch takes a nick and a token together: set XIAOER_TWITCH_NICK and "
            "XIAOER_TWITCH_TOKEN, or neither to read only"
        )
    if token and host == TWITCH:
        token = f"oauth:{token.removeprefix('oauth:')}"
    return Twitch(
        Channel(f"#{channel}", nick or GUEST, token, writes=bool(nick)),
        host,
        port or PORTS[scheme],
        tls=scheme == "ircs",
    )

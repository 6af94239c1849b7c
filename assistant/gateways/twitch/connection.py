"""One connection to an IRC channel, from its greeting to its end."""

import asyncio
import contextlib
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

from assistant.gateways.inbox import Inbox
from assistant.gateways.link import (
    Abilities,
    Limits,
    LinkError,
    LinkLost,
    LiveEvent,
    Visitor,
    Window,
)
from assistant.gateways.twitch.events import event_of, is_host, is_moderator
from assistant.gateways.twitch.line import Line, parsed, plain, written

ANSWER_S = 10.0
"""For whatever the server is asked."""

SILENCE_S = 330.0
"""Twitch asks for a sign of life about every five minutes; then it is our turn to ask."""

LINE_BYTES = 512
"""RFC 1459 section 2.3: the longest line, with its end."""

SOURCE_BYTES = 100
"""What a server puts before our line for the others: nick, user and a host of at most 63."""

CAPABILITIES = ("twitch.tv/tags twitch.tv/commands", "message-tags server-time")

REFUSED_LOGIN = {"464": "the password", "465": "Xiaoer", "432": "the nick"}
REFUSED_JOIN = {"403", "405", "471", "473", "474", "475", "476", "477", "489"}
REFUSED_WRITING = {"401", "403", "404", "407", "412", "442"}
LOGIN_NOTICES = (
    "login authentication failed",
    "login unsuccessful",
    "improperly formatted auth",
    "invalid nick",
)
REFUSED_AT_ONCE = re.compile(r"password|denied|banned|[kg]-?line", re.IGNORECASE)
"""Some servers refuse a login by closing alone; why stands only in their last words."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where to, and as whom. `password` is empty where the server asks for none."""

    name: str
    nick: str
    password: str = ""
    writes: bool = True

    def __repr__(self) -> str:
        """Without the password: this may end in a log."""
        return f"Channel({self.name!r}, {self.nick!r})"


class IrcLink:
    """A link that reads and writes one channel."""

    def __init__(
        self, channel: Channel, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._channel = channel
        self._reader = reader
        self._writer = writer
        self._nick = channel.nick
        self._twitch = False
        self._trusted = False
        self._inbox = Inbox()
        self._welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._taken: asyncio.Future[None] | None = None
        self._writing = asyncio.Lock()
        self._connection = uuid.uuid4().hex
        self._count = 0

    @property
    def abilities(self) -> Abilities:
        """What the server has told of our rights so far."""
        count = 100 if self._trusted else 20
        windows = (Window(count, 30.0),)
        if self._twitch:
            limits = Limits(windows, length=500)
        else:
            around = len(f"PRIVMSG {self._channel.name} :".encode()) + SOURCE_BYTES + 2
            limits = Limits(windows, length=LINE_BYTES - around, counted="utf-8")
        return Abilities(reads=True, writes=self._channel.writes, limits=limits)

    @contextlib.asynccontextmanager
    async def joined(self) -> AsyncIterator[None]:
        """In the channel while it is open. Raises LinkError, LinkLost."""
        reading = asyncio.create_task(self._read())
        try:
            await self._join()
            yield
            with contextlib.suppress(LinkLost):
                await self._send("QUIT", "")
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    def events(self) -> AsyncIterator[LiveEvent]:
        """Comments and who comes in; a channel never ends, so this only raises."""
        return self._inbox.events()

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Write to the channel. Returns when the server answered; see `Link.write`."""
        if to is not None:
            raise LinkError("a message here is always for the whole channel")
        if not self._channel.writes:
            raise LinkError("a guest cannot write: set XIAOER_TWITCH_NICK and XIAOER_TWITCH_TOKEN")
        text = plain(text)
        if self._twitch:
            text = text.lstrip("/. ")  # `/me` and `.me` are commands there
        if not text:
            raise LinkError("there is nothing to write")
        async with self._writing:
            if self._inbox.over is not None:
                raise self._inbox.over
            self._taken = taken = asyncio.get_running_loop().create_future()
            try:
                await self._send("PRIVMSG", self._channel.name, text)
                if not self._twitch:  # nothing tells that it was taken: what comes next does
                    await self._send("PING", self._connection)
                async with asyncio.timeout(ANSWER_S):
                    await taken
            except TimeoutError as error:
                raise LinkLost("the server does not answer") from error
            finally:
                self._taken = None

    async def _join(self) -> None:
        try:
            for wanted in CAPABILITIES:
                await self._send("CAP", "REQ", wanted)
            if self._channel.password:
                await self._send("PASS", self._channel.password)
            await self._send("NICK", self._nick)
            await self._send("USER", "xiaoer", "0", "*", "Xiaoer")
            await self._send("CAP", "END")
        except LinkLost:
            # A server that turns us away closes at once; why is still to be read.
            pass
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._welcome
        except TimeoutError as error:
            raise LinkLost(f"the server did not let Xiaoer into {self._channel.name}") from error

    async def _send(self, command: str, *parameters: str) -> None:
        try:
            self._writer.write(written(command, *parameters))
            await self._writer.drain()
        except (OSError, RuntimeError) as error:
            raise LinkLost("the connection broke") from error

    async def _read(self) -> None:
        try:
            while True:
                await self._answer(parsed(await self._next()))
        except (LinkError, LinkLost) as error:
            self._end(error)

    async def _next(self) -> bytes:
        for patience in (SILENCE_S, ANSWER_S):
            try:
                async with asyncio.timeout(patience):
                    raw = await self._reader.readline()
            except TimeoutError:
                await self._send("PING", self._connection)
                continue
            except (OSError, ValueError) as error:
                raise LinkLost("the connection broke") from error
            if not raw.endswith(b"\n"):
                raise LinkLost("the server closed the connection")
            return raw
        raise LinkLost("the server has fallen silent")

    def _end(self, error: LinkError | LinkLost) -> None:
        for waiting in (self._welcome, self._taken):
            if waiting is not None and not waiting.done():
                waiting.set_exception(error)
        self._inbox.end(error)

    async def _answer(self, line: Line) -> None:
        """Do what the line asks of us, and keep what it tells of the room."""
        match line.command:
            case "PING":
                await self._send("PONG", line.last)
            case "CAP" if line.parameter(1) == "ACK" and "twitch.tv/tags" in line.last:
                self._twitch = True
            case "001":
                self._nick = line.parameter(0) or self._nick
                await self._send("JOIN", self._channel.name)
            case "433" if (
                not self._welcome.done() and len(self._nick) < len(self._channel.nick) + 3
            ):
                # Our own, of a connection the server does not yet know to be broken.
                self._nick += "_"
                await self._send("NICK", self._nick)
            case "353":
                self._trusted = self._trusted or f"@{self._nick}" in line.last.split()
            case "366":
                if not self._welcome.done():
                    self._welcome.set_result(None)
            case "PONG" if line.last == self._connection and not self._twitch:
                self._took()
            case "USERSTATE":
                self._trusted = is_moderator(line.tags) or is_host(line.tags)
                if self._welcome.done():
                    self._took()
            case "MODE" if self._nick in line.parameters[2:] and "o" in line.parameter(1):
                self._trusted = line.parameter(1).startswith("+")
            case "RECONNECT":
                raise LinkLost("the server asks to join again")
            case "ERROR":
                if not self._welcome.done() and REFUSED_AT_ONCE.search(line.last):
                    raise LinkError(f"the server refuses the login: {line.last}")
                raise LinkLost(f"the server closed the connection: {line.last}")
            case _:
                self._refuse(line)
                self._tell(line)

    def _took(self) -> None:
        if self._taken is not None and not self._taken.done():
            self._taken.set_result(None)

    def _refuse(self, line: Line) -> None:
        """Raise what ends the link; fail the write that was refused."""
        said, own = line.last, self._nick.lower()
        if line.command in REFUSED_LOGIN and not self._welcome.done():
            raise LinkError(f"the server refuses {REFUSED_LOGIN[line.command]}: {said}")
        if line.command in REFUSED_JOIN and not self._welcome.done():
            raise LinkError(f"{self._channel.name} cannot be joined: {said}")
        if line.command == "KICK" and line.parameter(1).lower() == own:
            raise LinkError(f"Xiaoer was shown out of {self._channel.name}: {said}")
        if line.command == "CLEARCHAT" and said.lower() == own and "ban-duration" not in line.tags:
            raise LinkError(f"Xiaoer was banned from {self._channel.name}")
        if line.command == "NOTICE":
            reason = line.tags.get("msg-id", "")
            if not self._welcome.done() and (
                said.lower().startswith(LOGIN_NOTICES) or reason == "msg_channel_suspended"
            ):
                raise LinkError(f"the server refuses the login or the channel: {said}")
            if reason.startswith("msg_"):
                self._not_taken(said)
        elif line.command in REFUSED_WRITING:
            self._not_taken(said)

    def _not_taken(self, reason: str) -> None:
        if self._taken is not None and not self._taken.done():
            self._taken.set_exception(LinkError(f"the message was refused: {reason}"))

    def _tell(self, line: Line) -> None:
        if line.nick.lower() == self._nick.lower():
            return
        self._count += 1
        event = event_of(line, self._channel.name, f"{self._connection}-{self._count}")
        if event is not None:
            self._inbox.keep(event)

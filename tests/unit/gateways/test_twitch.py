"""What only Twitch says, on lines as its documentation shows them, and the grammar of IRC."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.links import SOON_S, first, silent

from assistant.gateways.link import Happened, Link, LinkError, LinkLost, Said
from assistant.gateways.registry import gateway
from assistant.gateways.twitch.gateway import TWITCH, Twitch, make
from assistant.gateways.twitch.line import parsed, plain, written
from assistant.settings import Settings

TAGS = (
    "@badges=broadcaster/1;display-name=小美;id=b34ccfc7;mod=0;"
    "tmi-sent-ts=1642715756806;user-id=713936733 "
)
SAYS = ":xiaomei!xiaomei@xiaomei.tmi.twitch.tv PRIVMSG #shop "


class TwitchSays:
    """A server that lets in whoever asks, and then says what it is told to."""

    def __init__(self, *, greeting: str = "") -> None:
        self._greeting = greeting
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self._writer: asyncio.StreamWriter | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        with contextlib.suppress(OSError):
            while raw := await reader.readline():
                line = parsed(raw)
                self.heard.put_nowait(raw.decode().rstrip("\r\n"))
                if line.command == "CAP" and "twitch" in line.last:
                    self.say(f":tmi.twitch.tv CAP * ACK :{line.last}")
                elif line.command == "NICK":
                    self.say(self._greeting or f":tmi.twitch.tv 001 {line.last} :Welcome, GLHF!")
                elif line.command == "JOIN":
                    self.say(f":x.tmi.twitch.tv 366 x {line.last} :End of /NAMES list")
        writer.close()

    def say(self, line: str) -> None:
        assert self._writer is not None
        self._writer.write(line.encode() + b"\r\n")

    async def until(self, start: str) -> str:
        async with asyncio.timeout(SOON_S):
            while not (line := await self.heard.get()).startswith(start):
                pass
        return line


@contextlib.asynccontextmanager
async def joined(server: TwitchSays, *, nick: str = "xiaoer") -> AsyncIterator[Link]:
    async with (
        await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening,
        gateway(
            "twitch",
            f"irc://127.0.0.1:{listening.sockets[0].getsockname()[1]}/Shop",
            Settings(twitch_nick=nick, twitch_token="oauth:secret" if nick else ""),
        ).connect(silent) as link,
    ):
        yield link


async def test_a_comment_has_what_its_tags_tell() -> None:
    server = TwitchSays()
    async with joined(server) as link:
        server.say(f"{TAGS}{SAYS}:这件: 多少钱？")
        comment = await first(link.events(), lambda event: isinstance(event, Said))
    assert isinstance(comment, Said)
    assert (comment.id, comment.text) == ("b34ccfc7", "这件: 多少钱？")
    assert (comment.visitor.id, comment.visitor.name) == ("713936733", "小美")
    assert comment.visitor.role == "host"
    assert comment.at == datetime.fromtimestamp(1642715756.806, UTC)


async def test_a_gift_is_no_comment() -> None:
    server = TwitchSays()
    async with joined(server) as link:
        server.say(
            "@id=g1;login=ronni;display-name=Ronni;msg-id=subgift;user-id=7;"
            "tmi-sent-ts=1507246572675 :tmi.twitch.tv USERNOTICE #shop :nice"
        )
        gift = await first(link.events(), lambda _: True)
    assert isinstance(gift, Happened)
    assert (gift.kind, gift.id, gift.visitor.name) == ("gift", "g1", "Ronni")


async def test_the_limits_follow_the_rights_twitch_tells() -> None:
    server = TwitchSays()
    async with joined(server) as link:
        assert link.abilities.limits.windows[0].count == 20
        assert link.abilities.limits.length == 500
        server.say("@badges=moderator/1;mod=1 :tmi.twitch.tv USERSTATE #shop")
        server.say(f"{TAGS}{SAYS}:now")
        await first(link.events(), lambda event: isinstance(event, Said))
        assert link.abilities.limits.windows[0].count == 100


async def test_a_message_is_written_when_twitch_took_it() -> None:
    server = TwitchSays()
    async with joined(server) as link, asyncio.TaskGroup() as group:
        writing = group.create_task(link.write("/me 有大码\r\nQUIT"))
        assert await server.until("PRIVMSG") == "PRIVMSG #shop :me 有大码 QUIT"
        assert not writing.done()
        server.say("@mod=0 :tmi.twitch.tv USERSTATE #shop")
        await writing


async def test_a_refused_message_is_told() -> None:
    server = TwitchSays()
    async with joined(server) as link, asyncio.TaskGroup() as group:
        writing = group.create_task(refused(link))
        await server.until("PRIVMSG")
        server.say(
            "@msg-id=msg_ratelimit :tmi.twitch.tv NOTICE #shop :sending messages too quickly"
        )
        assert "too quickly" in await writing


async def test_a_guest_reads_only() -> None:
    server = TwitchSays()
    async with joined(server, nick="") as link:
        assert (await server.until("NICK")).startswith("NICK :justinfan")
        assert not link.abilities.writes
        assert "guest" in await refused(link)


async def test_a_refused_login_is_final() -> None:
    with pytest.raises(LinkError, match="Login authentication failed"):
        async with joined(
            TwitchSays(greeting=":tmi.twitch.tv NOTICE * :Login authentication failed")
        ):
            pass


@pytest.mark.parametrize(
    ("line", "raised"),
    [
        (":tmi.twitch.tv RECONNECT", LinkLost),
        (":tmi.twitch.tv CLEARCHAT #shop :xiaoer", LinkError),
    ],
)
async def test_twitch_ends_a_link(line: str, raised: type[Exception]) -> None:
    server = TwitchSays()
    async with joined(server) as link:
        server.say(line)
        with pytest.raises(raised):
            await first(link.events(), lambda _: False)
        with pytest.raises(raised):
            await link.write("还在吗")


@pytest.mark.parametrize("url", ["twitch://shop", "ircs:///shop", "twitch:shop"])
def test_twitch_is_the_default_host(url: str) -> None:
    made = make(url, Settings())
    assert isinstance(made, Twitch)
    assert (made.host, made.port, made.tls, made.channel.name) == (TWITCH, 6697, True, "#shop")


@pytest.mark.parametrize(
    "url", ["", "irc://host", "http://host/shop", "irc://host:x/shop", "irc://host/a%0D%0AQUIT"]
)
def test_an_address_without_a_channel_is_refused(url: str) -> None:
    with pytest.raises(LinkError, match=r"channel|address"):
        make(url, Settings())


def test_a_nick_without_a_token_is_refused_on_twitch_before_it_is_asked() -> None:
    with pytest.raises(LinkError, match="XIAOER_TWITCH_TOKEN"):
        make("twitch://shop", Settings(twitch_nick="xiaoer"))


def test_the_token_is_in_no_log() -> None:
    made = make("twitch://shop", Settings(twitch_nick="xiaoer", twitch_token="oauth:secret"))
    assert "secret" not in repr(made)


@given(st.text())
def test_no_text_makes_two_commands(text: str) -> None:
    raw = written("PRIVMSG", "#shop", text)
    assert raw.count(b"\n") == raw.count(b"\r") == 1
    assert b"\0" not in raw
    assert parsed(raw).parameters == ("#shop", plain(text))


@given(st.binary())
def test_any_bytes_are_read_as_some_line(raw: bytes) -> None:
    parsed(raw)


def test_tags_are_unescaped() -> None:
    line = parsed(rb"@a=one\stwo\:\\;b :server PING :x y" + b"\r\n")
    assert line.tags == {"a": "one two;\\", "b": ""}
    assert (line.source, line.command, line.last) == ("server", "PING", "x y")


async def refused(link: Link) -> str:
    with pytest.raises(LinkError) as told:
        await link.write("有大码")
    return str(told.value)

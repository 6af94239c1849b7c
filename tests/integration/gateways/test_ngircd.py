"""The IRC gateway against a real ngircd, in a channel with another participant."""

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.links import SOON_S, JoinsAndLeaves, Reads, Writes, said, silent
from support.wire import Wire

from assistant.gateways.link import Gateway, LinkError
from assistant.gateways.registry import gateway
from assistant.gateways.twitch.line import Line, parsed, written
from assistant.settings import Settings

NGIRCD = shutil.which("ngircd") or next(
    (path for path in ["/usr/sbin/ngircd"] if Path(path).exists()), None
)
pytestmark = pytest.mark.skipif(
    NGIRCD is None, reason="ngircd is missing: tests/integration/gateways/install-servers.sh"
)

PASSWORD = "sesame"


class Participant:
    """Somebody else's client in the channel."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def join(self, nick: str) -> None:
        for command in (("PASS", PASSWORD), ("NICK", nick), ("USER", nick, "0", "*", nick)):
            self._writer.write(written(*command))
        await self.until("001")
        self._writer.write(written("JOIN", "#live"))
        await self.until("366")

    def send(self, *command: str) -> None:
        self._writer.write(written(*command))

    async def until(self, command: str) -> Line:
        async with asyncio.timeout(SOON_S):
            while True:
                line = parsed(await self._reader.readline())
                if line.command == "PING":
                    self.send("PONG", line.last)
                if line.command == command:
                    return line

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class IrcStage:
    """An ngircd, a wire to it, and the host in the channel #live."""

    def __init__(self, port: int, server_port: int, wire: Wire, host: Participant) -> None:
        self.port, self.server_port, self.host = port, server_port, host
        self._wire = wire

    def gateway(self) -> Gateway:
        return self._made(PASSWORD)

    def wrong(self) -> Gateway:
        return self._made("not the password")

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        self.host.send("PRIVMSG", "#live", text)

    async def read(self) -> str:
        return (await self.host.until("PRIVMSG")).last

    async def cut(self) -> None:
        self._wire.cut()

    def _made(self, password: str) -> Gateway:
        return gateway(
            "twitch",
            f"irc://127.0.0.1:{self.port}/live",
            Settings(twitch_nick="xiaoer", twitch_token=password),
        )


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[IrcStage]:
    port = free_port()
    config = tmp_path / "ngircd.conf"
    config.write_text(
        f"""[Global]
Name = irc.test.local
Info = a test
Listen = 127.0.0.1
Ports = {port}
Password = {PASSWORD}
[Limits]
MaxConnectionsIP = 0
MaxNickLength = 20
MaxPenaltyTime = 0
[Options]
DNS = no
Ident = no
PAM = no
""",
        "utf-8",
    )
    server = await asyncio.create_subprocess_exec(
        str(NGIRCD),
        "--nodaemon",
        "--config",
        str(config),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    wire = Wire(port)
    host = proxy = None
    try:
        host = Participant(*await _reached(port))
        await host.join("xiaomei")
        proxy = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
        yield IrcStage(proxy.sockets[0].getsockname()[1], port, wire, host)
    finally:
        if proxy is not None:
            wire.cut()
            proxy.close()
            await proxy.wait_closed()
        if host is not None:
            await host.close()
        server.terminate()
        await server.wait()


async def _reached(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(SOON_S):
        while True:
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)


class TestNgircd(JoinsAndLeaves, Reads, Writes):
    """The port's own suites."""

    async def test_who_is_shown_out_is_told_it_is_final(self, stage: IrcStage) -> None:
        async with stage.gateway().connect(silent) as link:
            stage.host.send("KICK", "#live", "xiaoer", "enough")
            with pytest.raises(LinkError, match="enough"):
                await said(link, "never")

    async def test_an_operator_may_write_more(self, stage: IrcStage) -> None:
        async with stage.gateway().connect(silent) as link:
            assert link.abilities.limits.windows[0].count == 20
            stage.host.send("MODE", "#live", "+o", "xiaoer")
            await stage.say("now")
            await said(link, "now")
            assert link.abilities.limits.windows[0].count == 100

    async def test_what_the_channel_refuses_is_told(self, stage: IrcStage) -> None:
        async with stage.gateway().connect(silent) as link:
            stage.host.send("MODE", "#live", "+m")
            await stage.say("now")
            await said(link, "now")
            with pytest.raises(LinkError, match="refused"):
                await link.write("黑色L码259元")

    async def test_the_longest_message_allowed_arrives_whole(self, stage: IrcStage) -> None:
        async with stage.gateway().connect(silent) as link:
            text = "好" * (link.abilities.limits.length // 3)
            await link.write(text)
            assert await stage.read() == text

    async def test_a_nick_still_held_by_a_dead_connection_is_no_hindrance(
        self, stage: IrcStage
    ) -> None:
        ghost = Participant(*await asyncio.open_connection("127.0.0.1", stage.server_port))
        await ghost.join("xiaoer")
        async with stage.gateway().connect(silent) as link:
            await link.write("在")
            assert await stage.read() == "在"
        await ghost.close()

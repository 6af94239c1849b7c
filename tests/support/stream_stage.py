"""A show on a real nginx, with a wire to it that can be cut or stop carrying."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from support.links import SOON_S, Tone
from support.nginx_rtmp import Host, Nginx, pulled

from assistant.gateways.link import FRAME_MS, Gateway, Heard, Link
from assistant.gateways.registry import gateway
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio


class Wire:
    """What lies between Xiaoer and the server, and can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[asyncio.StreamWriter] = set()
        self.carries = asyncio.Event()
        self.carries.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._open |= {writer, back}
        await asyncio.gather(self._way(reader, back), self._way(there, writer))
        self._open -= {writer, back}

    async def _way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while some := await reader.read(4096):
                await self.carries.wait()
                writer.write(some)
                await writer.drain()
        writer.close()

    def cut(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()


class StreamStage:
    """The show, its host, and the wire."""

    def __init__(self, nginx: Nginx, host: Host, wire: Wire, port: int) -> None:
        self.nginx, self.host, self.wire, self.port = nginx, host, wire, port
        self.show, self.voice = (nginx.stream(key, port) for key in ("show", "xiaoer"))
        """Where both are, over the wire."""

    def gateway(self) -> Gateway:
        return joining(f"{self.show}?publish={self.voice}")

    def wrong(self) -> Gateway:
        return joining(self.nginx.web("closed/show.m3u8"))

    async def talk(self, audio: Audio) -> None:
        await self.host.say(audio)

    async def listen(self, seconds: float) -> Audio:
        return await pulled(self.nginx.stream("xiaoer"), seconds)

    async def cut(self) -> None:
        self.wire.cut()


class HlsStage(StreamStage):
    """The same show, in segments over HTTP."""

    def gateway(self) -> Gateway:
        return joining(self.nginx.web("hls/show.m3u8"))

    async def segmented(self) -> None:
        """Return once there are segments."""
        async with asyncio.timeout(SOON_S):
            while not (self.nginx.folder / "hls" / "show.m3u8").exists():  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Nginx]:
    """A server of its own."""
    nginx = Nginx(folder)
    try:
        await nginx.start()
        yield nginx
    finally:
        await nginx.kill()


@contextlib.asynccontextmanager
async def publishing(nginx: Nginx, host: Host) -> AsyncIterator[Host]:
    """The host, in their stream."""
    host.begin()
    try:
        await nginx.published(host.url)
        yield host
    finally:
        await host.leave()


@contextlib.asynccontextmanager
async def staged(nginx: Nginx, kind: type[StreamStage] = StreamStage) -> AsyncIterator[StreamStage]:
    """A show with a silent host, and a wire that holds as little as it may: that is heard late."""
    wire = Wire(nginx.port)
    with socket.create_server(("127.0.0.1", 0)) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server = await asyncio.start_server(wire.carry, sock=held.dup(), limit=4096)
    try:
        async with publishing(nginx, Host(nginx.stream("show"))) as host:
            yield kind(nginx, host, wire, server.sockets[0].getsockname()[1])
    finally:
        wire.carries.set()
        wire.cut()
        server.close()
        await server.wait_closed()


def joining(url: str) -> Gateway:
    """A gateway to the stream at `url`."""
    return gateway("stream", url, Settings())


def tone_of(seconds: float) -> Audio:
    """The tone, as somebody says it."""
    tone = Tone()
    tone.on = True
    pcm = b"".join(tone.next_frame() for _ in range(round(seconds * 1000 / FRAME_MS)))
    return Audio.from_pcm16(pcm, SPEAKING_RATE)


async def watched(link: Link, heard: list[Audio] | None = None) -> None:
    """Watch the link to its end; what is heard meanwhile is put into `heard`."""
    async with asyncio.timeout(SOON_S):
        async for event in link.events():
            if isinstance(event, Heard) and heard is not None:
                heard.append(event.audio)

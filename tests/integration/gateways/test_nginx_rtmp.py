"""The gateway to a stream against a real nginx with its RTMP module: RTMP and HLS."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.links import (
    SOON_S,
    Hears,
    JoinsAndLeaves,
    Speaks,
    Tone,
    first,
    loudness,
    share_of_tone,
    silent,
)
from support.nginx_rtmp import MISSING, Host, Nginx, pulled, recorded
from support.tls import certificate, tls_front

from assistant.gateways.link import FRAME_MS, Gateway, Heard, Link, LinkError, LinkLost
from assistant.gateways.registry import gateway
from assistant.gateways.stream import hearing, speaking
from assistant.gateways.stream.speaking import Voice
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, join

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


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
    """A show on nginx, and a wire to it."""

    def __init__(self, nginx: Nginx, host: Host, wire: Wire, port: int) -> None:
        self.nginx, self.host, self.port = nginx, host, port
        self.wire = wire

    def gateway(self) -> Gateway:
        show, voice = (self.nginx.stream(key, self.port) for key in ("show", "xiaoer"))
        return joining(f"{show}?publish={voice}")

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


def joining(url: str) -> Gateway:
    return gateway("stream", url, Settings())


@pytest.fixture
async def nginx(tmp_path: Path) -> AsyncIterator[Nginx]:
    nginx = Nginx(tmp_path)
    try:
        await nginx.start()
        yield nginx
    finally:
        await nginx.kill()


@pytest.fixture
async def host(nginx: Nginx) -> AsyncIterator[Host]:
    host = Host(nginx.stream("show"))
    host.begin()
    try:
        await nginx.published(nginx.stream("show"))
        yield host
    finally:
        await host.leave()


@pytest.fixture
async def wire(nginx: Nginx) -> AsyncIterator[tuple[Wire, int]]:
    wire = Wire(nginx.port)
    with socket.create_server(("127.0.0.1", 0)) as held:
        # as little as it may: what a wire that carries nothing holds is what is heard late
        held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server = await asyncio.start_server(wire.carry, sock=held.dup(), limit=4096)
    yield wire, server.sockets[0].getsockname()[1]
    wire.carries.set()
    wire.cut()
    server.close()
    await server.wait_closed()


@pytest.fixture
async def stage(nginx: Nginx, host: Host, wire: tuple[Wire, int]) -> StreamStage:
    return StreamStage(nginx, host, *wire)


class TestRtmp(JoinsAndLeaves, Hears, Speaks):
    """The port's own suites, by RTMP."""


class TestHls(Hears):
    """The same show in segments."""

    @pytest.fixture
    async def stage(self, nginx: Nginx, host: Host, wire: tuple[Wire, int]) -> StreamStage:
        async with asyncio.timeout(SOON_S):
            while not (nginx.folder / "hls" / "show.m3u8").exists():  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.05)
        return HlsStage(nginx, host, *wire)


async def test_the_hosts_sound_comes_mono_with_its_role(stage: StreamStage) -> None:
    async with stage.gateway().connect(silent) as link:
        event = await first(link.events(), lambda e: isinstance(e, Heard))
    assert isinstance(event, Heard)
    assert event.visitor.role == "host"
    assert event.audio.samples.ndim == 1
    assert event.audio.rate == 16_000


async def test_a_show_with_video_is_heard(nginx: Nginx) -> None:
    host = Host(nginx.stream("filmed"), video=True)
    host.begin()
    try:
        async with joining(nginx.stream("filmed")).connect(silent) as link:
            await first(link.events(), lambda e: isinstance(e, Heard))
    finally:
        await host.leave()


async def test_a_show_without_sound_is_one_clear_sentence(nginx: Nginx) -> None:
    host = Host(nginx.stream("mute"), sound=False, video=True)
    host.begin()
    try:
        with pytest.raises(LinkError, match="has no sound"):
            async with joining(nginx.stream("mute")).connect(silent):
                pass
    finally:
        await host.leave()


async def test_a_host_who_leaves_may_come_again(nginx: Nginx) -> None:
    url = nginx.stream("show", application="strict")
    host = Host(url)
    host.begin()
    await nginx.published(url)
    async with joining(url).connect(silent) as link:
        await host.leave()
        with pytest.raises(LinkLost, match=r"broke|ended"):
            await watched(link)


async def test_a_host_who_begins_anew_at_another_rate_is_heard_on(stage: StreamStage) -> None:
    async with stage.gateway().connect(silent) as link:
        await first(link.events(), lambda e: isinstance(e, Heard))
        await stage.host.leave()
        again = Host(stage.nginx.stream("show"), rate=48_000)
        again.begin()
        try:
            await stage.nginx.published(stage.nginx.stream("show"))
            saying = asyncio.create_task(again.say(tone_of(1.5)))
            heard: list[Audio] = []
            async with asyncio.timeout(SOON_S):
                async for event in link.events():
                    if isinstance(event, Heard) and loudness(event.audio) > 0.02:
                        heard.append(event.audio)
                    if sum(piece.seconds for piece in heard) > 1.0:
                        break
            await saying
        finally:
            await again.leave()
    assert share_of_tone(join(heard)) > 0.7


async def test_a_server_that_says_nothing_more_is_a_break(
    stage: StreamStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "READ_S", 1.0)
    async with stage.gateway().connect(silent) as link:
        await stage.host.leave()
        with pytest.raises(LinkLost, match="nothing more came"):
            await watched(link)


async def test_a_show_that_has_not_begun_may_begin_later(
    nginx: Nginx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "OPEN_S", 1.0)
    with pytest.raises(LinkLost, match="no stream came"):
        async with joining(nginx.stream("later")).connect(silent):
            pass
    with pytest.raises(LinkLost, match="or not yet"):
        async with joining(nginx.web("hls/later.m3u8")).connect(silent):
            pass


async def test_a_playlist_that_ends_is_a_show_that_is_over(nginx: Nginx) -> None:
    await asyncio.to_thread(recorded, nginx.folder / "hls" / "past.m3u8", 2.5)
    async with joining(nginx.web("hls/past.m3u8")).connect(silent) as link:
        heard: list[Audio] = []
        await watched(link, heard)
    assert join(heard).seconds == pytest.approx(2.5, abs=0.2)


async def test_flv_over_http_is_heard(nginx: Nginx) -> None:
    await asyncio.to_thread(recorded, nginx.folder / "hls" / "show.flv", 1.0)
    async with joining(nginx.web("hls/show.flv")).connect(silent) as link:
        heard: list[Audio] = []
        with pytest.raises(LinkLost, match="ended"):
            await watched(link, heard)
    assert share_of_tone(join(heard)) > 0.7


async def test_what_is_no_stream_is_one_clear_sentence(nginx: Nginx) -> None:
    (nginx.folder / "hls" / "page.html").write_text("<p>no stream</p>" * 200)
    with pytest.raises(LinkError, match="no stream that can be heard"):
        async with joining(nginx.web("hls/page.html")).connect(silent):
            pass


async def test_a_server_that_dies_is_a_break(stage: StreamStage) -> None:
    gateway = joining(stage.nginx.stream("show"))
    async with gateway.connect(silent) as link:
        await stage.nginx.kill()
        with pytest.raises(LinkLost):
            await watched(link)
    with pytest.raises(LinkLost, match="could not be joined"):
        async with gateway.connect(silent):
            pass


async def test_a_link_that_only_speaks_tells_its_break_too(stage: StreamStage) -> None:
    url = f"?publish={stage.nginx.stream('xiaoer', stage.port)}"
    async with joining(url).connect(silent) as link:
        assert (link.abilities.hears, link.abilities.speaks) == (False, True)
        await stage.cut()
        with pytest.raises(LinkLost, match="broke"):
            await watched(link)


async def test_a_link_that_only_hears_asks_for_no_voice(stage: StreamStage) -> None:
    tone = Tone()
    async with joining(stage.nginx.stream("show")).connect(tone.next_frame) as link:
        assert (link.abilities.hears, link.abilities.speaks) == (True, False)
        with pytest.raises(LinkError, match="no text"):
            await link.write("你好")
    assert tone.frames == 0


async def test_a_voice_that_nobody_takes_is_not_joined(nginx: Nginx) -> None:
    gateway = joining(f"?publish={nginx.stream('xiaoer')}")
    await nginx.kill()
    with pytest.raises(LinkLost, match="does not take Xiaoer's voice: Connection refused"):
        async with gateway.connect(silent):
            pass


async def test_what_cannot_be_written_is_dropped_and_not_heard_late(
    stage: StreamStage, wire: tuple[Wire, int]
) -> None:
    tone = Tone()
    tone.on = True
    voice = Voice(stage.nginx.stream("xiaoer", stage.port))
    await voice.begin()
    speaking = asyncio.gather(voice.speak(tone.next_frame), voice.watch())
    try:
        stage.wire.carries.clear()
        async with asyncio.timeout(SOON_S):
            while not voice.dropped:  # noqa: ASYNC110 - a number
                await asyncio.sleep(0.05)
        stage.wire.carries.set()
        assert share_of_tone(await stage.listen(1.0)) > 0.7
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        await voice.end()


async def test_a_server_that_is_stuck_can_be_left(stage: StreamStage) -> None:
    tone = Tone()
    tone.on = True
    async with asyncio.timeout(SOON_S):
        async with stage.gateway().connect(tone.next_frame):
            stage.wire.carries.clear()
            await asyncio.sleep(1.0)


async def test_a_server_that_is_stuck_is_not_waited_for(
    stage: StreamStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "OPEN_S", 1.0)
    monkeypatch.setattr(speaking, "JOIN_S", 1.0)
    stage.wire.carries.clear()
    show, voice = (stage.nginx.stream(key, stage.port) for key in ("show", "xiaoer"))
    for url in (show, f"?publish={voice}"):
        with pytest.raises(LinkLost):
            async with asyncio.timeout(SOON_S), joining(url).connect(silent):
                pass


async def test_a_voice_that_fails_is_a_break(stage: StreamStage) -> None:
    def broken() -> bytes:
        raise ValueError("no frame")

    async with joining(f"?publish={stage.nginx.stream('xiaoer')}").connect(broken) as link:
        with pytest.raises(LinkLost, match="broke: ValueError"):
            await watched(link)


class TestEncrypted:
    """By TLS, as in `rtmps://` and `https://`."""

    @pytest.fixture
    def certified(self, tmp_path: Path) -> tuple[Path, Path]:
        return certificate(tmp_path)

    async def test_a_certificate_that_is_not_trusted_is_final(
        self, stage: StreamStage, certified: tuple[Path, Path]
    ) -> None:
        async with tls_front(stage.nginx.port, *certified) as port:
            show = f"rtmps://127.0.0.1:{port}/live/show"
            for url in (show, f"?publish={show}", f"https://127.0.0.1:{port}/live/show.m3u8"):
                with pytest.raises(LinkError, match="certificate"):
                    async with joining(url).connect(silent):
                        pass

    async def test_what_is_trusted_is_heard_and_spoken_in(
        self,
        stage: StreamStage,
        certified: tuple[Path, Path],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certified[0]))
        tone = Tone()
        tone.on = True
        async with tls_front(stage.nginx.port, *certified) as port:
            live = f"rtmps://127.0.0.1:{port}/live"
            gateway = joining(f"{live}/show?publish={live}/xiaoer")
            async with gateway.connect(tone.next_frame) as link:
                await first(link.events(), lambda e: isinstance(e, Heard))
                assert share_of_tone(await stage.listen(0.5)) > 0.7


def tone_of(seconds: float) -> Audio:
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

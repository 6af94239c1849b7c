"""Xiaoer's voice in its own stream on a real nginx, also where the server is stuck, and by TLS."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.links import SOON_S, Tone, first, share_of_tone, silent
from support.nginx_rtmp import MISSING, Nginx
from support.stream_stage import StreamStage, joining, serving, staged, watched
from support.tls import certificate, tls_front

from assistant.gateways.link import Heard, LinkError, LinkLost
from assistant.gateways.stream import hearing, speaking
from assistant.gateways.stream.speaking import Voice

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture
async def nginx(tmp_path: Path) -> AsyncIterator[Nginx]:
    async with serving(tmp_path) as nginx:
        yield nginx


@pytest.fixture
async def stage(nginx: Nginx) -> AsyncIterator[StreamStage]:
    async with staged(nginx) as stage:
        yield stage


async def test_a_link_that_only_speaks_tells_its_break_too(stage: StreamStage) -> None:
    async with joining(f"?publish={stage.voice}").connect(silent) as link:
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


async def test_what_cannot_be_written_is_dropped_and_the_voice_goes_on(
    stage: StreamStage,
) -> None:
    tone = Tone()
    tone.on = True
    voice = Voice(stage.voice)
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


async def test_a_server_that_takes_nothing_is_a_break(
    stage: StreamStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "PATIENCE_S", 1.0)
    tone = Tone()
    tone.on = True
    async with joining(f"?publish={stage.voice}").connect(tone.next_frame) as link:
        stage.wire.carries.clear()
        with pytest.raises(LinkLost, match="broke: Connection timed out"):
            await watched(link)


async def test_a_server_that_is_stuck_can_be_left(stage: StreamStage) -> None:
    tone = Tone()
    tone.on = True
    async with asyncio.timeout(SOON_S), stage.gateway().connect(tone.next_frame):
        stage.wire.carries.clear()
        while tone.frames < 100:  # noqa: ASYNC110 - a number
            await asyncio.sleep(0.05)


async def test_a_server_that_is_stuck_is_not_waited_for(
    stage: StreamStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "OPEN_S", 1.0)
    monkeypatch.setattr(speaking, "JOIN_S", 1.0)
    stage.wire.carries.clear()
    for url in (stage.show, f"?publish={stage.voice}"):
        with pytest.raises(LinkLost):
            async with asyncio.timeout(SOON_S), joining(url).connect(silent):
                pass


async def test_a_voice_that_fails_is_a_break(stage: StreamStage) -> None:
    def broken() -> bytes:
        raise ValueError("no frame")

    async with joining(f"?publish={stage.voice}").connect(broken) as link:
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

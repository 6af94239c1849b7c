"""The gateway to a stream against a real nginx with its RTMP module: RTMP and HLS, heard."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.links import (
    SOON_S,
    Hears,
    JoinsAndLeaves,
    Speaks,
    first,
    loudness,
    share_of_tone,
    silent,
)
from support.nginx_rtmp import MISSING, Host, Nginx, recorded
from support.stream_stage import (
    HlsStage,
    StreamStage,
    joining,
    publishing,
    serving,
    staged,
    tone_of,
    watched,
)

from assistant.gateways.link import Heard, LinkError, LinkLost
from assistant.gateways.stream import hearing
from assistant.speech.audio import Audio, join

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture
async def nginx(tmp_path: Path) -> AsyncIterator[Nginx]:
    async with serving(tmp_path) as nginx:
        yield nginx


@pytest.fixture
async def stage(nginx: Nginx) -> AsyncIterator[StreamStage]:
    async with staged(nginx) as stage:
        yield stage


class TestRtmp(JoinsAndLeaves, Hears, Speaks):
    """The port's own suites, by RTMP."""


class TestHls(Hears):
    """The same show in segments."""

    @pytest.fixture
    async def stage(self, nginx: Nginx) -> AsyncIterator[StreamStage]:
        async with staged(nginx, HlsStage) as stage:
            await stage.segmented()
            yield stage


async def test_the_hosts_sound_comes_mono_with_its_role(stage: StreamStage) -> None:
    async with stage.gateway().connect(silent) as link:
        event = await first(link.events(), lambda e: isinstance(e, Heard))
    assert isinstance(event, Heard)
    assert event.visitor.role == "host"
    assert event.audio.samples.ndim == 1
    assert event.audio.rate == 16_000


async def test_a_show_with_video_is_heard(nginx: Nginx) -> None:
    async with (
        publishing(nginx, Host(nginx.stream("filmed"), video=True)) as host,
        joining(host.url).connect(silent) as link,
    ):
        await first(link.events(), lambda e: isinstance(e, Heard))


async def test_a_show_without_sound_is_one_clear_sentence(nginx: Nginx) -> None:
    mute = Host(nginx.stream("mute"), sound=False, video=True)
    async with publishing(nginx, mute) as host:
        with pytest.raises(LinkError, match="has no sound"):
            async with joining(host.url).connect(silent):
                pass


async def test_a_host_who_leaves_may_come_again(nginx: Nginx) -> None:
    leaving = Host(nginx.stream("show", application="strict"))
    async with (
        publishing(nginx, leaving) as host,
        joining(host.url).connect(silent) as link,
    ):
        await host.leave()
        with pytest.raises(LinkLost, match=r"broke|ended"):
            await watched(link)


async def test_a_host_who_begins_anew_at_another_rate_is_heard_on(stage: StreamStage) -> None:
    async with stage.gateway().connect(silent) as link:
        await first(link.events(), lambda e: isinstance(e, Heard))
        await stage.host.leave()
        heard: list[Audio] = []
        again = Host(stage.host.url, rate=48_000)
        async with asyncio.timeout(SOON_S), publishing(stage.nginx, again):
            saying = asyncio.create_task(again.say(tone_of(1.5)))
            async for event in link.events():
                if isinstance(event, Heard) and loudness(event.audio) > 0.02:
                    heard.append(event.audio)
                if sum(piece.seconds for piece in heard) > 1.0:
                    break
            await saying
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

"""The gateway to a VideoRoom of a real Janus, in a room with others who publish."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from support.janus import JANUS, Server, serving
from support.janus_rooms import PIN, Client, JanusStage, ending, in_video_room, joined, room
from support.links import (
    SOON_S,
    Hears,
    JoinsAndLeaves,
    Speaks,
    Tone,
    first,
    loudness,
    silent,
)
from support.participant import Participant

from assistant.gateways.link import FRAME_MS, Heard, Link, LinkError, LiveEvent
from assistant.speech.audio import SPEAKING_RATE, Audio

pytestmark = pytest.mark.skipif(
    JANUS is None, reason="janus is missing: tests/integration/gateways/install-servers.sh"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("janus")) as made:
        yield made


@pytest.fixture
async def stage(server: Server) -> AsyncIterator[JanusStage]:
    async with (
        Client.connected(server.url) as client,
        room(client, "videoroom", pin=PIN, publishers=3) as number,
        in_video_room(client, number, "主播", pin=PIN) as other,
    ):
        stage = JanusStage("videoroom", server, number, client, other)
        async with stage.wire.laid():
            yield stage


def humming(seconds: float) -> Audio:
    """A tone."""
    tone = Tone()
    tone.on = True
    frames = round(seconds * 1000 / FRAME_MS)
    return Audio.from_pcm16(b"".join(tone.next_frame() for _ in range(frames)), SPEAKING_RATE)


def hears_the_host(info: dict[str, Any]) -> bool:
    """Whether a handle is one that subscribes to them."""
    streams = info.get("plugin_specific", {}).get("streams", ())
    return any(stream.get("feed_display") == "主播" for stream in streams)


async def loud(link: Link, participant: Participant) -> Heard:
    """The first that is heard of somebody who is not silent."""
    participant.microphone.say(humming(SOON_S))
    found = await first(link.events(), lambda e: isinstance(e, Heard) and loudness(e.audio) > 0.02)
    assert isinstance(found, Heard)
    return found


class TestVideoRoom(JoinsAndLeaves, Hears, Speaks):
    """The port's own suites."""

    async def test_whoever_publishes_is_the_host_where_none_is_named(
        self, stage: JanusStage
    ) -> None:
        async with stage.gateway().connect(silent) as link:
            heard = (await loud(link, stage.other)).visitor
            assert (heard.name, heard.role) == ("主播", "host")
            assert heard.id == str(await stage.id_of("主播"))

    @pytest.mark.parametrize("by_id", [False, True])
    async def test_the_host_that_is_named_is_the_only_one(
        self, stage: JanusStage, by_id: bool
    ) -> None:
        async with in_video_room(stage.client, stage.number, "小美", pin=PIN) as viewer:
            host = str(await stage.id_of("主播")) if by_id else "主播"
            async with stage.joining(pin=PIN, host=host).connect(silent) as link:
                await stage.other.say(humming(0.1))
                roles = {}
                viewer.microphone.say(humming(SOON_S))
                stage.other.microphone.say(humming(SOON_S))
                async with asyncio.timeout(SOON_S):
                    async for event in link.events():
                        assert isinstance(event, Heard)
                        if loudness(event.audio) > 0.02:
                            roles[event.visitor.name] = event.visitor.role
                        if len(roles) == 2:
                            break
            assert roles == {"主播": "host", "小美": "viewer"}

    async def test_who_comes_later_is_heard_and_who_leaves_is_silent(
        self, stage: JanusStage
    ) -> None:
        def over(event: LiveEvent) -> bool:
            return isinstance(event, Heard) and event.audio.seconds >= 1.0

        async with stage.gateway().connect(silent) as link:
            for _ in range(2):
                async with in_video_room(stage.client, stage.number, "小美", pin=PIN) as viewer:
                    assert (await loud(link, viewer)).visitor.name == "小美"
                last = await first(link.events(), over)
                assert isinstance(last, Heard)
                assert last.visitor.name == "小美"
                assert not last.audio.samples.any()
            assert (await loud(link, stage.other)).visitor.name == "主播"

    async def test_somebody_whose_sound_broke_off_is_heard_again(self, stage: JanusStage) -> None:
        async with stage.gateway().connect(silent) as link:
            await loud(link, stage.other)
            ((session_id, handle_id),) = before = await stage.server.handles(hears_the_host)
            about = {"session_id": session_id, "handle_id": handle_id}
            await stage.server.administer("hangup_webrtc", **about)
            now = before
            while now in ([], before):
                now = await stage.server.handles(hears_the_host)
            assert len(now) == 1
            await loud(link, stage.other)

    async def test_a_room_that_is_destroyed_is_a_show_that_is_over(self, stage: JanusStage) -> None:
        async with stage.gateway().connect(silent) as link:
            await stage.ask(request="destroy")
            await ending(link)

    async def test_who_is_shown_out_is_told_it_is_final(self, stage: JanusStage) -> None:
        async with stage.gateway().connect(silent) as link:
            await stage.kick("店小二")
            with pytest.raises(LinkError, match="shown out"):
                await ending(link)

    async def test_somebody_else_who_is_shown_out_is_nobodys_business(
        self, stage: JanusStage
    ) -> None:
        async with (
            in_video_room(stage.client, stage.number, "路人", pin=PIN),
            stage.gateway().connect(silent) as link,
        ):
            await stage.kick("路人")
            assert (await loud(link, stage.other)).visitor.name == "主播"

    async def test_a_room_that_is_full(self, stage: JanusStage) -> None:
        async with (
            in_video_room(stage.client, stage.number, "甲", pin=PIN),
            in_video_room(stage.client, stage.number, "乙", pin=PIN),
        ):
            with pytest.raises(LinkError, match="is full"):
                await joined(stage.gateway())

    async def test_a_room_that_is_not_there(self, stage: JanusStage) -> None:
        with pytest.raises(LinkError, match="there is no room 1 "):
            await joined(stage.joining(room=1))

    async def test_a_pin_that_is_missing_or_wrong(self, stage: JanusStage) -> None:
        with pytest.raises(LinkError, match="wants a pin"):
            await joined(stage.joining())
        with pytest.raises(LinkError, match="another pin"):
            await joined(stage.joining(pin="1"))

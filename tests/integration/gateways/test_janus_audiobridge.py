"""The gateway to an AudioBridge of a real Janus, in a room with somebody else."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from support.janus import ALWAYS, JANUS, Server, free_port, serving
from support.janus_rooms import PIN, Client, JanusStage, ending, in_bridge, joined, room
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

from assistant.gateways.janus import session
from assistant.gateways.link import FRAME_MS, Heard, LinkError, LinkLost
from assistant.gateways.registry import gateway
from assistant.settings import Settings
from assistant.speech.audio import Audio

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
        room(client, "audiobridge", pin=PIN, sampling_rate=48_000) as number,
        in_bridge(client, number, "主播", pin=PIN) as other,
    ):
        stage = JanusStage("audiobridge", server, number, client, other)
        async with stage.wire.laid():
            yield stage


class TestAudioBridge(JoinsAndLeaves, Hears, Speaks):
    """The port's own suites."""

    async def test_the_mix_is_the_host_and_xiaoers_own_voice_is_not_in_it(
        self, stage: JanusStage
    ) -> None:
        tone = Tone()
        tone.on = True
        async with stage.gateway().connect(tone.next_frame) as link:
            assert share_of_tone(await stage.listen(1.0)) > 0.7
            heard: list[Audio] = []
            async with asyncio.timeout(SOON_S):
                async for event in link.events():
                    assert isinstance(event, Heard)
                    assert event.visitor.role == "host"
                    heard.append(event.audio)
                    if sum(piece.seconds for piece in heard) > 1.0:
                        break
            assert max(loudness(piece) for piece in heard) < 0.01

    async def test_the_name_in_the_room_is_the_one_of_the_address(self, stage: JanusStage) -> None:
        for given, name in (({}, "店小二"), ({"display": "小二 & Co"}, "小二 & Co")):
            async with stage.joining(pin=PIN, **given).connect(silent):
                listed = await stage.ask(request="listparticipants")
                assert name in {one["display"] for one in listed["participants"]}

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
            in_bridge(stage.client, stage.number, "路人", pin=PIN),
            stage.gateway().connect(silent) as link,
        ):
            await stage.kick("路人")
            await stage.ask(request="destroy")
            await ending(link)

    async def test_nothing_can_be_written(self, stage: JanusStage) -> None:
        async with stage.gateway().connect(silent) as link:
            with pytest.raises(LinkError, match="sound only"):
                await link.write("你好")

    async def test_a_room_that_is_not_there(self, stage: JanusStage) -> None:
        with pytest.raises(LinkError, match="there is no room 1 "):
            await joined(stage.joining(room=1))

    async def test_a_pin_that_is_missing_or_wrong(self, stage: JanusStage) -> None:
        with pytest.raises(LinkError, match="wants a pin"):
            await joined(stage.joining())
        with pytest.raises(LinkError, match="another pin"):
            await joined(stage.joining(pin="1"))

    async def test_a_room_of_strings_at_a_server_of_numbers(self, stage: JanusStage) -> None:
        with pytest.raises(LinkError, match="positive integer"):
            await joined(stage.joining(room="friday"))

    async def test_a_server_that_is_away_may_come_back(self) -> None:
        away = gateway("janus-audiobridge", f"ws://127.0.0.1:{free_port()}/?room=1", Settings())
        with pytest.raises(LinkLost, match="cannot be reached"):
            await joined(away)


async def test_a_server_that_tells_its_candidates_one_by_one(tmp_path: Path) -> None:
    with serving(tmp_path, full_trickle=True) as made:
        there = gateway("janus-audiobridge", f"{made.url}/?room={ALWAYS}", Settings())
        async with there.connect(silent) as link:
            await first(link.events(), lambda event: isinstance(event, Heard))


async def test_a_server_with_a_secret(tmp_path: Path) -> None:
    with serving(tmp_path, api_secret="sesame") as made:
        where = f"{made.url}/?room={ALWAYS}"
        await joined(gateway("janus-audiobridge", where, Settings(janus_api_secret="sesame")))
        with pytest.raises(LinkError, match="set janus_api_secret"):
            await joined(gateway("janus-audiobridge", where, Settings()))


async def test_a_session_is_kept_alive_and_one_that_is_not_times_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, session_timeout_s=2) as made:
        there = gateway("janus-audiobridge", f"{made.url}/?room={ALWAYS}", Settings())
        monkeypatch.setattr(session, "KEEPALIVE_S", 0.5)
        tone = Tone()
        async with Client.connected(made.url) as client, there.connect(tone.next_frame):
            handle = await client.attach("audiobridge")
            while tone.frames * FRAME_MS < 5_000:
                about = {"request": "listparticipants", "room": ALWAYS}
                listed, _ = await client.message(handle, about)
                assert len(listed["participants"]) == 1
                await asyncio.sleep(0.2)
        monkeypatch.setattr(session, "KEEPALIVE_S", 60.0)
        async with there.connect(silent) as link:
            with pytest.raises(LinkLost, match="timed out"):
                await ending(link)

"""Xiaoer answers aloud in rooms of a real Janus, and who records there has the answer."""

import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from support.answer_aloud import (
    ANSWER,
    Shop,
    Voices,
    answers_before_and_after_a_break,
    present,
    settled,
)
from support.bad_network import BadNetwork
from support.janus import JANUS, Server, serving
from support.janus_rooms import PIN, Client, JanusStage, in_bridge, in_video_room, room, through
from support.participant import Participant

pytestmark = [
    pytest.mark.skipif(
        JANUS is None, reason="janus is missing: tests/integration/gateways/install-servers.sh"
    ),
    pytest.mark.models,
    pytest.mark.asyncio(loop_scope="module"),
]


UNDERSTOOD = 0.6
"""Of the answer's characters, where every third packet is lost."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("janus")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def voices() -> AsyncIterator[Voices]:
    async with Voices.opened() as voices:
        yield voices


@contextlib.asynccontextmanager
async def show(plugin: str, server: Server) -> AsyncIterator[tuple[JanusStage, Participant]]:
    """A room with its host, and somebody who records what Xiaoer says there."""
    about = {"sampling_rate": 48_000} if plugin == "audiobridge" else {"publishers": 4}
    into = in_bridge if plugin == "audiobridge" else in_video_room
    async with (
        Client.connected(server.url) as client,
        room(client, plugin, pin=PIN, **about) as number,
        into(client, number, "主播", pin=PIN) as host,
        into(client, number, "录音", pin=PIN) as recorder,
    ):
        stage = JanusStage(plugin, server, number, client, host)
        async with stage.wire.laid():
            yield stage, recorder


@pytest.mark.parametrize("plugin", ["audiobridge", "videoroom"])
async def test_a_recording_holds_the_answer_before_and_after_a_break(
    plugin: str, server: Server, voices: Voices
) -> None:
    async with show(plugin, server) as (stage, recorder):
        made = stage.joining(pin=PIN, host="主播")
        await answers_before_and_after_a_break(
            made, stage.cut, stage.talk, recorder.recording, voices
        )


@pytest.mark.parametrize("plugin", ["audiobridge", "videoroom"])
async def test_an_answer_is_understood_where_every_third_packet_is_lost(
    plugin: str, server: Server, voices: Voices
) -> None:
    network, shop = BadNetwork(loss=0.3), Shop(voices)
    async with (
        show(plugin, server) as (stage, recorder),
        through(network, server) as port,
        present(shop, stage.joining_at(port, pin=PIN, host="主播")),
    ):
        await shop.ask()
        await settled(recorder.recording)
        share = await voices.share_in(recorder.recording.since(0), ANSWER)
    assert network.to_server.lost > 0.2 * network.to_server.sent
    assert share >= UNDERSTOOD

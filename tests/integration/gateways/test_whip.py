"""The gateway to WHIP and WHEP, at a server that does as RFC 9725 says."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aioice import stun
from fastapi import Response
from support.answer_aloud import Voices, answers_before_and_after_a_break
from support.links import (
    SOON_S,
    Hears,
    JoinsAndLeaves,
    Speaks,
    Tone,
    first,
    share_of_tone,
    silent,
)
from support.whip_stage import WhipStage, whip_stage

from assistant.gateways.link import Gateway, Heard, LinkError, LinkLost
from assistant.gateways.registry import gateway
from assistant.settings import Settings


class StunServer(asyncio.DatagramProtocol):
    """Says of each who asks where they are seen (RFC 8489)."""

    def __init__(self) -> None:
        self.port = 0
        self.asked = 0

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["StunServer"]:
        loop = asyncio.get_running_loop()
        end, server = await loop.create_datagram_endpoint(cls, local_addr=("127.0.0.1", 0))
        server.port = end.get_extra_info("sockname")[1]
        try:
            yield server
        finally:
            end.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._end = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        asked = stun.parse_message(data)
        self.asked += 1
        told = stun.Message(
            asked.message_method, stun.Class.RESPONSE, transaction_id=asked.transaction_id
        )
        told.attributes["XOR-MAPPED-ADDRESS"] = address
        self._end.sendto(bytes(told), address)


@pytest.fixture
async def stage() -> AsyncIterator[WhipStage]:
    async with whip_stage() as stage:
        yield stage


async def joined(made: Gateway) -> None:
    """Join and leave."""
    async with asyncio.timeout(SOON_S), made.connect(silent):
        pass


class TestWhip(JoinsAndLeaves, Hears, Speaks):
    """The port's own suites."""

    async def test_what_is_heard_is_the_host(self, stage: WhipStage) -> None:
        async with stage.gateway().connect(silent) as link:
            heard = await first(link.events(), lambda event: isinstance(event, Heard))
            assert isinstance(heard, Heard)
            assert heard.visitor.role == "host"

    async def test_one_that_only_speaks(self, stage: WhipStage) -> None:
        tone = Tone()
        tone.on = True
        async with stage.joining(f"{stage.server.url}/whip/xiaoer").connect(
            tone.next_frame
        ) as link:
            assert (link.abilities.hears, link.abilities.speaks) == (False, True)
            await stage.listen(0.5)
            assert share_of_tone(await stage.listen(1.0)) > 0.7

    async def test_one_that_only_hears(self, stage: WhipStage) -> None:
        tone = Tone()
        made = stage.joining(f"?whep={stage.server.url}/whep/host")
        async with made.connect(tone.next_frame) as link:
            assert (link.abilities.hears, link.abilities.speaks) == (True, False)
            await first(link.events(), lambda event: isinstance(event, Heard))
        assert tone.frames == 0

    async def test_leaving_deletes_the_sessions(self, stage: WhipStage) -> None:
        before = stage.server.sessions
        async with stage.gateway().connect(silent):
            assert stage.server.sessions == before + 2
        assert stage.server.sessions == before
        deleted = [path for method, path, status in stage.server.asked if method == "DELETE"]
        assert [path.split("/")[1] for path in deleted] == ["whip", "whep"]

    async def test_what_fails_half_way_deletes_the_other_half(self, stage: WhipStage) -> None:
        before = stage.server.sessions
        with pytest.raises(LinkError):
            await joined(
                stage.joining(f"{stage.server.url}/whip/no?whep={stage.server.url}/whep/host")
            )
        assert stage.server.sessions == before

    async def test_a_redirect_is_followed_with_the_token(self, stage: WhipStage) -> None:
        await joined(stage.joining(f"{stage.server.url}/moved/whip/xiaoer"))
        statuses = [status for method, _, status in stage.server.asked if method == "POST"]
        assert statuses[-2:] == [307, 201]

    async def test_redirects_without_an_end(self, stage: WhipStage) -> None:
        stage.server.refusals = [Response(status_code=307) for _ in range(20)]
        with pytest.raises(LinkError, match="leads on and on"):
            await joined(stage.gateway())

    @pytest.mark.parametrize("way", ["whip", "whep"])
    async def test_the_token(self, stage: WhipStage, way: str) -> None:
        with pytest.raises(LinkError, match=f"set {way}_token"):
            await joined(stage.joining(stage_url(stage), **{f"{way}_token": ""}))
        with pytest.raises(LinkError, match=f"another {way}_token"):
            await joined(stage.joining(stage_url(stage), **{f"{way}_token": "wrong"}))

    async def test_a_stream_that_somebody_else_publishes_may_become_free(
        self, stage: WhipStage
    ) -> None:
        with pytest.raises(LinkLost, match="just now"):
            await joined(stage.joining(f"{stage.server.url}/whip/host"))

    @pytest.mark.parametrize(
        ("status", "headers", "error"),
        [
            (400, {}, LinkError),
            (404, {}, LinkError),
            (404, {"Retry-After": "5"}, LinkLost),
            (405, {}, LinkError),
            (406, {}, LinkError),
            (409, {}, LinkLost),
            (415, {}, LinkError),
            (429, {}, LinkLost),
            (500, {}, LinkLost),
            (503, {"Retry-After": "5"}, LinkLost),
            (200, {}, LinkError),
            (201, {}, LinkError),
            (201, {"Location": "/whip/xiaoer/1", "Content-Type": "text/html"}, LinkError),
            (201, {"Location": "/whip/xiaoer/1", "Content-Type": "application/sdp"}, LinkError),
        ],
    )
    async def test_what_a_server_may_answer(
        self,
        stage: WhipStage,
        status: int,
        headers: dict[str, str],
        error: type[Exception],
    ) -> None:
        stage.server.refusals = [Response("no", status_code=status, headers=headers)]
        with pytest.raises(error) as refused:
            await joined(stage.gateway())
        assert type(refused.value) is error
        assert "\n" not in str(refused.value)

    async def test_the_ice_servers_that_it_tells_of_are_asked(self, stage: WhipStage) -> None:
        async with StunServer.open() as asked:
            stage.server.links = [f'<stun:127.0.0.1:{asked.port}>; rel="ice-server"']
            before = stage.server.sessions
            async with asyncio.timeout(SOON_S), stage.gateway().connect(silent):
                assert stage.server.sessions == before + 2
            assert asked.asked >= 2
            assert stage.server.sessions == before


async def test_a_server_that_is_away_may_come_back() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # and does not listen
        port = held.getsockname()[1]
        away = gateway("whip", f"http://127.0.0.1:{port}/whip/live", Settings())
        with pytest.raises(LinkLost, match="cannot be reached"):
            await joined(away)


def stage_url(stage: WhipStage) -> str:
    """Both endpoints of Xiaoer's."""
    return f"{stage.server.url}/whip/xiaoer?whep={stage.server.url}/whep/host"


@pytest.mark.models
async def test_a_recording_holds_the_answer_before_and_after_a_break(stage: WhipStage) -> None:
    async with Voices.opened() as voices:
        await answers_before_and_after_a_break(
            stage.gateway(), stage.cut, stage.talk, stage.recording, voices
        )

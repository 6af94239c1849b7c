"""The gateway with LiveKit's own SDK, in a room of a server that speaks its public protocol."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from support.links import Hears, JoinsAndLeaves, Reads, Speaks, Writes, first, said, silent

from assistant.gateways.link import Gateway, Heard, LinkError, Visitor
from assistant.gateways.livekit.address import Address
from assistant.gateways.livekit.gateway import LiveKit
from assistant.speech.audio import Audio

pytest.importorskip("livekit.rtc", reason="LiveKit's SDK is not installed: make test-livekit")
from livekit.protocol.models import DisconnectReason
from support.livekit_server import KEY, ROOM, SECRET, LiveKitServer


class RoomStage:
    """The server, the show's host and a viewer."""

    def __init__(self, server: LiveKitServer) -> None:
        self.server = server

    def gateway(self) -> Gateway:
        return self._joining(SECRET)

    def wrong(self) -> Gateway:
        return self._joining("another secret of thirty-two letters")

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        await (await self.server.connection()).say(text, "v1")

    async def read(self) -> str:
        return (await self.server.written.get())[0]

    async def talk(self, audio: Audio) -> None:
        await (await self.server.connection()).host.say(audio)

    async def listen(self, seconds: float) -> Audio:
        return await self.server.listen(seconds)

    async def cut(self) -> None:
        await self.end(DisconnectReason.SERVER_SHUTDOWN)

    async def end(self, reason: int) -> None:
        await (await self.server.connection()).end(reason)

    def _joining(self, secret: str) -> Gateway:
        where = Address(self.server.url, ROOM, host="anchor", identity="xiaoer")
        return LiveKit(where, KEY, SecretStr(secret))


@pytest.fixture
async def stage() -> AsyncIterator[RoomStage]:
    async with LiveKitServer().serving() as server:
        yield RoomStage(server)


class TestLiveKitRoom(JoinsAndLeaves, Reads, Writes, Hears, Speaks):
    """The port's own suites."""


async def test_the_host_is_heard_as_the_host_and_a_viewer_read_as_one(stage: RoomStage) -> None:
    async with stage.gateway().connect(silent) as link:
        event = await first(link.events(), lambda e: isinstance(e, Heard))
        assert isinstance(event, Heard)
        assert event.visitor == Visitor("anchor", "主播", "host")
        assert event.audio.rate == 16_000
        await stage.say("多少钱")
        assert (await said(link, "多少钱")).visitor == Visitor("v1", "小美")


async def test_a_message_for_one_is_sent_to_one(stage: RoomStage) -> None:
    async with stage.gateway().connect(silent) as link:
        await link.write("只给你", to=Visitor("v1"))
        assert await stage.server.written.get() == ("只给你", ["v1"])


async def test_a_room_that_is_deleted_is_a_show_that_is_over(stage: RoomStage) -> None:
    async with stage.gateway().connect(silent) as link:
        await stage.end(DisconnectReason.ROOM_DELETED)
        async for _ in link.events():
            pass


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (DisconnectReason.PARTICIPANT_REMOVED, "shown out"),
        (DisconnectReason.DUPLICATE_IDENTITY, "identity"),
    ],
)
async def test_who_is_shown_out_is_told_it_is_final(
    stage: RoomStage, reason: int, told: str
) -> None:
    async with stage.gateway().connect(silent) as link:
        await stage.end(reason)
        with pytest.raises(LinkError, match=told):
            async for _ in link.events():
                pass

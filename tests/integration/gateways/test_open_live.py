"""The Bilibili gateway against a server that does as the open platform documents."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator

import pytest
from support.bilibili import APP, CODE, KEY, SECRET, OpenLive, packed
from support.links import SOON_S, JoinsAndLeaves, Reads, first, said, silent

from assistant.gateways.bilibili.gateway import Bilibili, make
from assistant.gateways.link import Gateway, Happened, LinkError, Said
from assistant.gateways.registry import gateway
from assistant.settings import Settings


def settings(secret: str = SECRET) -> Settings:
    return Settings(bilibili_access_key=KEY, bilibili_access_secret=secret, bilibili_app_id=APP)


class Room:
    """The broadcaster's room, for the port's suites."""

    def __init__(self, server: OpenLive) -> None:
        self.server = server
        self.url = f"http://127.0.0.1:{server.port}/{CODE}"

    def gateway(self) -> Gateway:
        return gateway("bilibili", self.url, settings())

    def quick(self, *, game_beat_s: float) -> Bilibili:
        return dataclasses.replace(make(self.url, settings()), beat_s=0.05, game_beat_s=game_beat_s)

    def wrong(self) -> Gateway:
        return gateway("bilibili", self.url, settings("not the secret"))

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        await self.server.send(
            "LIVE_OPEN_PLATFORM_DM", {"msg": text, "open_id": f"id of {viewer}", "uname": viewer}
        )

    async def cut(self) -> None:
        self.server.cut()


@pytest.fixture
async def stage() -> AsyncIterator[Room]:
    async with OpenLive().running() as server:
        yield Room(server)


class TestOpenLive(JoinsAndLeaves, Reads):
    """The port's own suites."""

    async def test_leaving_ends_the_game(self, stage: Room) -> None:
        async with stage.gateway().connect(silent):
            assert stage.server.game == "game1"
        assert stage.server.ended == ["game1"]

    async def test_another_identity_code_is_refused(self, stage: Room) -> None:
        with pytest.raises(LinkError, match="身份码错误"):
            async with gateway("bilibili", f"{stage.url}x", settings()).connect(silent):
                pass

    async def test_it_only_reads(self, stage: Room) -> None:
        async with stage.gateway().connect(silent) as link:
            assert not link.abilities.writes
            with pytest.raises(LinkError, match="no way to write"):
                await link.write("有大码")

    async def test_folded_frames_are_unfolded(self, stage: Room) -> None:
        async with stage.gateway().connect(silent) as link:
            await stage.server.send(
                "LIVE_OPEN_PLATFORM_DM", {"msg": "折起来", "open_id": "anchor", "uname": "主播"}, 2
            )
            comment = await said(link, "折起来")
            assert (comment.visitor.role, comment.visitor.name) == ("host", "主播")

    @pytest.mark.parametrize(
        ("command", "kind", "user"),
        [
            ("SEND_GIFT", "gift", {"open_id": "7", "uname": "小美"}),
            ("GUARD", "gift", {"user_info": {"open_id": "7", "uname": "小美"}}),
            ("LIKE", "like", {"open_id": "7", "uname": "小美"}),
            ("LIVE_ROOM_ENTER", "entered", {"open_id": "7", "uname": "小美"}),
        ],
    )
    async def test_what_happens_is_no_comment(
        self, stage: Room, command: str, kind: str, user: dict[str, object]
    ) -> None:
        async with stage.gateway().connect(silent) as link:
            await stage.server.send(f"LIVE_OPEN_PLATFORM_{command}", user)
            event = await first(link.events(), lambda _: True)
        assert isinstance(event, Happened)
        assert (event.kind, event.visitor.id, event.visitor.name) == (kind, "7", "小美")

    @pytest.mark.parametrize(
        "broken",
        [
            b"",
            b"short",
            packed(5, b"no json"),
            packed(5, b"[]"),
            packed(5, b'{"cmd":"LIVE_OPEN_PLATFORM_DM","data":{}}'),
            packed(5, b"no zlib", 2),
            packed(99, b""),
            b"\xff" * 40,
        ],
    )
    async def test_what_cannot_be_read_is_passed_over(self, stage: Room, broken: bytes) -> None:
        async with stage.gateway().connect(silent) as link:
            await stage.server.raw(broken)
            await stage.say("还在")
            await said(link, "还在")


async def test_heartbeats_keep_the_game_and_the_connection() -> None:
    async with OpenLive(patience_s=0.5).running() as server:
        room = Room(server)
        async with room.quick(game_beat_s=0.05).connect(silent) as link:
            async with asyncio.timeout(SOON_S):
                while server.game_beats < 20 or server.beats < 20:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            await room.say("还在")
            assert isinstance(await said(link, "还在"), Said)
            assert server.game == "game1"


async def test_a_game_whose_heartbeats_are_missed_is_over() -> None:
    async with OpenLive(patience_s=0.1).running() as server:
        async with Room(server).quick(game_beat_s=3600).connect(silent) as link:
            async with asyncio.timeout(SOON_S):
                assert [event async for event in link.events()] == []
        assert server.game == ""


@pytest.mark.parametrize("url", ["", "bilibili://", "ftp://host/CODE", "https://host"])
def test_an_address_without_a_code_is_refused(url: str) -> None:
    with pytest.raises(LinkError, match="identity code"):
        make(url, settings())


def test_the_code_keeps_its_case_and_the_secret_is_in_no_log() -> None:
    made = make("bilibili://BCode42", settings())
    assert made.code == "BCode42"
    assert SECRET not in repr(made.credentials)


def test_missing_credentials_are_named() -> None:
    with pytest.raises(LinkError, match="XIAOER_BILIBILI_ACCESS_KEY"):
        make("bilibili://BCode42", Settings())

"""The generic feed over real WebSockets: a bridge that listens, and one that comes to Xiaoer."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from support.bridge import HELLO, Bridge
from support.links import (
    SOON_S,
    Hears,
    JoinsAndLeaves,
    Reads,
    Speaks,
    Tone,
    Writes,
    first,
    reading,
    said,
    silent,
)

from assistant.gateways.link import Happened, LinkError, LinkLost, Shown, Visitor, Window
from assistant.gateways.registry import gateway
from assistant.settings import Settings


@pytest.fixture
async def stage() -> AsyncIterator[Bridge]:
    async with Bridge.open() as bridge:
        yield bridge


class TestFeed(JoinsAndLeaves, Reads, Writes, Hears, Speaks):
    """The suites every gateway passes."""


async def test_what_the_bridge_can_do_holds(stage: Bridge) -> None:
    stage.hello = {"type": "hello", "limits": {"windows": [{"count": 3, "seconds": 9}], "gap_s": 2}}
    tone = Tone()
    async with stage.gateway().connect(tone.next_frame) as link:
        assert link.abilities.limits.windows == (Window(3, 9),)
        assert link.abilities.limits.gap_s == 2
        assert not link.abilities.writes
        assert not link.abilities.speaks
        await asyncio.sleep(0.1)
        assert tone.frames == 0, "nobody would hear it"


@pytest.mark.parametrize(
    "hello", ["not json", '{"type":"comment","id":"1","viewer":{"id":"1"},"text":"?"}', "{}"]
)
async def test_a_bridge_that_does_not_say_hello_is_refused(stage: Bridge, hello: str) -> None:
    stage.hello = hello
    with pytest.raises(LinkError, match="hello"):
        async with stage.gateway().connect(silent):
            pass


async def test_products_gifts_and_arrivals(stage: Bridge) -> None:
    async with stage.gateway().connect(silent) as link:
        await stage.tell(type="gift", id="g1", viewer={"id": "7"})
        gift = await first(link.events(), lambda event: isinstance(event, Happened))
        assert isinstance(gift, Happened)
        assert (gift.kind, gift.visitor) == ("gift", Visitor("7"))
        await stage.tell(type="product", link="SKU-1")
        shown = await first(link.events(), lambda event: isinstance(event, Shown))
        assert isinstance(shown, Shown)
        assert shown.link == "SKU-1"


async def test_what_cannot_be_read_is_told_and_left_out(stage: Bridge) -> None:
    async with stage.gateway().connect(silent) as link:
        await stage.tell(type="comment", id="", viewer={"id": "7"}, text="?")
        await stage.tell(type="sound", pcm16="***")
        await stage.tell(type="sound", pcm16="AA==")
        await stage.tell(type="spell", words="abracadabra")
        await stage.say("还在吗")
        assert (await said(link, "还在吗")).visitor.name == "小美"
        async with asyncio.timeout(SOON_S):
            while len(stage.faults) < 4:  # noqa: ASYNC110 - the bridge tells nobody
                await asyncio.sleep(0.01)
    assert stage.faults[0].startswith("comment.id: ")
    assert "pcm16" in stage.faults[1]
    assert "pcm16" in stage.faults[2]


async def test_a_message_the_platform_refuses(stage: Bridge) -> None:
    stage.refuses = "muted for ten minutes"
    async with stage.gateway().connect(silent) as link, reading(link):
        with pytest.raises(LinkError, match="muted"):
            await link.write("你好")


async def test_a_bridge_that_never_answers_is_lost(
    stage: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.gateways.feed.link.ANSWER_S", 0.05)
    async with stage.gateway().connect(silent) as link:
        with pytest.raises(LinkLost):
            await link.write("没有人读回答")


async def test_to_one_viewer(stage: Bridge) -> None:
    stage.hello = {**HELLO, "to_one": True}
    async with stage.gateway().connect(silent) as link, reading(link):
        await link.write("只给您", to=Visitor("7", "小美"))
        message = await stage._written.get()
    assert message["to"] == {"id": "7", "name": "小美", "role": "viewer"}


async def test_the_end_of_the_show_ends_the_events(stage: Bridge) -> None:
    async with stage.gateway().connect(silent) as link:
        await stage.tell(type="end")
        async with asyncio.timeout(SOON_S):
            assert [event async for event in link.events()] == []


async def test_the_end_of_the_voice_is_told(stage: Bridge) -> None:
    tone = Tone()
    async with stage.gateway().connect(tone.next_frame):
        tone.on = True
        await asyncio.sleep(0.2)
        tone.on = False
        async with asyncio.timeout(SOON_S):
            while not stage.silences:  # noqa: ASYNC110 - the bridge tells nobody
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("url", ["", "https://example.com", "ws:///nowhere"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(LinkError, match="ws://"):
        gateway("websocket", url, Settings())


def test_an_unknown_gateway_is_told_with_those_there_are() -> None:
    with pytest.raises(LinkError, match="websocket"):
        gateway("pigeon", "coo://", Settings())


async def test_nobody_there_is_a_break_not_a_refusal(unused_tcp_port: int) -> None:
    there = gateway("websocket", f"ws://127.0.0.1:{unused_tcp_port}", Settings())
    with pytest.raises(LinkLost):
        async with there.connect(silent):
            pass

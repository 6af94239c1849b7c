"""The webhook: signed posts out over a real socket, events in by posts."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from support.links import SOON_S, Reads, Writes, reading, said, silent
from support.webhook import Receiver

from assistant.gateways.feed import messages
from assistant.gateways.feed.webhook import Full, WebhookGateway, signature
from assistant.gateways.link import LinkError, LinkLost, Visitor, Window
from assistant.gateways.registry import gateway
from assistant.settings import Settings


@pytest.fixture
async def stage() -> AsyncIterator[Receiver]:
    async with Receiver.open() as receiver:
        yield receiver
        assert receiver.unsigned == 0


class TestWebhook(Writes):
    """What applies of the suites: there is no connection that could break."""

    test_a_comment_comes_whole = Reads.test_a_comment_comes_whole_with_who_wrote_it
    test_comments_come_in_order = Reads.test_comments_come_in_order_each_once


async def test_a_wrong_address_is_one_clear_sentence(stage: Receiver) -> None:
    with pytest.raises(LinkError, match="404"):
        async with stage.wrong().connect(silent):
            pass


async def test_the_response_to_welcome_may_say_what_is_allowed(stage: Receiver) -> None:
    stage.hello = b'{"type":"hello","writes":true,"limits":{"windows":[{"count":2,"seconds":9}]}}'
    async with stage.gateway().connect(silent) as link:
        assert link.abilities.limits.windows == (Window(2, 9),)


@pytest.mark.parametrize("said_back", [b"<html>", b'{"type":"end"}'])
async def test_a_response_that_is_no_hello_is_refused(stage: Receiver, said_back: bytes) -> None:
    stage.hello = said_back
    with pytest.raises(LinkError, match="hello"):
        async with stage.gateway().connect(silent):
            pass


async def test_what_may_not_have_arrived_is_posted_again_under_its_id(stage: Receiver) -> None:
    async with stage.gateway().connect(silent) as link, reading(link):
        stage.statuses = [503, 429]
        await link.write("你好", to=Visitor("7", "小美"))
        async with asyncio.timeout(SOON_S):
            assert await stage.read() == "你好"
    written = [post for post in stage.posts if post["type"] == "message"]
    assert len(written) == 3
    assert len({post["id"] for post in written}) == 1
    assert written[0]["to"]["id"] == "7"


async def test_a_receiver_that_stays_away_is_lost_and_one_that_refuses_an_error(
    stage: Receiver,
) -> None:
    async with stage.gateway().connect(silent) as link:
        stage.statuses = [500, 500, 500]
        with pytest.raises(LinkLost, match="500"):
            await link.write("你好")
        stage.statuses = [400]
        with pytest.raises(LinkError, match="400"):
            await link.write("你好")


async def test_nobody_there_is_a_break(unused_tcp_port: int) -> None:
    there = WebhookGateway(f"http://127.0.0.1:{unused_tcp_port}/", "s", pauses_s=())
    with pytest.raises(LinkLost):
        async with there.connect(silent):
            pass


async def test_the_end_ends_the_events(stage: Receiver) -> None:
    there = stage.gateway()
    assert isinstance(there, WebhookGateway)
    async with there.connect(silent) as link:
        await stage.say("最后一句")
        there.push(messages.End(type="end"))
        assert (await said(link, "最后一句")).text == "最后一句"
        async with asyncio.timeout(SOON_S):
            assert [event async for event in link.events()] == []


async def test_more_than_can_wait_is_refused(
    stage: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.gateways.feed.webhook.MOST_WAITING", 2)
    there = stage.gateway()
    assert isinstance(there, WebhookGateway)
    with pytest.raises(LinkLost):
        await stage.say("还没有连上")
    async with there.connect(silent):
        for text in ("一", "二"):
            await stage.say(text)
        with pytest.raises(Full):
            await stage.say("三")
        with pytest.raises(messages.Unreadable, match="hello"):
            there.push(messages.Hello(type="hello"))


def test_the_signature_is_what_the_documentation_says() -> None:
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
    assert signature("secret", b"{}", at=1700000000) == (
        "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"
    )


@pytest.mark.parametrize("url", ["", "ftp://x", "https://"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(LinkError, match="https://"):
        gateway("webhook", url, Settings())


def test_without_a_secret_nothing_is_posted() -> None:
    with pytest.raises(LinkError, match="webhook_secret"):
        gateway("webhook", "https://example.com/hook", Settings())

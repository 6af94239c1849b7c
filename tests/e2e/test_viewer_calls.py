"""What carries the conversation: WebRTC where it can, a WebSocket where it cannot."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, Route
from room_page import DESKTOP, PHONE, SPOKEN_QUESTION, OpenRoom, RoomPage

pytestmark = [pytest.mark.browser, pytest.mark.models]


async def refuse_calls(page: Page) -> None:
    await page.route("**/v1/realtime/calls**", lambda route: route.abort())


async def take_webrtc_away(page: Page) -> None:
    await page.add_init_script("delete window.RTCPeerConnection")


async def lose_every_packet(page: Page) -> None:
    """Neither side learns an address of the other that leads anywhere, as behind a firewall."""
    candidates = re.compile(r"a=candidate:.*\r\n")

    async def answered(route: Route) -> None:
        offer = candidates.sub("", route.request.post_data or "")
        response = await route.fetch(post_data=offer)
        await route.fulfill(response=response, body=candidates.sub("", await response.text()))

    await page.route("**/v1/realtime/calls**", answered)


async def test_a_spoken_question_is_answered_over_webrtc(
    open_room: OpenRoom, spoken_question: Path
) -> None:
    async with open_room(viewport=DESKTOP, microphone=spoken_question) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        await room.carried_by("webrtc")
        sockets: list[str] = []
        visit.page.on("websocket", lambda socket: sockets.append(socket.url))
        await visit.page.locator(".hands-free").click()

        assert "259" in await room.answered()
        measured = await room.heard()
        assert measured["peak"] > 0.01
        assert not [url for url in sockets if "/v1/realtime" in url]
        assert visit.errors == []


@pytest.mark.parametrize("block", [refuse_calls, take_webrtc_away, lose_every_packet])
async def test_where_webrtc_is_blocked_the_socket_carries_it(
    open_room: OpenRoom, spoken_question: Path, block: object
) -> None:
    async with open_room(viewport=DESKTOP, microphone=spoken_question, prepare=block) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        await room.carried_by("websocket")
        await visit.page.locator(".hands-free").click()
        assert "259" in await room.answered()
        await room.heard()


async def test_an_answer_over_webrtc_is_silenced_by_a_tap(open_room: OpenRoom) -> None:
    async with open_room(viewport=PHONE) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        await room.carried_by("webrtc")
        await room.ask(SPOKEN_QUESTION)
        await room.heard(0.2)
        await visit.page.get_by_role("button", name="停止播放").click()
        # What is under way in the network and in the browser's own buffer is still heard.
        await visit.page.wait_for_timeout(400)
        before = await room.played()
        await visit.page.wait_for_timeout(700)
        assert (await room.played())["seconds"] - before["seconds"] <= 0.1

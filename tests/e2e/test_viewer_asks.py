"""A viewer asks, by text and by voice, in a real browser, and sees and hears a true answer."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import expect
from room_page import ANSWER_MS, DESKTOP, PHONE, SPOKEN_QUESTION, OpenRoom, RoomPage

pytestmark = [pytest.mark.browser, pytest.mark.models]

JACKET = "light-down-jacket"


@pytest.fixture(scope="module")
def price(server_url: str) -> str:
    """The jacket's price in force, as the catalog has it."""
    room: dict[str, Any] = httpx.get(f"{server_url}/api/rooms/demo").raise_for_status().json()
    card = next(card for card in room["listing"] if card["handle"] == JACKET)
    minimum: str = card["price"]["min"]
    return minimum


async def test_by_text(open_room: OpenRoom, price: str) -> None:
    async with open_room(viewport=PHONE) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        await room.ask(SPOKEN_QUESTION)

        assert price in await room.answered()
        measured = await room.heard()
        assert measured["running"]
        assert measured["peak"] > 0.01
        assert await room.own_questions.all_inner_texts() == [f"我{SPOKEN_QUESTION}"]
        await expect(room.own_answer.locator(".ai-mark")).to_have_text("AI生成")

        facts = await room.unfold()
        await expect(facts.locator(".fact-value").first).to_have_text(f"¥{price}")
        await expect(facts.locator(".latency-bar i").first).to_be_visible()
        assert "毫秒" in await facts.locator(".latency-total").inner_text()
        assert visit.errors == []


async def test_by_voice_hands_free(open_room: OpenRoom, price: str, spoken_question: Path) -> None:
    async with open_room(viewport=DESKTOP, microphone=spoken_question) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        await visit.page.locator(".hands-free").click()

        assert price in await room.answered()
        await room.heard()
        await expect(room.own_questions.locator(".by-voice")).to_be_visible()
        facts = await room.unfold()
        await expect(facts.locator(".latency-bar .part-turn_end")).to_be_visible()
        assert visit.errors == []


async def test_by_voice_holding_the_button(
    open_room: OpenRoom, price: str, spoken_question: Path
) -> None:
    async with open_room(viewport=PHONE, microphone=spoken_question) as visit:
        page, room = visit.page, RoomPage(visit.page)
        await room.entered()
        button = page.locator(".hold")
        await button.hover()
        await page.mouse.down()
        await expect(page.locator(".hold-overlay")).to_be_visible()
        await expect(button).to_have_attribute("data-held", "true")
        # The voice speaks at its own pace: held until it has been loud and has fallen silent.
        await page.wait_for_function(
            """() => {
                const meter = document.querySelector('.hold-meter');
                const level = Number(meter.style.getPropertyValue('--level'));
                const now = performance.now();
                if (level > 0.2) window.lastLoud = now;
                return window.lastLoud !== undefined && now - window.lastLoud > 900;
            }""",
            timeout=ANSWER_MS,
        )
        await page.mouse.up()
        await expect(page.locator(".hold-overlay")).to_be_hidden()

        assert price in await room.answered()
        await room.heard()
        assert visit.errors == []


async def test_what_the_shop_did_not_publish(open_room: OpenRoom) -> None:
    async with open_room(viewport=DESKTOP) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        await room.ask("羽绒服的设计师是谁")
        await room.answered("unknown")
        await expect(room.own_answer.locator(".outcome")).to_have_text("资料未公布")


async def test_a_tap_silences_the_answer(open_room: OpenRoom) -> None:
    async with open_room(viewport=DESKTOP) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        await room.ask("介绍一下羽绒服")
        await room.heard(0.2)
        await visit.page.get_by_role("button", name="停止播放").click()
        await expect(visit.page.locator(".stage")).not_to_have_attribute("data-phase", "speaking")
        before = await room.played()
        # Long enough for what had been queued to be heard, had it not been stopped.
        await visit.page.wait_for_timeout(700)
        after = await room.played()
        assert after["seconds"] - before["seconds"] <= 0.1


async def test_another_viewer_sees_the_answer_once(open_room: OpenRoom, server_url: str) -> None:
    async with open_room(viewport=DESKTOP) as visit:
        room = RoomPage(visit.page)
        await room.entered()
        asked = {"viewer": "阿May", "text": SPOKEN_QUESTION}
        async with httpx.AsyncClient(timeout=60) as client:
            posted = await client.post(f"{server_url}/api/rooms/demo/comments", json=asked)
            assert posted.status_code == 202
        answers = visit.page.locator(".answer[data-outcome]", has_text="@阿May")
        await expect(answers).to_have_count(1, timeout=ANSWER_MS)
        comments = visit.page.locator(".comment", has_text="阿May")
        await expect(comments).to_have_count(1)
        assert (await room.played())["seconds"] == 0

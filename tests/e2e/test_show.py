"""A crowd is served: the demo show is joined, six times as fast, and a viewer asks in the midst."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Page, expect
from room_page import (
    DESKTOP,
    OVERFLOWING,
    PHONE,
    SCREENSHOTS,
    SPOKEN_QUESTION,
    OpenRoom,
    RoomPage,
    serious_violations,
)

pytestmark = [pytest.mark.browser, pytest.mark.models]

JACKET = "light-down-jacket"
NEXT_SHOWN = "hyaluronic-mask"

SHOW = "show:demo?voice=off&speed=6"
SHOW_MS = 60_000
"""How long anything of the show may take to be seen before the test gives up."""

KEPT = 160
"""Comments of others that the page keeps, as `room/entries.ts` has it."""

# Notes, with every change of the page, what was ever on it.
WATCH = """() => {
    const seen = { mostOthers: 0, texts: new Set(), onAir: new Set(), waiting: 0 };
    const look = () => {
        const others = document.querySelectorAll('.comment[data-own=false]');
        seen.mostOthers = Math.max(seen.mostOthers, others.length);
        others.forEach((comment) => seen.texts.add(comment.innerText));
        const title = document.querySelector('.on-air-panel h3');
        if (title) seen.onAir.add(title.innerText);
        const most = document.querySelector('.most-asked [data-askers]');
        if (most) seen.waiting = Math.max(seen.waiting, Number(most.dataset.askers));
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    window.seen = seen;
}"""


@pytest.fixture(scope="module")
def room(server_url: str) -> dict[str, Any]:
    """A room of this test's own, which sells what the demo room does."""
    asked = {"room": f"show-{uuid4().hex[:8]}", "catalog": "demo", "on_air": JACKET}
    made = httpx.post(f"{server_url}/api/rooms", json=asked, timeout=60).raise_for_status()
    document: dict[str, Any] = made.json()
    return document


def card(room: dict[str, Any], handle: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in room["listing"] if one["handle"] == handle)
    return found


@asynccontextmanager
async def joined(server_url: str, room: str) -> AsyncIterator[None]:
    """The show, joined by the command itself, and left as Ctrl-C does."""
    command = Path(sys.executable).with_name("xiaoer")
    process = await asyncio.create_subprocess_exec(
        *(command, "join", "replay", SHOW, "--server", server_url, "--room", room),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        _, told = await asyncio.wait_for(process.communicate(), 30)
    assert "replay: joined" in told.decode()
    assert process.returncode == 0, told.decode()


async def sees(page: Page, what: str) -> None:
    """Wait until what was noted, as `seen`, bears out an expression."""
    await page.wait_for_function(
        f"() => {{ const {{ seen }} = window; return {what}; }}", timeout=SHOW_MS
    )


async def looks_finished(page: Page, name: str) -> None:
    await page.screenshot(path=SCREENSHOTS / f"show-{name}.png")
    assert await page.evaluate(OVERFLOWING) == []


async def test_a_crowd_is_served(
    open_room: OpenRoom, server_url: str, room: dict[str, Any]
) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    async with open_room(viewport=DESKTOP, path=f"/rooms/{room['room']}") as visit:
        page, viewer = visit.page, RoomPage(visit.page)
        await viewer.entered()
        # Drawn without a graphics card, what moves for its beauty would take the crowd's time.
        await page.emulate_media(reduced_motion="reduce")
        await page.evaluate(WATCH)
        async with joined(server_url, room["room"]):
            there = page.locator(".live-rooms [data-gateway=replay][data-state=joined]")
            await expect(there).to_contain_text("已进场", timeout=SHOW_MS)
            await expect(page.locator(".page[data-busy=true]")).to_be_visible(timeout=SHOW_MS)

            # A viewer of this page's is no worse off for the crowd.
            await viewer.ask(SPOKEN_QUESTION)
            assert card(room, JACKET)["price"]["min"] in await viewer.answered()
            await expect(viewer.own_answer).to_be_in_viewport()

            many = page.locator(".answer[data-many=true][data-outcome]")
            await expect(many.first).to_contain_text("位宝宝在问", timeout=SHOW_MS)
            await expect(many.first.locator(".to")).to_have_text("回复大家")
            assert int(await many.first.get_attribute("data-askers") or 0) > 1

            titles = [card(room, handle)["title"] for handle in (JACKET, NEXT_SHOWN)]
            await sees(page, f"seen.onAir.has({titles[0]!r}) && seen.onAir.has({titles[1]!r})")
            await expect(page.locator(".on-air-panel .shown-by")).to_have_text("平台弹出链接")
            await sees(page, f"seen.texts.size > {2 * KEPT} && seen.waiting > 1")
            await looks_finished(page, "1440")
            await page.set_viewport_size(PHONE)
            await expect(page.locator(".page-phone .flood .comment").first).to_be_visible()
            await looks_finished(page, "390")

        await expect(there).to_have_count(0)
        # The minute is not over, so the room is busy still, and stands still to be looked at.
        assert await serious_violations(page) == ""
        await page.set_viewport_size(DESKTOP)
        assert await serious_violations(page) == ""
        assert await page.evaluate("window.seen.mostOthers") == KEPT
        assert visit.errors == []

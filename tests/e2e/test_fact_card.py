"""Help that nobody asked for is seen: a product goes on air, and its card is among the comments."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import ViewportSize, expect
from room_page import (
    DESKTOP,
    OVERFLOWING,
    PHONE,
    SCREENSHOTS,
    OpenRoom,
    RoomPage,
    serious_violations,
)

pytestmark = [pytest.mark.browser, pytest.mark.models]


@pytest.fixture
def room(server_url: str) -> dict[str, Any]:
    """A room of this test's own, which helps unasked."""
    asked = {"room": f"cards-{uuid4().hex[:8]}", "catalog": "demo"}
    made = httpx.post(f"{server_url}/api/rooms", json=asked, timeout=60).raise_for_status()
    room: dict[str, Any] = made.json()
    url = f"{server_url}/api/rooms/{room['room']}/fact-cards"
    httpx.put(url, json={"on": True}, timeout=60).raise_for_status()
    return room


@pytest.mark.parametrize(
    ("name", "viewport", "locale"), [("phone", PHONE, "zh-CN"), ("desktop", DESKTOP, "en-US")]
)
async def test_a_card_says_what_went_on_air(
    open_room: OpenRoom,
    server_url: str,
    room: dict[str, Any],
    name: str,
    viewport: ViewportSize,
    locale: str,
) -> None:
    path = f"/rooms/{room['room']}"
    async with open_room(path=path, viewport=viewport, locale=locale) as visit:
        page = visit.page
        await RoomPage(page).entered()
        async with httpx.AsyncClient(base_url=server_url) as http:
            shown = await http.put(f"/api{path}/on-air", json={"sku": "air-fryer"})
            shown.raise_for_status()
        card = page.locator(".fact-card")
        await expect(card).to_have_count(1, timeout=20_000)
        await expect(card).to_contain_text("239元")
        await expect(card.locator(".ai-mark")).to_be_visible()
        assert await page.evaluate(OVERFLOWING) == []
        SCREENSHOTS.mkdir(exist_ok=True)
        await page.screenshot(path=SCREENSHOTS / f"fact-card-{name}.png")
        await card.locator(".fold").click()
        await expect(card.locator(".fact-list li").first).to_contain_text("239")
        assert await serious_violations(page) == ""
        assert visit.errors == []

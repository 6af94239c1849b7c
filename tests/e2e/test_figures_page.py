"""Staff look at what a show came to: numbers, charts, what was not answered, light and dark."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Page, ViewportSize, expect
from room_page import DESKTOP, SCREENSHOTS, OpenRoom, serious_violations

pytestmark = [pytest.mark.browser, pytest.mark.models]

TABLET: ViewportSize = {"width": 820, "height": 1180}
FITS = """() => {
    const page = document.querySelector(".staff-page");
    return page.scrollWidth <= page.clientWidth;
}"""


@pytest.fixture(scope="module")
def room(server_url: str) -> str:
    """A room in which two questions were answered and one could not be."""
    room = f"figures-{uuid4().hex[:8]}"
    with httpx.Client(base_url=server_url, timeout=60) as client:
        made: dict[str, Any] = {"room": room, "catalog": "demo", "on_air": "light-down-jacket"}
        client.post("/api/rooms", json=made).raise_for_status()
        for text in ("多少钱", "什么面料", "声音大吗"):
            asked = {"viewer": "小雨", "text": text}
            client.post(f"/api/rooms/{room}/questions", json=asked).raise_for_status()
    return room


async def test_what_a_show_came_to_is_seen(
    open_room: OpenRoom, live_server: Any, room: str
) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)

    async def as_staff(page: Page) -> None:
        await page.set_extra_http_headers(live_server.as_staff)

    async with open_room(viewport=DESKTOP, path="/figures", prepare=as_staff) as visit:
        page = visit.page
        await expect(page.get_by_role("heading", name="直播数据")).to_be_visible(timeout=30_000)
        await page.get_by_role("combobox", name="直播间", exact=True).click()
        await page.get_by_title(room, exact=True).click()
        asked = page.locator(".stat").filter(has_text="提问").first
        await expect(asked.locator("strong")).to_have_text("3")
        row = page.locator("tbody tr").filter(has_text="声音大吗")
        await expect(row).to_contain_text("轻羽90白鸭绒连帽羽绒服")
        await expect(page.locator(".figure canvas")).to_have_count(2)

        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await row.get_by_role("button", name="复制为资料行").click()
        await expect(page.get_by_text("已复制")).to_be_visible()
        line = json.loads(await page.evaluate("navigator.clipboard.readText()"))
        assert (line["question"], line["products"]) == ("声音大吗", ["light-down-jacket"])

        async with page.expect_download() as downloading:
            await page.get_by_role("button", name="导出图片: 弹幕与回答").click()
        assert (await downloading.value).suggested_filename == "弹幕与回答.png"
        assert await serious_violations(page) == ""
        assert await page.evaluate(FITS)
        await page.screenshot(path=SCREENSHOTS / "figures-1440.png")

        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", name="Figures")).to_be_visible()
        await page.emulate_media(color_scheme="dark")
        await expect(page.locator("html[data-dark=true]")).to_be_attached()
        await page.set_viewport_size(TABLET)
        # what told of the export is read while it fades, in colours of neither kind
        await expect(page.locator(".ant-message-notice")).to_have_count(0, timeout=15_000)
        assert await serious_violations(page) == ""
        assert await page.evaluate(FITS)
        await page.screenshot(path=SCREENSHOTS / "figures-820-dark.png")
        assert visit.errors == []

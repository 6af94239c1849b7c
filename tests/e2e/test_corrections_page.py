"""What staff had the assistant remember: in force, against the catalog, changed, taken back."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, ViewportSize, expect
from review_desk import DeskPage, ask, at_the_desk, service
from room_page import SCREENSHOTS, serious_violations

pytestmark = [pytest.mark.browser]

WIDE: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 820, "height": 1180}


@pytest.fixture
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a fresh service is."""
    with service(tmp_path_factory.mktemp("corrections")) as there:
        yield there


async def teach(desk: DeskPage, question: str, text: str) -> None:
    """Answer a question of the queue, for its product from now on."""
    await desk.chosen(question)
    await desk.press("e")
    writing = desk.page.get_by_role("textbox", name="写回复")
    await expect(writing).to_be_focused()
    await writing.fill(text)
    await desk.press("Alt+l", "Control+Enter")
    await expect(writing).to_have_count(0)
    await expect(desk.page.get_by_text("已回复，按 Z 撤销").first).to_be_visible()


async def test_what_was_learned_is_seen_changed_and_taken_back(chrome: Browser, url: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await ask(url, "声音大吗", "小绿")
    await ask(url, "多少钱", "小红")
    async with at_the_desk(chrome, url, "店长", viewport=WIDE) as desk:
        page = desk.page
        await teach(desk, "声音大吗", "最大档 62 分贝")
        await teach(desk, "多少钱", "今天只要 199 元")
        await expect(desk.item).to_contain_text("已记住")

        await page.get_by_role("link", name="纠正").click()
        await expect(page.get_by_role("heading", name="客服的纠正")).to_be_visible()
        noise = page.locator(".corrections .ant-card").filter(has_text="声音大吗")
        price = page.locator(".corrections .ant-card").filter(has_text="多少钱")
        await expect(noise).to_contain_text("生效中")
        await expect(price).to_contain_text("与资料冲突")
        for part in ("客服说 今天只要199元", "资料是", "CNY"):
            await expect(price).to_contain_text(part)
        assert await serious_violations(page) == ""
        await page.screenshot(path=SCREENSHOTS / "corrections-1280.png")

        await price.get_by_role("button", name="等资料改好").click()
        await expect(price).to_contain_text("待生效")

        await noise.get_by_role("button", name="修 改").click()
        await page.get_by_role("textbox", name="以后这样回答").fill("睡眠档 35 分贝")
        await page.get_by_role("dialog").get_by_role("button", name="保 存").click()
        await expect(noise).to_contain_text("睡眠档 35 分贝")
        await noise.get_by_role("button", name="撤 销").click()
        await expect(noise).to_contain_text("最大档 62 分贝")
        await noise.get_by_role("button", name="停 用").click()
        await page.get_by_role("tooltip").get_by_role("button", name="确 定").click()
        await expect(noise).to_contain_text("已停用")

        await page.emulate_media(color_scheme="dark")
        await expect(page.locator("html[data-dark=true]")).to_be_attached()
        await page.set_viewport_size(TABLET)
        assert await serious_violations(page) == ""
        assert desk.complaints == []

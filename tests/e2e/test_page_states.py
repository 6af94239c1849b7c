"""How the page looks and behaves besides asking: layout, languages, and when things go wrong."""

import json

import pytest
from playwright.async_api import Page, Route, ViewportSize, WebSocketRoute, expect
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

# Of each control of the ask bar: does a tap in its middle reach it?
REACHED = """() => [...document.querySelectorAll('.ask-bar :is(button, input)')].map((control) => {
    const box = control.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const inside = box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    return [control.getAttribute('aria-label'), inside && control.contains(top)];
})"""


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_looks_finished(open_room: OpenRoom, viewport: ViewportSize, locale: str) -> None:
    name = f"{viewport['width']}x{viewport['height']}-{locale[:2]}"
    SCREENSHOTS.mkdir(exist_ok=True)
    async with open_room(viewport=viewport, locale=locale) as visit:
        page, room = visit.page, RoomPage(visit.page)
        await room.entered()
        await expect(page.locator(".floating img")).to_be_visible()
        await page.screenshot(path=SCREENSHOTS / f"room-{name}.png")

        await page.locator(".quick button").first.click()
        await room.answered()
        await page.screenshot(path=SCREENSHOTS / f"answer-{name}.png")
        await room.unfold()
        await page.screenshot(path=SCREENSHOTS / f"facts-{name}.png")

        assert await page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        assert await page.evaluate(OVERFLOWING) == []
        reached = await page.evaluate(REACHED)
        assert len(reached) >= 3
        assert [label for label, well in reached if not well] == []
        await expect(page.locator(".presence .ai-mark")).to_be_visible()
        await expect(page.locator(".ai-notice")).to_be_visible()
        assert await serious_violations(page) == ""
        assert visit.errors == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_products_and_their_variants(open_room: OpenRoom, viewport: ViewportSize) -> None:
    async with open_room(viewport=viewport) as visit:
        page, room = visit.page, RoomPage(visit.page)
        await room.entered()
        if viewport is PHONE:
            await page.locator(".bag-button").click()
        first = page.locator(".listed").first
        await expect(first).to_be_visible()
        await first.click()
        detail = page.locator(".product-detail")
        await expect(detail.locator(".price .amount")).to_contain_text("¥")
        stocks = set()
        for chip in await detail.locator(".chip").all():
            await chip.click()
            await expect(chip).to_have_attribute("aria-pressed", "true")
            stocks.add(await detail.locator(".stock").inner_text())
        assert len(stocks) > 1
        # the drawer has to have come to rest before its colours are what they are
        await page.wait_for_function(
            "document.getAnimations().every((a) => a.playState !== 'running' "
            "|| a.effect.getComputedTiming().iterations === Infinity)"
        )
        assert await serious_violations(page) == ""
        await page.screenshot(path=SCREENSHOTS / f"product-{viewport['width']}.png")


async def test_language_is_remembered(open_room: OpenRoom) -> None:
    async with open_room(locale="zh-CN") as visit:
        page, room = visit.page, RoomPage(visit.page)
        await room.entered()
        await expect(page.locator(".presence .ai-mark")).to_have_text("AI生成")
        await page.get_by_role("button", name="Switch to English").click()
        await expect(page.locator(".presence .ai-mark")).to_have_text("AI-generated")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await page.reload()
        await room.entered()
        await expect(page.get_by_placeholder("Ask Xiaoer…")).to_be_visible()


async def test_unknown_room(open_room: OpenRoom) -> None:
    async with open_room(path="/rooms/nowhere") as visit:
        page = visit.page
        await expect(page.get_by_role("heading", name="没有找到这个直播间")).to_be_visible()
        await expect(page.get_by_text("nowhere")).to_be_visible()
        assert await serious_violations(page) == ""
        await page.get_by_role("link", name="去演示直播间").click()
        await RoomPage(page).entered()


async def test_while_models_load(open_room: OpenRoom) -> None:
    asked = 0

    async def loading_twice(route: Route) -> None:
        nonlocal asked
        asked += 1
        if asked > 2:
            await route.continue_()
            return
        body = {"ready": False, "loading": ["recogniser", "chat_model"], "failed": {}}
        await route.fulfill(status=503, content_type="application/json", body=json.dumps(body))

    async def prepare(page: Page) -> None:
        await page.route("**/readyz", loading_twice)

    async with open_room(prepare=prepare) as visit:
        page = visit.page
        await expect(page.get_by_role("heading", name="店小二正在上岗")).to_be_visible()
        await expect(page.get_by_text("语音识别")).to_be_visible()
        await expect(page.get_by_text("语言模型")).to_be_visible()
        await RoomPage(page).entered()
        assert asked == 3


async def test_connection_comes_back(open_room: OpenRoom) -> None:
    open_sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        open_sockets.append(socket)

    async def prepare(page: Page) -> None:
        await page.add_init_script("delete window.RTCPeerConnection")
        await page.route_web_socket("**/v1/realtime?*", through)

    async with open_room(prepare=prepare) as visit:
        page, room = visit.page, RoomPage(visit.page)
        await room.entered()
        before = len(open_sockets)
        await open_sockets[-1].close(code=1012)
        await expect(page.get_by_text("连接断开了，正在重新连接…")).to_be_visible()
        await expect(page.locator(".lost")).to_have_attribute("data-shown", "false", timeout=10_000)
        assert len(open_sockets) == before + 1
        await room.ask("羽绒服多少钱")
        await room.answered()


async def test_microphone_refused(open_room: OpenRoom) -> None:
    async with open_room(viewport=DESKTOP) as visit:
        page, room = visit.page, RoomPage(visit.page)
        await room.entered()
        await page.locator(".hands-free").click()
        await expect(page.get_by_role("alert")).to_contain_text("麦克风没有授权")
        await expect(page.locator(".hands-free")).to_have_attribute("aria-pressed", "false")

"""Staff review questions as they come: by keyboard alone, two of them at once, light and dark."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, ViewportSize, expect
from review_desk import ask, at_the_desk, service
from room_page import SCREENSHOTS, serious_violations

pytestmark = [pytest.mark.browser]

WIDE: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 820, "height": 1180}
SCRIPT = '<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>大吗'
FITS = "() => document.documentElement.scrollWidth <= innerWidth && ['.staff-page', '.review-item']"
FITS += ".every((each) => { const it = document.querySelector(each);"
FITS += " return !it || it.scrollWidth <= it.clientWidth; })"


@pytest.fixture
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a fresh service is."""
    with service(tmp_path_factory.mktemp("review")) as there:
        yield there


async def answers(url: str, room: str = "demo") -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=url) as client:
        found: list[dict[str, Any]] = (await client.get(f"/api/rooms/{room}/answers")).json()[
            "answers"
        ]
    return found


async def test_a_question_is_answered_by_keyboard_alone(chrome: Browser, url: str) -> None:
    await ask(url, "多少钱")
    async with at_the_desk(chrome, url, "小雨", viewport=WIDE) as desk:
        await expect(desk.row("多少钱")).to_be_visible()
        await expect(desk.page.get_by_text("实时", exact=True)).to_be_visible()

        # it comes up by itself, in its place, and what one looks at stays selected
        await ask(url, "声音大吗", "小绿")
        await expect(desk.row("声音大吗")).to_be_visible(timeout=2000)
        await ask(url, "我要投诉", "阿强")
        await expect(desk.page.get_by_role("option").first).to_contain_text(
            "我要投诉", timeout=2000
        )
        await expect(desk.page.locator("[aria-selected=true]")).to_contain_text("多少钱")

        await desk.chosen("声音大吗")
        await expect(desk.item.get_by_role("heading", name="声音大吗")).to_be_visible()
        await expect(desk.item).to_contain_text("资料里没有：噪音")
        await desk.press("Enter")
        writing = desk.page.get_by_role("textbox", name="写回复")
        await expect(writing).to_be_focused()
        await expect(desk.row("声音大吗")).to_contain_text("我")
        # letters are words now, no commands
        await desk.page.keyboard.type("ax 最大档 62 分贝")
        await desk.press("Control+Enter")
        await expect(desk.page.get_by_text("已回复，按 Z 撤销")).to_be_visible()
        await expect(desk.row("声音大吗")).to_have_count(0)
        await expect(writing).to_have_count(0)

        # taken back, and dismissed
        await desk.press("z")
        await expect(desk.row("声音大吗")).to_be_visible()
        await expect(desk.page.locator("[aria-selected=true]")).to_contain_text("声音大吗")
        await desk.press("x")
        await expect(desk.page.get_by_text("已忽略，按 Z 撤销")).to_be_visible()
        assert desk.complaints == []


async def test_the_answer_is_told_and_the_history_says_so(chrome: Browser, url: str) -> None:
    await ask(url, "声音大吗", "小绿")
    async with (
        at_the_desk(chrome, url, "小雨", viewport=WIDE) as desk,
        at_the_desk(chrome, url, "阿明", viewport=WIDE, path="/rooms/demo") as viewer,
    ):
        await expect(viewer.page.locator(".presence")).to_be_visible(timeout=30_000)
        await desk.chosen("声音大吗")
        await desk.press("e")
        await expect(desk.page.get_by_role("textbox", name="写回复")).to_be_focused()
        await desk.page.get_by_text("整个直播间").click()
        await desk.page.get_by_role("textbox", name="写回复").fill("最大档 62 分贝")
        await desk.press("Control+Enter")
        await expect(viewer.page.get_by_text("最大档 62 分贝").first).to_be_visible()

        await desk.page.get_by_label("状态", exact=True).click()
        await desk.page.get_by_title("已回复", exact=True).click()
        await expect(desk.row("声音大吗")).to_contain_text("已回复")
        history = desk.page.get_by_role("region", name="处理记录")
        await expect(history).to_contain_text("小雨 回复")
        await expect(history).to_contain_text("已告诉观众")
        assert await serious_violations(desk.page) == ""

        await desk.page.get_by_role("listbox").focus()
        for key, name, said in (("n", "写备注", "下次问供应商"), ("t", "加标签", "噪音")):
            await desk.press(key)
            box = desk.page.get_by_role("dialog").get_by_role("textbox", name=name)
            await expect(box).to_be_focused()
            await desk.page.keyboard.type(said)
            await desk.press("Control+Enter" if key == "n" else "Enter")
            await expect(desk.page.get_by_role("dialog")).to_have_count(0)
            await expect(history).to_contain_text(said)
            await expect(desk.page.get_by_role("listbox")).to_be_focused()
        assert desk.complaints == []


async def test_two_at_one_question(chrome: Browser, url: str) -> None:
    await ask(url, "声音大吗", "小绿")
    async with (
        at_the_desk(chrome, url, "小雨", viewport=WIDE) as first,
        at_the_desk(chrome, url, "阿明", viewport=WIDE, locale="en-GB") as second,
    ):
        for desk in (first, second):
            await desk.chosen("声音大吗")
        await first.press("e")
        await expect(second.row("声音大吗")).to_contain_text("小雨")
        await second.press("a")
        refused = second.page.get_by_text("小雨 is working on item 1")
        await expect(refused).to_be_visible()
        # who goes back still holds it; who has it settled under them is told, and keeps their words
        await first.page.keyboard.type("最大档 62 分贝")
        await first.press("Escape")
        await first.press("e")
        await expect(first.page.get_by_role("textbox", name="写回复")).to_have_value(
            "最大档 62 分贝"
        )
        await first.press("Control+Enter")
        await expect(second.row("声音大吗")).to_contain_text("Answered by staff")
        await expect(second.item).to_contain_text("最大档 62 分贝")
        assert first.complaints == second.complaints == []


async def test_filters_search_views_and_canned_replies(chrome: Browser, url: str) -> None:
    for text, viewer in (("声音大吗", "小绿"), ("多少钱", "小红"), ("我要投诉", "阿强")):
        await ask(url, text, viewer)
    async with at_the_desk(chrome, url, "小雨", viewport=WIDE) as desk:
        page, rows = desk.page, desk.page.get_by_role("option")
        await expect(rows).to_have_count(3)
        await desk.press("/")
        await expect(page.get_by_role("textbox", name="搜索")).to_be_focused()
        await page.keyboard.type("声音")
        await desk.press("Enter")
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("声音大吗")
        await desk.press("/", "Control+a", "Delete")
        await expect(rows).to_have_count(3)
        await page.get_by_role("button", name="必须人工").click()
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("我要投诉")

        await page.get_by_role("button", name="保存当前筛选").click()
        await page.get_by_role("textbox", name="视图名称").fill("投诉专席")
        await desk.press("Enter")
        await page.get_by_role("button", name="待处理", exact=False).first.click()
        await expect(rows).to_have_count(3)
        await page.get_by_role("button", name="投诉专席", exact=True).click()
        await expect(rows).to_have_count(1)
        await page.get_by_role("button", name="待处理").first.click()

        await page.get_by_role("button", name="快捷回复").click()
        await page.get_by_role("button", name="新建快捷回复").click()
        await page.get_by_label("名称").fill("报价")
        await page.get_by_role("combobox", name="快捷键").click()
        await page.get_by_title("Alt+2", exact=True).click()
        await page.get_by_label("中文").fill("{viewer}，现在 {price}")
        await page.get_by_role("dialog").get_by_role("button", name=re.compile("保.?存")).click()
        await expect(page.get_by_role("dialog")).to_contain_text("报价")
        await desk.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.get_by_role("listbox").focus()
        await desk.chosen("声音大吗")
        await desk.press("e")
        writing = page.get_by_role("textbox", name="写回复")
        await expect(writing).to_be_focused()
        await desk.press("Alt+2")
        await expect(writing).to_have_value(re.compile(r"小绿，现在 .*\d"))
        assert desk.complaints == []


async def test_who_answers_and_the_switch(chrome: Browser, url: str) -> None:
    await ask(url, "声音大吗", "小绿")
    async with (
        at_the_desk(chrome, url, "店长", viewport=WIDE) as boss,
        at_the_desk(chrome, url, "小雨", viewport=WIDE, path="/figures") as agent,
    ):
        await boss.chosen("声音大吗")
        await boss.press("o")
        await boss.press("m")
        who = boss.page.get_by_role("dialog", name="谁在回答")
        await expect(who).to_contain_text("小绿由店长接管")
        await who.get_by_text("辅助", exact=True).click()
        await expect(who).to_contain_text("批准后才发出")
        await boss.press("Escape")
        await ask(url, "多少钱", "小红")
        await expect(boss.row("多少钱")).to_contain_text("待批准")

        await expect(agent.page.get_by_role("button", name="全部静音")).to_have_count(0)
        await boss.page.get_by_role("button", name="全部静音").click()
        await boss.page.get_by_role("dialog").get_by_role("button", name="全部静音").click()
        await expect(boss.page.get_by_text("店长已让店小二全部静音")).to_be_visible()
        await expect(agent.page.get_by_text("店长已让店小二全部静音")).to_be_visible()
        assert boss.complaints == agent.complaints == []


async def test_who_may_not_act_sees_all(chrome: Browser, url: str) -> None:
    await ask(url, "声音大吗", "小绿")
    async with at_the_desk(chrome, url, "实习生", viewport=WIDE) as desk:
        await desk.chosen("声音大吗")
        await expect(desk.item).to_contain_text("资料里没有：噪音")
        await desk.press("a", "x", "e", "n")
        await expect(
            desk.page.get_by_role("button", name=re.compile("批准|忽略|修改|备注"))
        ).to_have_count(0)
        await expect(desk.page.get_by_role("dialog")).to_have_count(0)
        await desk.press("?")
        sheet = desk.page.get_by_role("dialog", name="键盘快捷键")
        await expect(sheet).to_contain_text("下一条")
        assert "批准" not in await sheet.inner_text()
        assert desk.complaints == []


async def test_it_fits_and_is_readable(chrome: Browser, url: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    asked = [("多少钱", name) for name in ("小红", "小蓝", "小青")]
    asked += [
        ("声音大吗，会不会吵到孩子睡觉", "小绿"),
        ("我要投诉你们", "阿强"),
        (SCRIPT, SCRIPT[:60]),
    ]
    for text, viewer in asked:
        await ask(url, text, viewer)
    async with at_the_desk(chrome, url, "店长", viewport=WIDE) as desk:
        await desk.chosen("onerror=")
        await expect(desk.item.get_by_role("heading", level=2)).to_contain_text("onerror=")
        assert await desk.page.evaluate("window.stolen") is None
        assert await desk.page.locator("img[src=x]").count() == 0

        await desk.press(*"kkkkk")
        await expect(desk.item).to_contain_text("必须人工：投诉")
        await expect(desk.item).to_contain_text("这个我问一下主播")
        assert await serious_violations(desk.page) == ""
        assert await desk.page.evaluate(FITS)
        await desk.page.screenshot(path=SCREENSHOTS / "review-1280.png")

        await desk.chosen("多少钱")
        await expect(desk.item).to_contain_text("products.jsonl:3")
        await desk.press("e")
        await expect(desk.page.get_by_role("textbox", name="写回复")).to_be_focused()
        assert await serious_violations(desk.page) == ""
        assert await desk.page.evaluate(FITS)
        await desk.page.screenshot(path=SCREENSHOTS / "review-item-1280.png")
        await desk.press("Escape", "?")
        await expect(desk.page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
        assert await serious_violations(desk.page) == ""
        await desk.press("Escape")

        await desk.page.emulate_media(color_scheme="dark")
        await expect(desk.page.locator("html[data-dark=true]")).to_be_attached()
        await desk.page.set_viewport_size(TABLET)
        await expect(desk.page.get_by_role("dialog")).to_have_count(0)
        assert await serious_violations(desk.page) == ""
        assert await desk.page.evaluate(FITS)
        await desk.press("e")
        drawer = desk.page.get_by_role("dialog", name="提问")
        await expect(drawer).to_contain_text("products.jsonl:3")
        assert await serious_violations(desk.page) == ""
        assert await desk.page.evaluate(FITS)
        await desk.page.screenshot(path=SCREENSHOTS / "review-820-dark.png")
        assert desk.complaints == []

"""Staff draft messages to customers who are due, look at why, edit, approve and take them along."""

import asyncio
import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect
from review_desk import ROOT, at_the_desk, service
from room_page import SCREENSHOTS, serious_violations

pytestmark = [pytest.mark.browser]

WIDE: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 820, "height": 1180}
PRODUCTS = ("GY-TE-50", "GY-CF-MD-10", "TA-LB-1", "QM-TW-WHT-1", "GY-RC-2500", "TT-WP-1")
FITS = """() => {
    const page = document.querySelector(".staff-page");
    return page.scrollWidth <= page.clientWidth;
}"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A fresh service with the demo shop; what is at `home` is its store."""

    url: str
    home: Path

    async def xiaoer(self, *arguments: str) -> None:
        """Run the command on the same store."""
        command = [sys.executable, "-m", "assistant.cli", *arguments]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "XIAOER_HOME": str(self.home)}
        await asyncio.to_thread(
            subprocess.run, command, env=env, check=True, capture_output=True, timeout=90
        )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    home = tmp_path / "home"
    with service(home) as url:
        yield Shop(url, home)


def write_history(path: Path, customers: int = 24) -> None:
    """Everybody bought one product five times, and each is due on another day."""
    now = datetime.now(UTC)
    lines = ["customer_id,basket_id,product_id,timestamp,quantity"]
    for number in range(customers):
        product = PRODUCTS[number % len(PRODUCTS)]
        gap = 20 + number % 12
        for times in range(5):
            at = now - timedelta(days=gap * (5 - times) - 1 - number % 7, hours=2)
            lines.append(f"C{number:04},{number}-{times},{product},{at.isoformat()},1")
    path.write_text("\n".join(lines), "utf-8")


def rows_of(table: Path) -> list[dict[str, str]]:
    """A CSV file that was exported."""
    return list(csv.DictReader(table.read_text("utf-8-sig").splitlines(keepends=True)))


async def counted(page: Page, words: str) -> None:
    """How many messages there are in a state; the list draws only those that are seen."""
    states = page.locator(".repurchase-filters").get_by_role("radiogroup")
    await expect(states).to_contain_text(words)


async def drafted(page: Page) -> None:
    """Draft a batch with the form, and wait for its end."""
    await page.get_by_role("button", name="起草一批").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_label("几天之内需要").fill("30")
    await form.get_by_label("可能性至少").fill("5")
    await form.get_by_role("button", name="开始起草").click()
    await expect(page.get_by_text("起草完成：看过 24 位顾客")).to_be_visible(timeout=60_000)


async def test_a_batch_is_drafted_looked_at_edited_approved_and_taken_along(
    chrome: Browser, shop: Shop, tmp_path: Path
) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    async with at_the_desk(chrome, shop.url, "店长", viewport=WIDE, path="/repurchase") as desk:
        page = desk.page
        await expect(page.get_by_text("还没有给顾客的消息")).to_be_visible()
        await expect(page.get_by_text("xiaoer customers load")).to_be_visible()
        assert await serious_violations(page) == ""
        await page.screenshot(path=SCREENSHOTS / "repurchase-empty-1280.png")

        history = tmp_path / "purchases.csv"
        write_history(history)
        await shop.xiaoer("customers", "load", str(history))
        await shop.xiaoer("customers", "allow", "C0001", "--language", "en")
        await shop.xiaoer("customers", "note", "C0000", "--refused", PRODUCTS[0])
        await drafted(page)
        await page.get_by_role("button", name="关闭").click()

        rows = page.locator(".repurchase-row[data-id]")
        pane = page.locator(".repurchase-pane")
        await expect(pane).to_contain_text("买过 5 次，一般每")
        await counted(page, "待审 23")
        assert await serious_violations(page) == ""
        assert await page.evaluate(FITS)
        await page.screenshot(path=SCREENSHOTS / "repurchase-1280.png")

        await page.get_by_role("row").filter(has_text="C0001").click()
        await expect(pane.locator("blockquote[lang=en]")).to_contain_text("days ago")
        await rows.first.click()

        # by keys: to the second one, say it otherwise, what is not so is not saved
        second = await rows.nth(1).get_by_role("cell").nth(1).inner_text()
        await desk.press("j", "e")
        await expect(pane.get_by_role("heading", name=second)).to_be_visible()
        writing = page.get_by_role("textbox", name="消息内容")
        await expect(writing).to_be_focused()
        text = await writing.input_value()
        await writing.fill(f"{text}现在只要1.5元。")
        await desk.press("Control+Enter")
        await expect(pane.locator(".repurchase-rejected")).to_contain_text("1.5元")
        await page.screenshot(path=SCREENSHOTS / "repurchase-rejected-1280.png")
        await writing.fill(f"亲，您好！\n{text}")
        await desk.press("Control+Enter")
        await expect(pane.locator(".repurchase-message")).to_contain_text("亲，您好！")

        await desk.press("a")
        await expect(page.get_by_text("已批准 1 条")).to_be_visible()
        await counted(page, "待审 22")
        declined = await pane.get_by_role("heading", level=2).inner_text()
        await desk.press("d")
        await counted(page, "待审 21")
        await expect(page.locator(".repurchase-list")).not_to_contain_text(declined)

        for row in (0, 1, 2):
            await rows.nth(row).get_by_role("checkbox").check()
        await expect(page.get_by_text("已选 3 条")).to_be_visible()
        assert await serious_violations(page) == ""
        await page.screenshot(path=SCREENSHOTS / "repurchase-selected-1280.png")
        await page.locator(".repurchase-selected").get_by_role("button", name="批 准").click()
        await page.get_by_role("tooltip").get_by_role("button", name="确 定").click()
        await counted(page, "待审 18")

        await page.get_by_role("radiogroup", name="状态").get_by_text("已批准 4").click()
        await expect(rows).to_have_count(4)
        await page.get_by_role("button", name="导出").click()
        async with page.expect_download() as downloading:
            await page.get_by_role("menuitem", name="CSV").click()
        taken = rows_of(Path(await (await downloading.value).path()))
        assert {row["state"] for row in taken} == {"approved"}
        assert [row["text"] for row in taken if row["customer"] == second] == [
            f"亲，您好！\n{text}"
        ]
        assert [said for said in desk.complaints if "status of 422" not in said] == []


async def test_a_customer_is_looked_up_in_english_in_the_dark_on_a_tablet(
    chrome: Browser, shop: Shop, tmp_path: Path
) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    history = tmp_path / "purchases.csv"
    write_history(history)
    await shop.xiaoer("customers", "load", str(history))
    await shop.xiaoer("customers", "note", "C0000", "--refused", PRODUCTS[0])
    async with at_the_desk(chrome, shop.url, "店长", viewport=WIDE, path="/repurchase") as desk:
        page = desk.page
        await drafted(page)
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", name="Repurchase reminders")).to_be_visible()
        await page.emulate_media(color_scheme="dark")
        await expect(page.locator("html[data-dark=true]")).to_be_attached()
        await page.screenshot(path=SCREENSHOTS / "repurchase-1280-dark.png")
        await page.set_viewport_size(TABLET)
        rows = page.locator(".repurchase-row[data-id]")
        await counted(page, "To review 23")
        assert await serious_violations(page) == ""
        assert await page.evaluate(FITS)
        await page.screenshot(path=SCREENSHOTS / "repurchase-820-dark.png")
        await rows.first.click()
        drawer = page.get_by_role("dialog")
        await expect(drawer).to_contain_text("Bought 5 times, usually every")
        assert await serious_violations(page) == ""
        await page.screenshot(path=SCREENSHOTS / "repurchase-820-drawer-dark.png")
        await desk.press("Escape")
        await expect(drawer).to_have_count(0)

        await page.get_by_role("button", name="Look up").click()
        await page.get_by_role("searchbox", name="Customer").fill("C0000")
        await desk.press("Enter")
        held = page.locator(".repurchase-held")
        await expect(held).to_contain_text("they do not want it")
        assert await serious_violations(page) == ""
        await page.screenshot(path=SCREENSHOTS / "repurchase-820-look-up-dark.png")
        assert desk.complaints == []


async def test_agents_decide_each_message_once_and_draft_nothing(
    chrome: Browser, shop: Shop, tmp_path: Path
) -> None:
    async with at_the_desk(chrome, shop.url, "小雨", viewport=WIDE, path="/repurchase") as desk:
        await expect(desk.page.get_by_text("请主管来起草")).to_be_visible()
        await expect(desk.page.get_by_role("button", name="起草一批")).to_have_count(0)
        await expect(desk.page.get_by_role("button", name="导出")).to_have_count(0)

    history = tmp_path / "purchases.csv"
    write_history(history)
    await shop.xiaoer("customers", "load", str(history))
    async with (
        at_the_desk(chrome, shop.url, "店长", viewport=WIDE, path="/repurchase") as first,
        at_the_desk(chrome, shop.url, "小雨", viewport=WIDE, path="/repurchase") as other,
    ):
        await drafted(first.page)
        await counted(first.page, "待审 24")
        await other.page.get_by_role("button", name="刷新").click()
        await counted(other.page, "待审 24")
        await other.press("a")
        await expect(other.page.get_by_text("已批准 1 条")).to_be_visible()
        await first.press("a")
        await expect(first.page.get_by_text("小雨已批准这条消息")).to_be_visible()
        await counted(first.page, "待审 23")

    async with at_the_desk(chrome, shop.url, "实习生", viewport=WIDE, path="/repurchase") as desk:
        await expect(desk.page.get_by_text("你的角色没有这项权限")).to_be_visible()
        await expect(desk.page.get_by_role("link", name="复购")).to_have_count(0)

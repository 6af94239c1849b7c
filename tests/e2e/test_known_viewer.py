"""A viewer whom the shop knows asks of their own purchases: their page says it, no other does."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect
from room_page import DESKTOP, PHONE, SCREENSHOTS, OpenRoom, RoomPage, serious_violations
from support.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.models]

TEA = "GY-TE-50"
DAYS_AGO = (38, 78, 118)
LAST, AGAIN = "上次那个还有吗", "我该买啥了"


@pytest.fixture
async def customer(live_server: LiveServer, tmp_path: Path) -> str:
    """Somebody who buys tea every forty days, loaded as a shop loads its histories."""
    now = datetime.now(UTC) - timedelta(hours=1)
    lines = ["customer_id,basket_id,product_id,timestamp,quantity"]
    lines += [f"10086,{days},{TEA},{(now - timedelta(days)).isoformat()},1" for days in DAYS_AGO]
    bought = tmp_path / "bought.csv"
    bought.write_text("\n".join(lines), "utf-8")
    await asyncio.to_thread(
        subprocess.run,
        [str(Path(sys.executable).with_name("xiaoer")), "customers", "load", str(bought)],
        env={**os.environ, "XIAOER_HOME": str(live_server.home)},
        check=True,
        capture_output=True,
        timeout=90,
    )
    return "10086"


async def test_their_page_alone_says_what_they_bought(
    open_room: OpenRoom, live_server: LiveServer, customer: str
) -> None:
    async with httpx.AsyncClient(base_url=str(live_server), timeout=60) as shop:
        # the shop's forecast is fitted by the first who asks for it; a viewer waits 3 s at most
        expected = await shop.get(
            f"/api/customers/{customer}/repurchase?catalog=demo", headers=live_server.as_staff
        )
        assert expected.raise_for_status().json()["suggestions"]
        made = await shop.post(
            "/api/rooms/demo/tokens",
            json={"viewer": "小红", "customer": customer},
            headers=live_server.as_staff,
        )
    path = made.raise_for_status().json()["path"]
    async with (
        open_room(path=path, viewport=PHONE) as known,
        open_room(viewport=DESKTOP) as bystander,
    ):
        room, other = RoomPage(known.page), RoomPage(bystander.page)
        await room.entered()
        await other.entered()

        await room.ask(LAST)
        assert "您38天前买过" in await room.answered()
        facts = await room.unfold()
        await expect(facts).to_contain_text("购买记录")
        await expect(facts).to_contain_text("有货")
        assert await serious_violations(known.page) == ""
        SCREENSHOTS.mkdir(exist_ok=True)
        await known.page.screenshot(path=SCREENSHOTS / "known-viewer-390.png")

        await room.ask(AGAIN)
        await expect(room.own_answer).to_contain_text("您一般40天左右买一次")
        await room.ask("羽绒服多少钱")
        await expect(room.own_answer).to_contain_text("元")

        # what the room hears of comes to everybody in the order in which it was
        await expect(other.page.get_by_text("羽绒服多少钱").first).to_be_visible()
        await expect(other.page.locator("body")).not_to_contain_text(LAST)
        await expect(other.page.locator("body")).not_to_contain_text("买过")
        assert known.errors == bystander.errors == []

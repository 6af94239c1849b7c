"""A whole shift at the review page, with the real models: what staff do, viewers read and hear."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from review_desk import PEOPLE, DeskPage, at_the_desk
from room_page import ANSWER_MS, DESKTOP, PHONE, RoomPage
from support.live import LiveServer, serving
from support.staff import BY, PASSWORD

from assistant.review.access.access import Access
from assistant.review.access.roles import Role
from assistant.settings import Settings
from assistant.store import Database

pytestmark = [pytest.mark.browser, pytest.mark.models]

UNPUBLISHED = "羽绒服的设计师是谁"
SAID = "设计师是周明老师"


@pytest.fixture(scope="module")
def home(model_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own: accounts would end what is open in the service that other tests share."""
    home = tmp_path_factory.mktemp("shift")
    (home / "models").symlink_to(model_home / "models", target_is_directory=True)
    return home


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[LiveServer]:
    with serving(home) as server:
        yield server


@pytest.fixture
async def people(home: Path, server: LiveServer) -> None:
    """Staff, as the admin made them."""
    settings = Settings(home=home)
    database = await Database.open(settings.resolved_database_url)
    accounts = Access(database, settings).accounts
    for name, role in PEOPLE.items():
        await accounts.add(name, Role(role), BY, password=PASSWORD)
    await database.close()


async def viewer(chrome: Browser, url: str) -> tuple[Page, RoomPage]:
    """Somebody in the demo room, on a phone."""
    context = await chrome.new_context(viewport=PHONE, locale="zh-CN", is_mobile=True)
    page = await context.new_page()
    await page.goto(f"{url}/rooms/demo")
    room = RoomPage(page)
    await room.entered()
    return page, room


async def told(server: LiveServer) -> list[tuple[str, str]]:
    """Outcome and words of the room's answers, oldest first."""
    async with httpx.AsyncClient(base_url=server.url) as client:
        told = (await client.get("/api/rooms/demo/answers")).json()["answers"]
    return [(one["outcome"], one["text"]) for one in told]


async def who_answers(desk: DeskPage) -> Any:
    """The sheet that says who answers, open."""
    await desk.press("m")
    sheet = desk.page.get_by_role("dialog", name="谁在回答")
    await expect(sheet).to_be_visible()
    return sheet


async def test_a_whole_shift(chrome: Browser, server: LiveServer, people: None) -> None:
    page, room = await viewer(chrome, server.url)
    async with (
        at_the_desk(chrome, server.url, "小雨", viewport=DESKTOP) as agent,
        at_the_desk(chrome, server.url, "店长", viewport=DESKTOP) as boss,
    ):
        # what nobody published comes up by itself, and is answered without the mouse
        await room.ask(UNPUBLISHED)
        await room.answered("unknown")
        await expect(agent.row(UNPUBLISHED)).to_be_visible()
        await agent.chosen(UNPUBLISHED)
        await agent.press("e")
        writing = agent.page.get_by_role("textbox", name="写回复")
        await expect(writing).to_be_focused()
        before = (await room.played())["seconds"]
        await writing.fill("")
        await agent.page.keyboard.insert_text(SAID)
        await agent.press("Alt+s", "Alt+l")
        await expect(agent.page.get_by_text("记住：这件商品")).to_be_visible()
        await agent.press("Control+Enter")
        await expect(agent.row(UNPUBLISHED)).to_contain_text("已回复")
        await expect(page.get_by_text(SAID).first).to_be_visible(timeout=ANSWER_MS)
        await room.heard(before + 0.5)

        # whoever asks next is answered by Xiaoer, with what staff said as its fact
        await expect(agent.item).to_contain_text("已记住", timeout=ANSWER_MS)
        other_page, other = await viewer(chrome, server.url)
        await other.ask("这件羽绒服设计师是谁呀")
        assert SAID in await other.answered()
        async with httpx.AsyncClient(base_url=server.url) as client:
            found = (await client.get("/api/rooms/demo/answers")).json()["answers"][-1]
        assert [fact["source"] for fact in found["facts"]] == ["staff"]
        await other_page.context.close()

        # taken over, Xiaoer is silent; given back, it answers again
        sheet = await who_answers(boss)
        await sheet.get_by_role("button", name="接管直播间").click()
        await expect(page.get_by_role("status").filter(has_text="客服")).to_be_visible()
        await room.ask("羽绒服有黑色的吗")
        await expect(boss.row("羽绒服有黑色的吗")).to_contain_text("待人工")
        assert (await told(server))[-1] == ("handed_off", "")
        await sheet.get_by_role("button", name=re.compile("交.?还")).click()
        await boss.press("Escape")

        # a draft is told once it is approved, and not before
        sheet = await who_answers(boss)
        await sheet.get_by_text("辅助", exact=True).click()
        await expect(sheet).to_contain_text("批准后才发出")
        await boss.press("Escape")
        await room.ask("羽绒服多少钱")
        draft = agent.row("羽绒服多少钱")
        await expect(draft).to_contain_text("待批准", timeout=ANSWER_MS)
        outcome, text = (await told(server))[-1]
        assert outcome == "handed_off"
        assert "元" not in text
        await agent.chosen("羽绒服多少钱")
        before = (await room.played())["seconds"]
        await agent.press("c", "a")
        await expect(agent.page.get_by_text("已批准，按 Z 撤销")).to_be_visible()
        await expect(page.locator(".answer-text").filter(has_text="元").last).to_be_visible(
            timeout=ANSWER_MS
        )
        assert (await told(server))[-1][0] == "answered"
        await room.heard(before + 0.5)

        # the switch silences all
        await boss.page.get_by_role("button", name="全部静音").click()
        await boss.page.get_by_role("dialog").get_by_role("button", name="全部静音").click()
        await expect(agent.page.get_by_text("店长已让店小二全部静音")).to_be_visible()
        await room.ask("羽绒服什么面料")
        await expect(boss.row("羽绒服什么面料")).to_contain_text("待人工")
        assert (await told(server))[-1] == ("handed_off", "")
        assert agent.complaints == boss.complaints == []

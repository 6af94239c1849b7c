"""The first admin, by the link that a start prints; who they invite; and what nobody gets to do.

The service is a real one, in a process of its own, but for the models: what is tried here needs
none, and an account in the service that the other tests share would end what is open there.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from room_page import DESKTOP, PHONE, SCREENSHOTS, serious_violations
from support.live import lines_of

pytestmark = [pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import sys
from functools import partial
from pathlib import Path
import conftest as tiny
from assistant.settings import Settings
from assistant.telemetry import configure_logging
from assistant.web import app, server

async def recogniser(loader): return tiny.TinyRecogniser()
async def synthesiser(loader): return tiny.TinySynthesiser()
async def answerer(loader): return tiny.TinyAnswerer()

configure_logging("console", "ERROR")
engines = {"recogniser": recogniser, "synthesiser": synthesiser, "answerer": answerer}
server.create_app = partial(app.create_app, engines=engines)
cheap = {"password_passes": 1, "password_memory_kib": 32}
sys.exit(server.serve(Settings(home=Path(sys.argv[1]), port=0, **cheap)))
"""
FIRST, OF_THE_AGENT = "the first admin's own", "the agent's very own"
SCRIPT = '<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>'


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where a fresh service is, and the link it printed."""
    paths = f"{ROOT / 'tests/unit/service'}:{ROOT}:{ROOT / 'tests'}"  # that conftest comes first
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path_factory.mktemp("desk"))],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            lines = lines_of(process.stderr)
            while "#link=" not in (line := lines.get(timeout=60)):
                pass
            link = line.split()[-1]
            yield link.split("/sign-in")[0], link
        finally:
            process.terminate()


@asynccontextmanager
async def visiting(
    browser: Browser, locale: str = "zh-CN"
) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page in a browser profile of its own, and what its console complained of."""
    # colours that are still changing have no contrast to judge
    context = await browser.new_context(viewport=DESKTOP, locale=locale, reduced_motion="reduce")
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
    )
    yield page, complaints
    await context.close()


async def test_from_the_first_link_to_an_agent(chrome: Browser, desk: tuple[str, str]) -> None:
    url, link = desk
    SCREENSHOTS.mkdir(exist_ok=True)
    async with visiting(chrome) as (admin, complaints):
        await admin.goto(f"{url}/staff")
        await admin.wait_for_url("**/sign-in?next=%2Fstaff")
        await expect(admin.get_by_role("heading", name="登录")).to_be_visible()
        assert await serious_violations(admin) == ""
        await admin.screenshot(path=SCREENSHOTS / "sign-in.png")

        await admin.goto(link)
        await admin.get_by_label("用户名").fill("老板")
        await admin.get_by_label("密码", exact=True).fill(FIRST)
        await admin.get_by_label("再输一次密码").fill("another one")
        await admin.get_by_role("button", name="设置并登录").click()
        await expect(admin.get_by_text("两次输入的密码不一样")).to_be_visible()
        await admin.get_by_label("再输一次密码").fill(FIRST)
        await admin.get_by_role("button", name="设置并登录").click()
        await expect(admin.get_by_role("heading", name="审核台")).to_be_visible()

        await admin.get_by_role("link", name="成员与密钥").click()
        await admin.get_by_role("button", name="邀请成员").click()
        await admin.get_by_role("dialog").get_by_label("用户名").fill("小雨")
        await admin.get_by_role("button", name="生成邀请链接").click()
        shown = admin.get_by_role("dialog").locator(".secret")
        await expect(shown).to_contain_text("#link=")
        invitation = (await shown.inner_text()).strip()
        await admin.keyboard.press("Escape")
        await expect(admin.get_by_role("row").filter(has_text="小雨")).to_contain_text("待设置密码")
        assert await serious_violations(admin) == ""
        await admin.screenshot(path=SCREENSHOTS / "staff.png")

        async with visiting(chrome, "en-GB") as (agent, agents_complaints):
            await agent.goto(invitation)
            await expect(agent.get_by_text("小雨, choose your password.")).to_be_visible()
            await agent.get_by_label("Password", exact=True).fill(OF_THE_AGENT)
            await agent.get_by_label("Password again").fill(OF_THE_AGENT)
            await agent.get_by_role("button", name="Choose and sign in").click()
            await expect(agent.get_by_role("heading", name="Review")).to_be_visible()
            await agent.goto(f"{url}/staff")
            await expect(agent.get_by_role("tab", name="API keys")).to_be_visible()
            await expect(agent.get_by_role("tab", name="Accounts")).to_have_count(0)
            await expect(agent.get_by_role("tab", name="Audit log")).to_have_count(0)
            refused = await agent.evaluate("fetch('/api/staff').then((answer) => answer.status)")
            assert refused == 403
            await a_key_for_a_program(agent, url)

            await agent.get_by_role("button", name="小雨").click()
            await agent.get_by_role("menuitem", name="Sign out", exact=True).click()
            await agent.wait_for_url("**/sign-in")
            await agent.get_by_label("Name").fill("小雨")
            await agent.get_by_label("Password").fill("not the right one")
            await agent.get_by_role("button", name="Sign in").click()
            told = agent.get_by_text("The name or the password is wrong")
            await expect(told).to_be_visible()
            await agent.get_by_label("Password").fill(OF_THE_AGENT)
            await agent.get_by_role("button", name="Sign in").click()
            await expect(agent.get_by_role("heading", name="Review")).to_be_visible()

            await agent.goto(invitation)
            await expect(agent.get_by_text("This link was used or is over")).to_be_visible()
            assert agents_complaints == []

        await admin.get_by_role("tab", name="审计日志").click()
        log = admin.get_by_role("row").filter(has_text="登录被拒")
        await expect(log).to_contain_text("小雨")
        await admin.get_by_role("button", name="校验日志").click()
        await expect(admin.get_by_text("全部与写入时一致")).to_be_visible()
        await admin.emulate_media(color_scheme="dark")
        await expect(admin.locator("html[data-dark=true]")).to_be_attached()
        assert await serious_violations(admin) == ""
        await admin.screenshot(path=SCREENSHOTS / "audit-dark.png")
        assert complaints == []


async def a_key_for_a_program(agent: Page, url: str) -> None:
    """Made on the page with no more rights than its owner has, shown once, used, and revoked."""
    await agent.get_by_role("button", name="New key").click()
    form = agent.get_by_role("dialog")
    await form.get_by_label("What it is for").fill("the warehouse")
    await form.get_by_label("Role").click()
    await expect(agent.get_by_role("option")).to_have_count(2)  # viewer, agent
    await agent.keyboard.press("Enter")
    await form.get_by_role("button", name="Make it").click()
    shown = agent.get_by_role("dialog").locator(".secret")
    await expect(shown).to_be_visible()
    headers = {"Authorization": f"Bearer {(await shown.inner_text()).strip()}"}
    await agent.keyboard.press("Escape")
    async with httpx.AsyncClient(base_url=url, headers=headers) as program:
        assert (await program.get("/api/review/counts")).status_code == 200
        assert (await program.get("/api/staff")).status_code == 403
        row = agent.get_by_role("row").filter(has_text="the warehouse")
        await row.get_by_role("button", name="Revoke").click()
        await agent.get_by_role("tooltip").get_by_role("button", name="OK").click()
        await expect(row).to_contain_text("Revoked")
        assert (await program.get("/api/review/counts")).status_code == 401


async def test_a_script_in_a_comment_is_words(chrome: Browser, desk: tuple[str, str]) -> None:
    url, _ = desk
    async with visiting(chrome) as (page, complaints):
        await page.set_viewport_size(PHONE)
        await page.goto(f"{url}/rooms/demo")
        await expect(page.locator(".presence")).to_be_visible(timeout=30_000)
        comments = [{"viewer": SCRIPT[:60], "text": SCRIPT}, {"viewer": "小雨", "text": "好看呀"}]
        async with httpx.AsyncClient(base_url=url) as viewer:
            added = await viewer.post("/api/rooms/demo/comments", json=comments)
        assert added.status_code == 202
        await expect(page.get_by_text("好看呀")).to_be_visible()
        await expect(page.get_by_text("onerror=").first).to_be_attached()
        assert await page.evaluate("window.stolen") is None
        assert await page.locator("img[src=x]").count() == 0
        assert complaints == []

"""A real service with people of staff, for what is tried of the review page; no models.

It answers prices from the demo catalog with the row they stand in, and knows nothing else.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Page, ViewportSize, expect
from support.live import lines_of
from support.staff import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = {"小雨": "agent", "阿明": "agent", "店长": "supervisor", "实习生": "viewer"}

SERVER = """
import asyncio, sys
from dataclasses import replace
from functools import partial
from pathlib import Path
import conftest as tiny
from assistant.answering.values import Answer, Checks, Outcome, Rejected
from assistant.review.access.access import Access
from assistant.review.access.roles import Role
from assistant.settings import Settings
from assistant.store import Database
from assistant.telemetry import configure_logging
from assistant.web import app, server
from support.staff import BY, PASSWORD

class Shy(tiny.TinyAnswerer):
    async def answer(self, question, shelf, history=(), heard=lambda: ()):
        async for event in super().answer(question, shelf, history, heard):
            if not isinstance(event, Answer):
                continue
            fact = replace(event.facts[0], label="价格", origin="products.jsonl:3")
            if question.text.endswith(("钱", "价")):
                held = Checks(True, (Rejected("全网最低价。", "banned claim: 最低价"),))
                yield replace(event, facts=(fact,), checks=held, confidence=0.96)
            else:
                yield replace(event, text="这个我问一下主播。", outcome=Outcome.UNKNOWN, facts=(),
                              kind="attribute", missing=("噪音",), confidence=0.41)

async def recogniser(loader): return tiny.TinyRecogniser()
async def synthesiser(loader): return tiny.TinySynthesiser()
async def answerer(loader): return Shy()

async def people(settings):
    database = await Database.open(settings.resolved_database_url)
    access = Access(database, settings)
    for name, role in PEOPLE.items():
        await access.accounts.add(name, Role(role), BY, password=PASSWORD)
    await database.close()

configure_logging("console", "ERROR")
engines = {"recogniser": recogniser, "synthesiser": synthesiser, "answerer": answerer}
server.create_app = partial(app.create_app, engines=engines)
settings = Settings(home=Path(sys.argv[1]), port=0, password_passes=1, password_memory_kib=32)
asyncio.run(people(settings))
sys.exit(server.serve(settings))
"""


@contextmanager
def service(home: Path) -> Iterator[str]:
    """Where a fresh service is; it ends with the block."""
    paths = f"{ROOT / 'tests/unit/service'}:{ROOT}:{ROOT / 'tests'}"
    process = subprocess.Popen(
        [sys.executable, "-c", f"PEOPLE = {PEOPLE!r}\n{SERVER}", str(home)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            line = lines_of(process.stdout).get(timeout=60)
            yield line.strip().rsplit(" ", 1)[-1].split("/rooms")[0].rstrip("/")
        finally:
            process.terminate()


async def ask(url: str, text: str, viewer: str = "小红", room: str = "demo") -> None:
    """A viewer asks."""
    async with httpx.AsyncClient(base_url=url, timeout=20) as client:
        body = {"viewer": viewer, "text": text}
        (await client.post(f"/api/rooms/{room}/questions", json=body)).raise_for_status()


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The review page of somebody of staff, and what its console complained of."""

    page: Page
    complaints: list[str]

    def row(self, text: str) -> Any:
        """The row of a question."""
        return self.page.get_by_role("option").filter(has_text=text)

    @property
    def item(self) -> Any:
        """What is shown of the selected one."""
        return self.page.locator(".review-item")

    async def press(self, *keys: str) -> None:
        """One after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def chosen(self, text: str) -> None:
        """Move to a question by keys alone."""
        rows = self.page.get_by_role("option")
        await expect(self.row(text)).to_be_visible()
        await self.press(*["k"] * await rows.count())
        for _ in range(await rows.count()):
            selected = self.page.locator("[role=option][aria-selected=true]")
            if text in (await selected.inner_text()):
                return
            await self.press("j")
        raise AssertionError(f"{text!r} was not reached")


@asynccontextmanager
async def at_the_desk(
    browser: Browser,
    url: str,
    name: str,
    *,
    viewport: ViewportSize,
    locale: str = "zh-CN",
    path: str = "/review",
) -> AsyncIterator[DeskPage]:
    """Signed in, in a browser profile of their own."""
    context = await browser.new_context(
        viewport=viewport, locale=locale, reduced_motion="reduce", base_url=url
    )
    body = {"name": name, "password": PASSWORD}
    headers = {"Origin": url, "Sec-Fetch-Site": "same-origin"}
    signed_in = await context.request.post("/api/session", data=body, headers=headers)
    assert signed_in.ok, await signed_in.text()
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type == "error" and "status of 409" not in said.text
            else None
        ),
    )
    await page.goto(path)
    try:
        yield DeskPage(page, complaints)
    finally:
        await context.close()

"""What the browser tests stand on: a real Chromium, and a voice for its microphone."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from room_page import ASKING_VOICE, PHONE, SPOKEN_QUESTION, OpenRoom, Visit

from assistant.speech.audio import Audio, join, silence

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("the browser tests need Chromium: run tests/e2e/install-chromium.sh")


@pytest.fixture
async def chrome(chromium: str) -> AsyncIterator[Browser]:
    """A browser, in which everybody opens a context of their own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream"],
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def server_url(live_server: Any) -> str:
    """Where the real server is, with no slash at its end."""
    return str(live_server)


@pytest.fixture(scope="session")
def spoken_question(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV file in which another voice asks for the jacket's price, silence before and after."""
    speech = httpx.post(
        f"{server_url}/v1/audio/speech",
        json={
            "model": "tts-1",
            "input": SPOKEN_QUESTION,
            "voice": ASKING_VOICE,
            "response_format": "wav",
        },
        timeout=60,
    ).raise_for_status()
    spoken = Audio.decode(speech.content, max_seconds=30).at(48_000)
    question = join([silence(0.8, spoken.rate), spoken, silence(20, spoken.rate)])
    path = tmp_path_factory.mktemp("microphone") / "question.wav"
    path.write_bytes(question.encode())
    return path


@pytest.fixture
def open_room(chromium: str, server_url: str) -> OpenRoom:
    """Opens a room in a browser of its own: `async with open_room(...) as visit`."""

    @asynccontextmanager
    async def opened(
        *,
        path: str = "/rooms/demo",
        viewport: ViewportSize = PHONE,
        locale: str = "zh-CN",
        microphone: Path | None = None,
        prepare: Callable[[Page], object] | None = None,
    ) -> AsyncIterator[Visit]:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=chromium, args=[*_FLAGS, *_microphone_flags(microphone)]
            )
            phone = viewport["width"] < 600
            context = await browser.new_context(
                viewport=viewport,
                device_scale_factor=2 if phone else 1,
                is_mobile=phone,
                has_touch=phone,
                locale=locale,
            )
            visit = Visit(await context.new_page())
            visit.page.on(
                "console",
                lambda said: visit.errors.append(said.text) if said.type == "error" else None,
            )
            visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
            if prepare is not None:
                await prepare(visit.page)  # type: ignore[misc]
            await visit.page.goto(f"{server_url}{path}")
            try:
                yield visit
            finally:
                await browser.close()

    return opened


def _microphone_flags(microphone: Path | None) -> tuple[str, ...]:
    """A fake microphone that plays a file once; without one, a device that nobody may use."""
    if microphone is None:
        return ("--use-fake-device-for-media-stream",)
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}%noloop",
    )

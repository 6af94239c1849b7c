"""The viewers' page as a test reads it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, ViewportSize, expect

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
AXE = ROOT / "assistant/web/ui/node_modules/axe-core/axe.min.js"

SPOKEN_QUESTION = "羽绒服多少钱"
ASKING_VOICE = "zm_yunxi"  # not the voice rooms answer in

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


ANSWER_MS = 30_000
"""How long an answer may take before a test gives up; the figures are the benchmark's to judge."""


# Elements that stand out of the window on a side, other than inside something that scrolls.
OVERFLOWING = """() => [...document.querySelectorAll('.page *')].filter((element) => {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || (box.left >= -1 && box.right <= innerWidth + 1)) return false;
    for (let up = element.parentElement; up; up = up.parentElement) {
        if (up !== document.body && getComputedStyle(up).overflowX !== 'visible'
            && !up.matches('.page')) return false;
    }
    return true;
}).map((element) => element.className)"""


@dataclass(slots=True)
class Visit:
    """A page opened in a room, and what its console complained of."""

    page: Page
    errors: list[str] = field(default_factory=list)


OpenRoom = Callable[..., AbstractAsyncContextManager[Visit]]


@dataclass(frozen=True, slots=True)
class RoomPage:
    """One open page."""

    page: Page

    async def entered(self) -> None:
        """Wait until the room is there and its voice connection is open."""
        await expect(self.page.locator(".presence")).to_be_visible(timeout=ANSWER_MS)
        await expect(self.page.locator(".page[data-connection=open]")).to_be_visible()

    async def carried_by(self, carrier: str) -> None:
        """Check what carries the conversation: `webrtc` or `websocket`."""
        await expect(self.page.locator(f".page[data-carrier={carrier}]")).to_be_visible()

    @property
    def own_answer(self) -> Locator:
        """The latest answer to this viewer that is complete."""
        return self.page.locator(".answer[data-own=true][data-outcome]").last

    @property
    def own_questions(self) -> Locator:
        """What this viewer is shown to have asked."""
        return self.page.locator(".comment[data-own=true]")

    async def ask(self, text: str) -> None:
        """Ask by text."""
        await self.page.locator(".ask-box input").fill(text)
        await self.page.keyboard.press("Enter")

    async def answered(self, outcome: str = "answered") -> str:
        """Wait for an own answer to be complete; its text."""
        await expect(self.own_answer).to_have_attribute("data-outcome", outcome, timeout=ANSWER_MS)
        return await self.own_answer.locator(".answer-text").inner_text()

    async def heard(self, seconds: float = 0.5) -> dict[str, Any]:
        """Wait until this much non-silent sound was really played; what was measured."""
        await self.page.wait_for_function(
            "seconds => window.xiaoerProbe.played().seconds >= seconds",
            arg=seconds,
            timeout=ANSWER_MS,
        )
        return await self.played()

    async def played(self) -> dict[str, Any]:
        """What the page's output node has played so far."""
        measured: dict[str, Any] = await self.page.evaluate("window.xiaoerProbe.played()")
        return measured

    async def unfold(self) -> Locator:
        """Open the latest own answer's fold-out."""
        await self.own_answer.locator(".fold").click()
        facts = self.own_answer.locator(".facts")
        await expect(facts).to_be_visible()
        return facts


# Colours on their way from one theme to the other are nobody's contrast: two frames start the
# transitions, and each ends. Animations without end (spinners) are not waited for.
SETTLED = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const moving = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(moving.map((each) => each.finished));
}"""


async def serious_violations(page: Page) -> str:
    """What axe-core finds wrong, of serious and critical impact; empty if nothing is."""
    # not as a tag: staff's pages run no script but their own
    await page.evaluate(AXE.read_text("utf-8"))
    await page.evaluate(SETTLED)
    result: dict[str, Any] = await page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] })"
    )
    return "\n".join(
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    )

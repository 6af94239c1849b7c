"""The review page in a real Chromium over 100,000 items: how fluid, how soon, and the kill switch.

    python tests/benchmarks/review_page.py [--items 100000] [--rounds 12] [--seconds 20] [--json]

A service without models runs over a store that is filled first (not counted). Told is: how long the
page's frames take while its list is scrolled down without a pause; how soon a question that nobody
can answer stands in an agent's list, from when the viewer sent it; and, from a supervisor's click
on the kill switch, how soon a viewer's question is left to a person and how soon another agent's
page says that all is silent.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import httpx
from playwright.async_api import Browser, async_playwright
from review_queue import ROOMS, fill, open_rooms, write_line

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "e2e")]

from review_desk import DeskPage, ask, at_the_desk, service  # noqa: E402
from room_page import DESKTOP  # noqa: E402

TROUBLES = (
    "声音大吗",
    "退款不到账",
    "客服不理人",
    "拉链断了",
    "颜色不对",
    "少发一件",
    "收到有味道",
    "尺码错了",
    "发错地址",
    "掉毛",
    "说好的赠品呢",
    "物流不动了",
)
SCROLL = """async (seconds) => {
  const list = document.querySelector('.review-list');
  const frames = [];
  const begun = performance.now();
  let last = begun;
  while (last - begun < seconds * 1000) {
    list.scrollTop += 200;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  const option = list.querySelector('[role=option]');
  return {
    frames: frames.slice(1),
    passed: Math.round(list.scrollTop / option.clientHeight),
    drawn: list.querySelectorAll('[role=option]').length,
    heap: performance.memory ? performance.memory.usedJSHeapSize : 0,
  };
}"""
SEEN = "(text) => [...document.querySelectorAll('[role=option]')]"
SEEN += ".some((row) => row.textContent.includes(text))"
SAID = "(text) => document.body.innerText.includes(text)"


def spread(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and the worst, in the unit given."""
    return {
        "p50": median(times),
        "p95": quantiles(times, n=20, method="inclusive")[-1],
        "worst": max(times),
    }


async def scrolled(desk: DeskPage, seconds: float) -> dict[str, Any]:
    """What the page's frames took, in milliseconds, while the list went down by 200 pixels each."""
    await desk.page.wait_for_selector("[role=option] >> nth=0", timeout=20_000)
    found = await desk.page.evaluate(SCROLL, seconds)
    heap = found["heap"] / 1e6
    return {**spread(found["frames"]), "passed": found["passed"], "drawn": found["drawn"]} | {
        "heap_mb": heap
    }


async def come_up(desk: DeskPage, url: str, rounds: int) -> dict[str, float]:
    """From a viewer's question to its row, in milliseconds."""
    await desk.page.evaluate("document.querySelector('.review-list').scrollTop = 0")
    spent = []
    for number in range(rounds):
        text = f"我要投诉，{TROUBLES[number % len(TROUBLES)]}"
        begun = perf_counter()
        asking = asyncio.create_task(ask(url, text, f"v{number}"))
        await desk.page.wait_for_function(SEEN, arg=text, polling="raf", timeout=20_000)
        spent.append((perf_counter() - begun) * 1000)
        await asking
        await asyncio.sleep(0.3)
    return spread(spent)


async def silenced(boss: DeskPage, agent: DeskPage, url: str, rounds: int) -> dict[str, Any]:
    """From the click to a question that is left to a person, and to the other page's line; ms."""
    held, said = [], []
    async with httpx.AsyncClient(base_url=url, timeout=20) as viewer:

        async def until_held(number: int, begun: float) -> float:
            while True:
                body = {"viewer": f"s{number}", "text": "多少钱"}
                told = await viewer.post("/api/rooms/demo/questions", json=body)
                if told.raise_for_status().json()["outcome"] == "handed_off":
                    return (perf_counter() - begun) * 1000
                await asyncio.sleep(0.02)

        for number in range(rounds):
            await boss.page.get_by_role("button", name="全部静音").click()
            sure = boss.page.get_by_role("dialog").get_by_role("button", name="全部静音")
            await sure.wait_for()
            begun = perf_counter()
            holding = asyncio.create_task(until_held(number, begun))
            await sure.click()
            line = "店长已让店小二全部静音"
            await agent.page.wait_for_function(SAID, arg=line, polling="raf", timeout=20_000)
            said.append((perf_counter() - begun) * 1000)
            held.append(await holding)
            await boss.page.get_by_role("button", name="恢复回答").click()
            await boss.page.get_by_role("dialog").get_by_role("button", name="恢复回答").click()
            await boss.page.get_by_role("button", name="全部静音").wait_for()
            gone = f"() => !({SAID})('{line}')"
            await agent.page.wait_for_function(gone, timeout=20_000)
            await asyncio.sleep(0.5)
    return {"held": spread(held), "said": spread(said)}


async def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """All of it."""
    from assistant.settings import Settings
    from assistant.store import Database

    settings = Settings(home=folder)
    figures: dict[str, Any] = {"items": given.items}
    with service(folder) as url:
        database = await Database.open(settings.resolved_database_url)
        await open_rooms(database, *(set(ROOMS) - {"demo"}))
        await fill(database, given.items, urgent=0)
        await database.close()
        async with async_playwright() as playwright:
            chromium: Browser = await playwright.chromium.launch(
                executable_path=given.chromium,
                args=["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"],
            )
            async with (
                at_the_desk(chromium, url, "小雨", viewport=DESKTOP) as agent,
                at_the_desk(chromium, url, "店长", viewport=DESKTOP) as boss,
            ):
                figures["scrolling"] = await scrolled(agent, given.seconds)
                figures["comes_up"] = await come_up(agent, url, given.rounds)
                figures["silence"] = await silenced(boss, agent, url, given.rounds)
            await chromium.close()
    figures["load"] = os.getloadavg()
    return figures


def line(times: dict[str, Any]) -> str:
    """As it is printed."""
    return (
        f"median {times['p50']:.0f} ms, 95th percentile {times['p95']:.0f} ms, "
        f"worst {times['worst']:.0f} ms"
    )


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), given))
    if given.json:
        write_line(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    load = ", ".join(f"{number:.1f}" for number in figures["load"])
    scrolling, silence = figures["scrolling"], figures["silence"]
    write_line(f"{given.items:,} items, load of the machine {load} on {os.cpu_count()} cores")
    write_line(
        f"scrolled past {scrolling['passed']:,} rows ({scrolling['drawn']} drawn at once, "
        f"{scrolling['heap_mb']:.0f} MB of the page's heap); a frame: {line(scrolling)}"
    )
    write_line(f"a question comes up: {line(figures['comes_up'])}")
    write_line(f"the kill switch, to the first question held: {line(silence['held'])}")
    write_line(f"the kill switch, to the other page's line: {line(silence['said'])}")


if __name__ == "__main__":
    main()

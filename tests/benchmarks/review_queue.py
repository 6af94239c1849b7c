"""The review queue with 100,000 items in SQLite: its first page and searches, over HTTP.

    python tests/benchmarks/review_queue.py [--items 100000] [--rounds 30] [--json]

Every request goes through a real server's socket, one after the other, as an agent's page sends
them, from another process. The items are made first (not counted).
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from assistant.review.access.access import Access
from assistant.review.access.roles import Role
from assistant.review.audit import Actor
from assistant.review.queue.queue import ReviewQueue
from assistant.settings import Settings
from assistant.store import Catalogs, Database, RoomRecord, RoomRecords
from assistant.store.review.intake import Asked, take_in
from assistant.store.review.ranking import Deadlines
from assistant.store.review.tables import ReviewTagRow
from assistant.web import problems, review
from assistant.web.server import bind
from catalog_loader.product import Catalog, Shop

SHELF = """
羽绒服 面膜 炒锅 保温杯 冲锋衣 衬衫 围巾 茶具 毛巾 音箱 加湿器 空气炸锅 燕麦 坚果 蜂蜜 乌龙茶 护手霜
防晒霜 湿巾 枕头
"""
HAN = """
多少钱 有货吗 什么时候发货 包邮吗 掉色吗 会不会起球 可以退吗 保质期多久 敏感肌能用吗 有优惠券吗
尺码偏大吗
"""
PRODUCTS, ASKS = SHELF.split(), HAN.split()
ENGLISH = ("how much is it", "does it shrink", "when do you ship", "is it in stock")
PARTICLES = ("", "啊", "呢", "呀主播", "求回答", "在线等")
ROOMS = ("demo", "winter", "tea")
OUTCOMES = ("answered", "answered", "answered", "unknown", "handed_off", "declined")
REQUESTS: Mapping[str, Mapping[str, Any]] = {
    "first page": {},
    "2 characters": {"q": "发货"},
    "2 characters, rare": {"q": "茶具"},
    "of a product": {"q": "羽绒服 掉色"},
    "English": {"q": "shrink"},
    "one viewer": {"q": "viewer77"},
    "nothing found": {"q": "直升机"},
    "of a room": {"room": "tea"},
    "unknown, overdue": {"outcome": "unknown", "overdue": True},
    "a tag": {"tag": "物流"},
    "forced": {"forced": True},
    "settled": {"state": "all", "q": "包邮"},
}


def made(number: int, rng: random.Random, urgent: float) -> Asked:
    """A question of a show, with the probability `urgent` a complaint."""
    english = rng.random() < 0.1
    product, ask = rng.choice(PRODUCTS), rng.choice(ENGLISH if english else ASKS)
    text = f"{ask} {number}" if english else f"{product}{ask}{rng.choice(PARTICLES)}{number}"
    forced = rng.random() < urgent
    return Asked(
        room=rng.choice(ROOMS),
        key=str(number),
        question=f"我要投诉，{text}" if forced else text,
        viewer=f"viewer{rng.randrange(20_000)}",
        language="en" if english else "zh",
        kind="price",
        outcome=rng.choice(OUTCOMES),
        answer=f"{product}现价{rng.randrange(9, 999)}元，现货，24小时内发货。",
        answer_id=f"a{number}",
        digest=str(number),
        at=datetime.now(UTC) - timedelta(seconds=rng.randrange(86_400)),
        product=product,
        title=product,
        confidence=rng.random(),
        forced="投诉" if forced else "",
        askers=1 + int(rng.paretovariate(1.5)),
    )


async def open_rooms(database: Database, *rooms: str) -> None:
    """The rooms, which sell from the catalog `demo`."""
    for room in rooms:
        record = RoomRecord(id=room, title=room, catalog="demo", language="zh", voice="v")
        await RoomRecords(database).create(record)


async def fill(database: Database, count: int, urgent: float = 0.01) -> None:
    """The items, as rooms take them in."""
    rng = random.Random(7)
    for begin in range(0, count, 2_000):
        async with database.writing() as session:
            for number in range(begin, min(begin + 2_000, count)):
                item = await take_in(session, made(number, rng, urgent), Deadlines())
                if rng.random() < 0.02:
                    session.add(ReviewTagRow(item=item, tag=rng.choice(("物流", "质量"))))


async def measure(folder: Path, items: int, rounds: int) -> dict[str, Any]:
    """The time of every request, in milliseconds."""
    database = await Database.open(f"sqlite+aiosqlite:///{folder / 'review.db'}")
    begun = perf_counter()
    await Catalogs(database).save("demo", Catalog(shop=Shop(name="小店", currency="CNY")))
    await open_rooms(database, *ROOMS)
    await fill(database, items)
    figures: dict[str, Any] = {"items": items, "filled_s": perf_counter() - begun}
    app = FastAPI()
    problems.install(app)
    app.include_router(review.router)
    settings = Settings(home=folder)
    app.state.settings = settings
    app.state.access = access = Access(database, settings)
    app.state.review = ReviewQueue(database, settings)
    by = Actor("benchmark", "command")
    agent = await access.accounts.add("agent", Role.AGENT, by)
    key, _ = await access.keys.make(agent, "benchmark", Role.AGENT, by)
    with bind("127.0.0.1", 0) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        port = listening.getsockname()[1]
        try:
            command = [sys.executable, __file__, "--ask", str(port), "--rounds", str(rounds)]
            shown = {**os.environ, "XIAOER_API_KEY": key}
            asking = await asyncio.create_subprocess_exec(
                *command, stdout=subprocess.PIPE, env=shown
            )
            figures["requests"] = json.loads((await asking.communicate())[0])
        finally:
            server.should_exit = True
            await serving
    await database.close()
    figures["load"] = os.getloadavg()
    return figures


def request_all(port: int, rounds: int) -> dict[str, Any]:
    """Send each request `rounds` times, in turn with the others."""
    spent: dict[str, list[float]] = {name: [] for name in (*REQUESTS, "counts", "next page")}
    found: dict[str, int] = {}
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}/api/review",
        headers={"Authorization": f"Bearer {os.environ['XIAOER_API_KEY']}"},
        trust_env=False,
    ) as client:
        place = client.get("/items").raise_for_status().json()["after"]
        asked = {name: ("/items", params) for name, params in REQUESTS.items()}
        asked |= {"counts": ("/counts", {}), "next page": ("/items", {"after": place})}
        for _ in range(rounds):
            for name, (path, params) in asked.items():
                begun = perf_counter()
                response = client.get(path, params=params)
                spent[name].append((perf_counter() - begun) * 1000)
                found[name] = len(response.raise_for_status().json().get("items", ()))
    return {
        name: {"p50": median(times), "p95": quantiles(times, n=20)[-1], "found": found[name]}
        for name, times in spent.items()
    }


def write_line(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ask", type=int, default=0, help="only ask the server at this port")
    given = parser.parse_args()
    if given.ask:
        write_line(json.dumps(request_all(given.ask, given.rounds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), given.items, given.rounds))
    if given.json:
        write_line(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    load = ", ".join(f"{number:.1f}" for number in figures["load"])
    write_line(f"{given.items:,} items, load of the machine {load} on {os.cpu_count()} cores")
    for name, times in figures["requests"].items():
        write_line(
            f"{name:20} {times['found']:3} found   median {times['p50']:6.1f} ms   "
            f"95th percentile {times['p95']:6.1f} ms"
        )


if __name__ == "__main__":
    main()

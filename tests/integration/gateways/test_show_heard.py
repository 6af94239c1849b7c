"""A show is played with its sound to the real service: what the host says wrongly is told to staff
and repeated to nobody, and what they turn to is what 多少钱 is about."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from assistant.gateways.replay.events import Host

pytestmark = [pytest.mark.models]

JACKET, FRYER = "light-down-jacket", "air-fryer"
LINES = (
    (0.5, "这件羽绒服二百五十九元，男女同款。"),
    (6.0, "今天这件一百九十九元带走！"),
    (12.0, "好，接下来给大家看一个大家伙，我们家的可视空气炸锅！"),
)
HEARD_S = 600
"""How long a busy machine may take until something of the show is heard."""


def _show(folder: Path) -> Path:
    lines = [Host(at=at, text=text).model_dump_json() for at, text in LINES]
    file = folder / "show.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


async def _until(
    events: ClientConnection, is_it: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The next event that is what is waited for."""
    async with asyncio.timeout(HEARD_S):
        while True:
            event: dict[str, Any] = json.loads(await events.recv())
            if is_it(event):
                return event


async def test_what_a_host_says_is_heard_through_the_service(
    live_server: Any, tmp_path: Path
) -> None:
    room = f"heard-{uuid4().hex[:8]}"
    made = {"room": room, "catalog": "demo", "on_air": JACKET}
    async with httpx.AsyncClient(base_url=live_server.url, timeout=120) as client:
        (await client.post("/api/rooms", json=made)).raise_for_status()

        async def answer(text: str) -> dict[str, Any]:
            asked = {"viewer": "小雨", "text": text}
            response = await client.post(f"/api/rooms/{room}/questions", json=asked)
            found: dict[str, Any] = response.raise_for_status().json()
            return found

        async with connect(
            f"{live_server.ws_url}/api/rooms/{room}/events?staff=true",
            additional_headers=live_server.as_staff,
        ) as events:
            joining = {"gateway": "replay", "url": str(_show(tmp_path))}
            (await client.post(f"/api/rooms/{room}/gateways", json=joining)).raise_for_status()

            alarm = (await _until(events, lambda one: one["type"] == "host.alarm"))["alarm"]
            assert (alarm["kind"], alarm["product"]) == ("price", JACKET)
            assert [fact["value"] for fact in alarm["published"]] == ["259"]
            for text in ("主播刚才说多少钱", "羽绒服多少钱"):
                told = (await answer(text))["text"]
                assert "199" not in told
                assert "一百九十九" not in told

            await _until(
                events,
                lambda one: one["type"] == "room.on_air" and one["on_air"]["handle"] == FRYER,
            )
            price = await answer("多少钱")
            assert price["outcome"] == "answered"
            assert price["product"] == FRYER

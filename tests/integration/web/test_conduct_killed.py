"""`kill -9` at any moment: what was acknowledged holds, and nothing is told twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.reborn import Reborn
from support.staff import LOCAL_KEY
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

ROOM = "/api/rooms/demo"
AS_STAFF = {"Authorization": f"Bearer {LOCAL_KEY}"}


class Service:
    """A real one, on its own database, killed whenever a test says so."""

    def __init__(self, home: Path) -> None:
        self._process = Reborn("support.small_service", [str(home)])
        self.url = f"http://127.0.0.1:{self._process.port}"

    async def start(self) -> None:
        await asyncio.to_thread(self._process.start)
        async with httpx.AsyncClient(base_url=self.url) as http, asyncio.timeout(60):
            while (await http.get(ROOM)).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        self._process.stop()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[list[dict[str, Any]]]:
        seen: list[dict[str, Any]] = []
        address = self.url.replace("http", "ws", 1) + ROOM + "/events?staff=true"
        async with connect(address, additional_headers=AS_STAFF) as socket:
            seen.append(json.loads(await socket.recv()))

            async def read() -> None:
                try:
                    async for message in socket:
                        seen.append(json.loads(message))
                except ConnectionClosed:
                    return

            reading = asyncio.create_task(read())
            try:
                yield seen
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


def texts(seen: list[dict[str, Any]]) -> list[str]:
    """What was told so far."""
    return [one["answer"]["text"] for one in seen if one["type"] == "answer.done"]


async def told_in(seen: list[dict[str, Any]], text: str) -> None:
    """Wait until that was told."""
    async with asyncio.timeout(30):
        while text not in texts(seen):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(tmp_path)
    await service.start()
    yield service
    service.kill()


@pytest.fixture
async def http(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=service.url, limits=limits, headers=AS_STAFF) as client:
        yield client


async def test_what_was_acknowledged_is_in_force_after_a_kill(
    service: Service, http: httpx.AsyncClient
) -> None:
    changes = [
        ("POST", f"{ROOM}/takeover", {}),
        ("POST", f"{ROOM}/takeover", {"viewer": "小明"}),
        ("PUT", f"{ROOM}/conduct", {"mode": "assist"}),
        ("PUT", "/api/conduct", {"stopped": True}),
    ]
    for method, address, body in changes[:-1]:
        assert (await http.request(method, address, json=body)).is_success
    method, address, body = changes[-1]
    answer = await http.request(method, address, json=body)
    service.kill()
    assert answer.is_success
    await service.start()
    acknowledged = (await http.get(f"{ROOM}/conduct")).json()
    assert acknowledged["mode"] == "assist"
    assert acknowledged["stopped"]
    assert [one["viewer"] for one in acknowledged["takeovers"]] == ["", "小明"]
    asked = await http.post(f"{ROOM}/questions", json={"viewer": "小明", "text": "多少钱"})
    assert (asked.json()["text"], asked.json()["kind"]) == ("", "held.stopped")


async def test_words_are_told_once_whenever_it_is_killed(
    service: Service, http: httpx.AsyncClient
) -> None:
    told: list[str] = []
    body = {"text": "今晚发货", "answer_id": "w-1"}
    async with service.watched() as seen:
        first = await http.post(f"{ROOM}/words", json=body)
        assert first.status_code == 202
        await told_in(seen, "今晚发货")
        service.kill()
        told += texts(seen)
    await service.start()
    async with service.watched() as seen:
        again = await http.post(f"{ROOM}/words", json=body)  # its caller never knew
        assert again.json() == first.json()
        assert (await http.post(f"{ROOM}/words", json={"text": "之后"})).status_code == 202
        await told_in(seen, "之后")
        told += texts(seen)
    assert told == ["今晚发货", "之后"]
    kept = (await http.get(f"{ROOM}/answers")).json()["answers"]
    assert [one["text"] for one in kept] == told


async def test_killed_while_many_act_nothing_acknowledged_is_lost(
    service: Service, http: httpx.AsyncClient
) -> None:
    acknowledged: set[str] = set()

    async def take(number: int) -> None:
        viewer = f"viewer {number}"
        try:
            answer = await http.post(f"{ROOM}/takeover", json={"viewer": viewer})
        except httpx.HTTPError:
            return
        if answer.is_success:
            acknowledged.add(viewer)

    acting = [asyncio.create_task(take(number)) for number in range(60)]
    async with asyncio.timeout(30):
        while len(acknowledged) < 15:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    service.kill()
    await asyncio.gather(*acting)
    await service.start()
    kept = (await http.get(f"{ROOM}/conduct")).json()["takeovers"]
    assert acknowledged <= {one["viewer"] for one in kept}
    assert len(kept) <= 60

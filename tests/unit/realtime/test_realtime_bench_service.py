"""Waiting for a service that is to be measured."""

import httpx
import pytest

from assistant.gateways.realtime.bench.play import BenchFailed
from assistant.gateways.realtime.bench.service import spoken_ahead


def room_that_is_ready_after(looks: int) -> tuple[httpx.AsyncClient, list[str]]:
    """A client of a room that is not ready the first `looks` times, and what it was asked for."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"spoken_ahead": len(asked) > looks})

    transport = httpx.MockTransport(answer)
    return httpx.AsyncClient(base_url="http://room", transport=transport), asked


async def test_a_room_is_waited_for_until_its_likely_answers_lie_ready() -> None:
    client, asked = room_that_is_ready_after(3)
    said: list[str] = []
    await spoken_ahead(client, "demo", every_s=0.0, say=said.append)
    assert asked == ["/api/rooms/demo"] * 4
    assert len(said) == 1  # a line now and then, not one a look


async def test_a_room_that_is_ready_is_not_waited_for() -> None:
    client, asked = room_that_is_ready_after(0)
    said: list[str] = []
    await spoken_ahead(client, "demo", say=said.append)
    assert (len(asked), said) == (1, [])


async def test_a_room_that_is_never_ready_is_given_up() -> None:
    client, _ = room_that_is_ready_after(10**9)
    with pytest.raises(BenchFailed, match="not spoken ahead after 0 s"):
        await spoken_ahead(client, "demo", within_s=0.0, every_s=0.0)


async def test_a_room_that_is_not_there_is_named() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(404))
    client = httpx.AsyncClient(base_url="http://room", transport=transport)
    with pytest.raises(BenchFailed, match="'winter'"):
        await spoken_ahead(client, "winter")

"""Wordings that came at once take turns: what most wait for is next, and nothing starves."""

import asyncio

import pytest
from support.clock import VirtualClock

from assistant.room.inbox.most_awaited import CrowdedOut, MostAwaited


class Turns:
    """Keys in the order in which they had their turn."""

    def __init__(self, most: int = 10) -> None:
        self.clock = VirtualClock()
        self.turns: MostAwaited[str] = MostAwaited(most, self.clock)
        self.order: list[str] = []
        self.go_on = asyncio.Event()
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def _have(self, key: str) -> None:
        async with self.turns.turn(key):
            self.order.append(key)
            await self.go_on.wait()

    async def come(self, *keys: str) -> None:
        for key in keys:
            self.tasks[key] = asyncio.create_task(self._have(key))
            await asyncio.sleep(0)

    async def over(self) -> list[str]:
        self.go_on.set()
        await asyncio.wait_for(asyncio.gather(*self.tasks.values(), return_exceptions=True), 5)
        return self.order


async def test_one_at_a_time_in_the_order_they_came() -> None:
    turns = Turns()
    await turns.come("a", "b", "c")
    assert turns.order == ["a"]
    assert await turns.over() == ["a", "b", "c"]


async def test_what_most_wait_for_is_next() -> None:
    turns = Turns()
    await turns.come("a", "b", "c")
    turns.turns.one_more("c")
    assert await turns.over() == ["a", "c", "b"]


async def test_waiting_counts_as_askers_do() -> None:
    turns = Turns()
    await turns.come("a", "old")
    turns.clock.passes(3_000)
    await turns.come("asked twice")
    turns.turns.one_more("asked twice")
    assert await turns.over() == ["a", "old", "asked twice"]


async def test_who_waited_is_forgotten_with_the_turn() -> None:
    turns = Turns()
    await turns.come("a")
    for _ in range(5):
        turns.turns.one_more("a")
    assert await turns.over() == ["a"]
    turns.go_on.clear()
    await turns.come("b", "c", "a")
    assert await turns.over() == ["a", "b", "c", "a"]


async def test_what_comes_behind_too_many_is_crowded_out() -> None:
    turns = Turns(most=2)
    await turns.come("a", "b", "c", "d")
    with pytest.raises(CrowdedOut):
        await turns.tasks["d"]
    assert await turns.over() == ["a", "b", "c"]


@pytest.mark.parametrize("gone", ["b", "c"])
async def test_one_that_is_cancelled_holds_up_nobody(gone: str) -> None:
    turns = Turns()
    await turns.come("a", "b", "c")
    turns.tasks[gone].cancel()
    await asyncio.sleep(0)
    assert await turns.over() == [key for key in ("a", "b", "c") if key != gone]


async def test_one_that_is_cancelled_as_its_turn_comes_passes_it_on() -> None:
    turns = Turns()
    await turns.come("a", "b", "c")
    turns.go_on.set()
    await asyncio.sleep(0)  # a is done, and b's turn is come
    turns.tasks["b"].cancel()
    assert await turns.over() == ["a", "c"]


async def test_a_turn_that_fails_is_over_too() -> None:
    turns: MostAwaited[str] = MostAwaited()
    with pytest.raises(ValueError, match="broken"):
        async with turns.turn("a"):
            raise ValueError("broken")
    async with turns.turn("b"):
        pass


async def test_one_key_may_wait_twice() -> None:
    turns = Turns()
    await turns.come("a", "b")
    first = turns.tasks.pop("b")
    await turns.come("b")
    assert await turns.over() == ["a", "b", "b"]
    await asyncio.wait_for(first, 5)

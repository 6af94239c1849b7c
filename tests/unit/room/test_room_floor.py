"""Who may speak: never over the host, in every mode."""

import asyncio

import pytest
from support.clock import VirtualClock

from assistant.room.floor import PAUSE_S, Floor, Mode


def floor(mode: Mode = "cohost") -> tuple[Floor, VirtualClock]:
    clock = VirtualClock()
    return Floor(mode, clock=clock), clock


def test_a_cohost_speaks_in_a_pause_and_not_before_it_is_one() -> None:
    it, clock = floor()
    it.host_speaks(True)
    assert not it.free
    assert it.taken.is_set()
    it.host_speaks(False)
    assert not it.taken.is_set()
    clock.passes(PAUSE_S * 1000 - 10)
    assert not it.free
    clock.passes(20)
    assert it.free


def test_in_text_it_never_speaks() -> None:
    it, clock = floor("text")
    clock.passes(600_000)
    it.hand_over()
    assert not it.free


def test_asked_it_speaks_when_the_floor_is_handed_over_until_the_host_speaks() -> None:
    it, clock = floor("asked")
    clock.passes(600_000)
    assert not it.free
    it.hand_over(20)
    assert it.free
    clock.passes(19_000)
    assert it.free
    clock.passes(2_000)
    assert not it.free
    it.hand_over(20)
    it.host_speaks(True)
    it.host_speaks(False)
    assert not it.free


def test_handed_over_no_pause_is_waited_for() -> None:
    it, _ = floor("cohost")
    it.host_speaks(True)
    it.host_speaks(False)
    it.hand_over()
    assert it.free


async def test_who_waits_is_told_when_it_is_free() -> None:
    it = Floor("asked")
    waiting = asyncio.ensure_future(it.wait(float("inf")))
    await asyncio.sleep(0)
    assert not waiting.done()
    it.hand_over()
    assert await asyncio.wait_for(waiting, 1)


@pytest.mark.parametrize("mode", ["text", "asked", "cohost"])
async def test_who_waits_too_long_is_told_so(mode: Mode) -> None:
    it, clock = floor(mode)
    it.host_speaks(True)
    waiting = asyncio.ensure_future(it.wait(clock() + 5))
    await asyncio.sleep(0)
    clock.passes(6_000)
    it.host_speaks(False)
    it.host_speaks(True)
    assert not await asyncio.wait_for(waiting, 1)


async def test_a_change_of_mode_lets_it_speak() -> None:
    it, clock = floor("text")
    clock.passes(10_000)
    waiting = asyncio.ensure_future(it.wait(float("inf")))
    await asyncio.sleep(0)
    it.switch("cohost")
    assert await asyncio.wait_for(waiting, 1)

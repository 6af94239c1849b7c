"""The show's time against the room's, on an event loop whose clock is set by hand."""

import asyncio

import pytest

from assistant.gateways.replay.clock import ShowClock


@pytest.fixture
async def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The loop's time, in its one element."""
    time = [100.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: time[0])
    return time


async def test_it_runs_as_fast_as_it_is_told_from_where_it_begins(at: list[float]) -> None:
    clock = ShowClock(speed=2, begin=30)
    at[0] += 5
    assert clock.now == 40
    assert clock.left(50) == 5
    assert clock.left(35) == 0
    assert clock.since_joining(50) == 10


async def test_what_it_was_held_for_is_no_time_of_the_show(at: list[float]) -> None:
    clock = ShowClock(speed=1, begin=0)
    at[0] += 5
    clock.hold(3)
    assert clock.now == 2
    assert clock.left(4) == 2
    assert clock.since_joining(4) == 7


async def test_without_a_speed_it_is_as_far_as_it_was_played(at: list[float]) -> None:
    clock = ShowClock(speed=0, begin=10)
    at[0] += 500
    assert not clock.paced
    assert clock.now == 10
    assert clock.left(60) == 0
    await clock.until(60)
    assert clock.now == 60

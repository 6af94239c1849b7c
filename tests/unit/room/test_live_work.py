"""Who waits for whom."""

import asyncio

from assistant.room.live_work import CALM_S, LiveWork


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_busy_while_somebody_is_served_and_a_moment_after() -> None:
    clock = Clock()
    live = LiveWork(clock)
    assert not live.busy
    with live.work(), live.work():
        assert live.busy
    assert live.busy
    clock.now += CALM_S
    assert not live.busy


def test_somebody_about_to_be_served_counts() -> None:
    clock = Clock()
    live = LiveWork(clock)
    live.touch(2.0)
    live.touch(0.5)
    clock.now += 1.9
    assert live.busy
    clock.now += 0.2
    assert not live.busy


async def test_what_can_wait_goes_on_when_it_is_calm() -> None:
    clock = Clock()
    live = LiveWork(clock)
    with live.work():
        waiting = asyncio.create_task(live.calm())
        await asyncio.sleep(0.01)
        assert not waiting.done()
    clock.now += CALM_S
    await asyncio.wait_for(waiting, 5)

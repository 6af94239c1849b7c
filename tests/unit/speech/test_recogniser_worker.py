"""Who is recognised first where one thread serves everybody."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from assistant.speech.recognisers.port import GaveWay, Priority, Wanted
from assistant.speech.recognisers.worker import GoOn, Worker


class Bench:
    """A worker kept busy until `free` is set, and the names of what it did, in order."""

    def __init__(self) -> None:
        self.worker = Worker("test")
        self.free = threading.Event()
        self.busy = threading.Event()
        self.done: list[str] = []

    def occupied(self, priority: Priority = Priority.FINAL) -> "asyncio.Task[str]":
        def work(go_on: GoOn) -> str:
            self.busy.set()
            assert self.free.wait(10)
            go_on()
            return "occupied"

        return asyncio.create_task(self.worker.run(work, Wanted(priority)))

    def named(self, name: str) -> Callable[[GoOn], str]:
        def work(go_on: GoOn) -> str:
            self.done.append(name)
            return name

        return work

    def ask(self, name: str, wanted: Wanted) -> "asyncio.Task[str]":
        return asyncio.create_task(self.worker.run(self.named(name), wanted))


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    bench.free.set()
    await asyncio.to_thread(bench.worker.close, lambda: None)


async def started(bench: Bench) -> None:
    await asyncio.to_thread(bench.busy.wait, 10)


async def test_a_final_goes_before_what_is_ahead_and_that_before_a_partial(bench: Bench) -> None:
    first = bench.occupied()
    await started(bench)
    asked = [
        bench.ask("partial", Wanted(Priority.PARTIAL)),
        bench.ask("ahead", Wanted(Priority.AHEAD)),
        bench.ask("final", Wanted()),
        bench.ask("final too", Wanted()),
    ]
    await asyncio.sleep(0)
    bench.free.set()
    await asyncio.gather(first, *asked)
    assert bench.done == ["final", "final too", "ahead", "partial"]


async def test_what_becomes_urgent_while_it_waits_goes_first(bench: Bench) -> None:
    first = bench.occupied()
    await started(bench)
    wanted = Wanted(Priority.AHEAD)
    asked = [bench.ask("other", Wanted(Priority.AHEAD)), bench.ask("this", wanted)]
    await asyncio.sleep(0)
    wanted.priority = Priority.FINAL
    bench.free.set()
    await asyncio.gather(first, *asked)
    assert bench.done == ["this", "other"]


async def test_a_partial_gives_way_to_a_final(bench: Bench) -> None:
    partial = bench.occupied(Priority.PARTIAL)
    await started(bench)
    final = bench.ask("final", Wanted())
    await asyncio.sleep(0)
    bench.free.set()
    with pytest.raises(GaveWay):
        await partial
    assert await final == "final"


async def test_what_is_ahead_does_not_give_way(bench: Bench) -> None:
    ahead = bench.occupied(Priority.AHEAD)
    await started(bench)
    final = bench.ask("final", Wanted())
    await asyncio.sleep(0)
    bench.free.set()
    assert await ahead == "occupied"
    assert await final == "final"


async def test_what_was_cancelled_is_never_begun(bench: Bench) -> None:
    first = bench.occupied()
    await started(bench)
    asked = bench.ask("cancelled", Wanted())
    await asyncio.sleep(0)
    asked.cancel()
    other = bench.ask("other", Wanted())
    await asyncio.sleep(0)
    bench.free.set()
    await asyncio.gather(first, asked, other, return_exceptions=True)
    assert bench.done == ["other"]


async def test_a_failure_is_its_own_and_the_next_is_served(bench: Bench) -> None:
    def fails(go_on: GoOn) -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await bench.worker.run(fails, Wanted())
    assert await bench.ask("next", Wanted()) == "next"


async def test_closing_ends_what_waits(bench: Bench) -> None:
    first = bench.occupied()
    await started(bench)
    waiting = bench.ask("waiting", Wanted())
    await asyncio.sleep(0)
    ended: list[str] = []
    closing = asyncio.create_task(
        asyncio.to_thread(bench.worker.close, lambda: ended.append("model"))
    )
    await asyncio.wait([waiting], timeout=0.05)
    bench.free.set()
    await closing
    assert bench.done == []
    assert ended == ["model"]
    with pytest.raises(GaveWay):
        await first
    with pytest.raises(RuntimeError, match="closed"):
        await waiting
    with pytest.raises(RuntimeError, match="closed"):
        await bench.ask("late", Wanted())

"""Who waits goes first; what is made ahead gives way and is made all the same."""

import threading
from collections.abc import Iterator

import pytest

from assistant.speech.synthesisers.worker import Interrupt, Interrupted, Worker, WorkerClosed

SOON = 10.0  # seconds after which a test has failed


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test")
    yield worker
    worker.close()


class Long:
    """Work ahead that goes on until it is let go or interrupted."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.times = 0

    def __call__(self, interrupt: Interrupt) -> int:
        self.times += 1
        told = threading.Event()
        interrupt.on_set(told.set)
        self.begun.release()
        while not self.let_go.wait(0.001):
            if told.is_set():
                raise Interrupted
        return self.times


def test_it_runs_what_it_is_given_in_order(worker: Worker) -> None:
    done: list[int] = []
    futures = [worker.submit(lambda n=n: done.append(n)) for n in range(20)]  # type: ignore[misc]
    for future in futures:
        future.result(SOON)
    assert done == list(range(20))
    assert worker.submit_ahead(lambda _: "ahead").result(SOON) == "ahead"


def test_work_ahead_gives_way_and_is_begun_again(worker: Worker) -> None:
    long = Long()
    ahead = worker.submit_ahead(long)
    assert long.begun.acquire(timeout=SOON)
    assert worker.submit(lambda: "now").result(SOON) == "now"
    assert long.begun.acquire(timeout=SOON)
    long.let_go.set()
    assert ahead.result(SOON) == 2


def test_nothing_runs_ahead_while_somebody_waits(worker: Worker) -> None:
    hold, holding = threading.Event(), threading.Event()
    seen: list[str] = []

    def now() -> None:
        holding.set()
        hold.wait(SOON)
        seen.append("now")

    first = worker.submit(now)
    assert holding.wait(SOON)
    ahead = worker.submit_ahead(lambda _: seen.append("ahead"))
    second = worker.submit(lambda: seen.append("now too"))
    hold.set()
    for future in (first, second, ahead):
        future.result(SOON)
    assert seen == ["now", "now too", "ahead"]


def test_what_fails_says_so_and_the_next_is_served(worker: Worker) -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        worker.submit(fail).result(SOON)
    with pytest.raises(ValueError, match="no"):
        worker.submit_ahead(lambda _: fail()).result(SOON)
    assert worker.submit(lambda: 1).result(SOON) == 1


def test_what_was_cancelled_before_its_turn_is_not_run(worker: Worker) -> None:
    hold = threading.Event()
    ran: list[int] = []
    first = worker.submit(lambda: hold.wait(SOON))
    second = worker.submit(lambda: ran.append(2))
    assert second.cancel()
    hold.set()
    first.result(SOON)
    worker.submit(lambda: None).result(SOON)
    assert ran == []


def test_closing_interrupts_and_refuses() -> None:
    worker = Worker("test")
    long = Long()
    ahead = worker.submit_ahead(long)
    assert long.begun.acquire(timeout=SOON)
    waiting = worker.submit_ahead(lambda _: None)
    worker.close()
    assert isinstance(ahead.exception(SOON), WorkerClosed)
    assert waiting.cancelled()
    with pytest.raises(WorkerClosed):
        worker.submit(lambda: None)
    with pytest.raises(WorkerClosed):
        worker.submit_ahead(lambda _: None)

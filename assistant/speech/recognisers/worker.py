"""One thread that recognises for everybody: the most urgent first."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from assistant.speech.recognisers.port import GaveWay, Priority, Wanted

T = TypeVar("T")
GoOn = Callable[[], None]
"""Called by work between its steps; raises GaveWay where it is to stop."""


@dataclass(eq=False, slots=True)
class _Job:
    work: Callable[[GoOn], Any]
    wanted: Wanted
    done: "Future[Any]" = field(default_factory=Future)
    dropped: threading.Event = field(default_factory=threading.Event)


class Worker:
    """Runs work in one thread. How urgently it is wanted is looked at when the thread is free.

    A partial result in the making gives way, at its next step, to whatever is more urgent: it
    would be overtaken by the next one anyhow.
    """

    def __init__(self, name: str) -> None:
        self._waiting: list[_Job] = []
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[GoOn], T], wanted: Wanted) -> T:
        """The outcome of `work`; when cancelled, it is dropped before it starts or at a step.

        Raises what `work` raises, GaveWay where something more urgent came between, and
        RuntimeError after `close`.
        """
        job = _Job(work, wanted)
        with self._changed:
            if self._closing:
                raise RuntimeError("the worker is closed")
            self._waiting.append(job)
            self._changed.notify()
        try:
            outcome: T = await asyncio.wrap_future(job.done)
        except asyncio.CancelledError:
            job.dropped.set()
            raise
        return outcome

    def close(self, last: Callable[[], None]) -> None:
        """Do what is waiting no more, then `last`, and end the thread. Blocks until it has."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()
        last()

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            if job.dropped.is_set() or not job.done.set_running_or_notify_cancel():
                continue
            try:
                outcome = job.work(lambda job=job: self._go_on(job))  # type: ignore[misc]
            except BaseException as error:
                job.done.set_exception(error)
            else:
                job.done.set_result(outcome)

    def _next(self) -> _Job | None:
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            if self._closing:
                for job in self._waiting:
                    if job.done.set_running_or_notify_cancel():
                        job.done.set_exception(RuntimeError("the worker is closed"))
                return None
            # The first of the most urgent: `min` keeps the order of arrival.
            job = min(self._waiting, key=lambda one: one.wanted.priority)
            self._waiting.remove(job)
            return job

    def _go_on(self, job: _Job) -> None:
        with self._changed:
            if self._closing or job.dropped.is_set():
                raise GaveWay("the recognition was given up")
            if job.wanted.priority < Priority.PARTIAL:
                return
            if any(one.wanted.priority < job.wanted.priority for one in self._waiting):
                raise GaveWay("a partial transcript gave way to something more urgent")

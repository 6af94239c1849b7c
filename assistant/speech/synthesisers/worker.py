"""Two threads for one model: one for those who wait, one for what may be wanted later.

Work ahead is interrupted the moment somebody waits, and begun again when nobody does.
"""

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")

_NICENESS = 15


class Interrupted(Exception):
    """Raised by work ahead that was told to give way."""


class WorkerClosed(RuntimeError):
    """Work given to a worker that is closed."""


class Interrupt:
    """Tells one piece of work to give way. `on_set` is called from another thread, once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set = False
        self._on_set: Callable[[], None] | None = None

    @property
    def is_set(self) -> bool:
        """Whether to give way."""
        return self._set

    def on_set(self, action: Callable[[], None] | None) -> None:
        """Call `action` when this is set, now if it is set already; None: nothing any more."""
        with self._lock:
            self._on_set = action
            if self._set and action is not None:
                action()

    def set(self) -> None:
        """Let the work give way."""
        with self._lock:
            self._set = True
            if self._on_set is not None:
                self._on_set()


class _Job(Generic[T]):
    def __init__(self, work: Callable[[Interrupt], T]) -> None:
        self.work = work
        self.future: Future[T] = Future()


class Worker:
    """Runs jobs in order, those ahead only while no other waits or runs."""

    def __init__(self, name: str) -> None:
        self._changed = threading.Condition()
        self._waited: deque[_Job[object]] = deque()
        self._ahead: deque[_Job[object]] = deque()
        self._busy = False
        self._interrupt: Interrupt | None = None
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=name, daemon=True),
            threading.Thread(target=self._serve_ahead, name=f"{name} ahead", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Run `work` for somebody who waits; what runs ahead gives way. Raises WorkerClosed."""
        job = _Job(lambda _: work())
        with self._changed:
            self._put(self._waited, job)
            if self._interrupt is not None:
                self._interrupt.set()
        return job.future

    def submit_ahead(self, work: Callable[[Interrupt], T]) -> Future[T]:
        """Run `work` when nobody waits; told to give way, it raises Interrupted and is run again
        later. Raises WorkerClosed."""
        job = _Job(work)
        with self._changed:
            self._put(self._ahead, job)
        return job.future

    def close(self) -> None:
        """Cancel what has not begun, interrupt what runs ahead, and wait for what runs."""
        with self._changed:
            self._closed = True
            for job in (*self._waited, *self._ahead):
                job.future.cancel()
            self._waited.clear()
            self._ahead.clear()
            if self._interrupt is not None:
                self._interrupt.set()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _put(self, queue: "deque[_Job[object]]", job: "_Job[T]") -> None:
        if self._closed:
            raise WorkerClosed
        queue.append(job)  # type: ignore[arg-type]
        self._changed.notify_all()

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waited or self._closed)
                if self._closed:
                    return
                job = self._waited.popleft()
                self._busy = True
            try:
                _run(job, Interrupt())
            finally:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()

    def _serve_ahead(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            # On Linux a thread has a niceness of its own: recogniser and language model go first.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        while True:
            with self._changed:
                self._changed.wait_for(self._free_for_ahead)
                if self._closed:
                    return
                job, interrupt = self._ahead.popleft(), Interrupt()
                self._interrupt = interrupt
            again = _run(job, interrupt)
            with self._changed:
                self._interrupt = None
                if again and self._closed:
                    job.future.set_exception(WorkerClosed())
                elif again:
                    self._ahead.appendleft(job)

    def _free_for_ahead(self) -> bool:
        return self._closed or bool(self._ahead and not self._waited and not self._busy)


def _run(job: _Job[object], interrupt: Interrupt) -> bool:
    """Run `job` unless it was cancelled; whether it gave way and is to be run again."""
    if job.future.done() or not (job.future.running() or job.future.set_running_or_notify_cancel()):
        return False
    try:
        result = job.work(interrupt)
    except Interrupted:
        return True
    except BaseException as error:
        job.future.set_exception(error)
    else:
        job.future.set_result(result)
    return False

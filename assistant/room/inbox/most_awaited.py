"""Who is read next of many wordings that came at once: what most wait for."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

AGEING_S = 1.0
"""Waiting that long counts as one asker more for each that waits: nothing starves."""

MOST = 512
"""How many may wait: at some milliseconds each, the last of them waits for seconds."""

Key = TypeVar("Key", bound=Hashable)


class CrowdedOut(Exception):
    """More wait than can be read in time."""


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Key]):
    key: Key
    since: float


class MostAwaited(Generic[Key]):
    """Gives one key at a time its turn, next the one that most have waited for, longest.

    Between two turns the event loop goes round, so that comments which need no turn, as nearly all
    of a flood do, pass by those which wait.
    """

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        # By turn and not by key: what is read anew, as facts have changed, waits beside itself.
        self._waiting: dict[asyncio.Future[None], _Waiting[Key]] = {}
        self._more: Counter[Key] = Counter()
        self._taken = False

    def one_more(self, key: Key) -> None:
        """One more waits for `key`, whose turn was asked for and is not over."""
        self._more[key] += 1

    @asynccontextmanager
    async def turn(self, key: Key) -> AsyncIterator[None]:
        """Wait for the turn of `key`, which is over with the block. Raises CrowdedOut."""
        try:
            if self._taken:
                await self._wait(key)
            self._taken = True
            try:
                # what came at the same moment asks for its turn first: a block that never waits
                # would be followed by theirs before the event loop goes round
                await asyncio.sleep(0)
                yield
            finally:
                self._pass_on()
        finally:
            del self._more[key]

    async def _wait(self, key: Key) -> None:
        if len(self._waiting) >= self._most:
            raise CrowdedOut(f"{len(self._waiting)} wordings wait to be read")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[turn] = _Waiting(key, self._clock())
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                del self._waiting[turn]
            else:  # its turn came in the same moment
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        now = self._clock()

        def urgency(turn: asyncio.Future[None]) -> float:
            waiting = self._waiting[turn]
            return (1 + self._more[waiting.key]) * (1 + (now - waiting.since) / AGEING_S)

        next_one = max(self._waiting, key=urgency, default=None)
        self._taken = next_one is not None
        if next_one is not None:
            del self._waiting[next_one]
            next_one.set_result(None)

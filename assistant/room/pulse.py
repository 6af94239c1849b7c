"""How lively a room is: what was written in the last minute, and what most viewers wait for."""

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Callable, Collection

from assistant.room.crowd import Crowd
from assistant.room.events import EventBus, PulseTold
from assistant.room.inbox.groups import Group
from assistant.room.inbox.inbox import Decision, Verdict
from assistant.room.minute_book import MinuteBook

BEAT_S = 0.5
"""How soon after a comment the room's pulse is told, and how often at most."""

REST_S = 5.0
"""Between two beats while nobody writes and the last minute runs out."""

MINUTE_S = 60

TOLD = 3
"""Questions that wait, of which the pulse tells."""


class LastMinute:
    """Counts what happens, however often, in as many numbers as a minute has seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds: deque[tuple[int, int]] = deque()  # which second, how many
        self._sum = 0

    def add(self) -> None:
        """Count one more."""
        self._forget()
        second = int(self._clock())
        before = self._seconds.pop()[1] if self._seconds and self._seconds[-1][0] == second else 0
        self._seconds.append((second, before + 1))
        self._sum += 1

    @property
    def count(self) -> int:
        """How many there were in the last minute, to the second."""
        self._forget()
        return self._sum

    def _forget(self) -> None:
        before = int(self._clock()) - MINUTE_S
        while self._seconds and self._seconds[0][0] <= before:
            self._sum -= self._seconds.popleft()[1]


class Pulse:
    """Lets a room's pulse be told twice a second at most, and no more once it has come to rest."""

    def __init__(
        self,
        bus: EventBus,
        crowds: Collection[Crowd],
        *,
        clock: Callable[[], float] = time.monotonic,
        book: MinuteBook | None = None,
    ) -> None:
        """`crowds` are the audiences whose questions wait, as they are when it is told; `book`
        keeps what was counted."""
        self._book = book
        self._bus = bus
        self._crowds = crowds
        self._comments = LastMinute(clock)
        self._questions = LastMinute(clock)
        self._next: asyncio.TimerHandle | None = None

    @property
    def at_rest(self) -> bool:
        """Whether nothing is left to tell."""
        return self._next is None

    def commented(self) -> None:
        """Somebody wrote. Needs a running loop."""
        self._comments.add()
        if self._book is not None:
            self._book.commented()
        loop = asyncio.get_running_loop()
        if self._next is not None and self._next.when() - loop.time() <= BEAT_S:
            return
        self._stir(BEAT_S)

    def decided(self, decision: Decision) -> None:
        """It was decided what a comment is; many ask nothing."""
        if decision.verdict not in (Verdict.NOISE, Verdict.CHATTER):
            self._questions.add()
            if self._book is not None:
                self._book.asked()

    def close(self) -> None:
        """Beat no more."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _stir(self, seconds: float) -> None:
        self.close()
        self._next = asyncio.get_running_loop().call_later(seconds, self._beat)

    def _beat(self) -> None:
        self._next = None
        comments = self._comments.count
        self._bus.publish(PulseTold(comments, self._questions.count, self._waiting()))
        if comments:
            self._stir(REST_S)

    def _waiting(self) -> tuple[Group, ...]:
        groups = [group for crowd in self._crowds for group in crowd.inbox.most_asked(TOLD)]
        return tuple(heapq.nlargest(TOLD, groups, key=lambda group: len(group.askers)))

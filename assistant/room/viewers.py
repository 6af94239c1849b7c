"""What a room remembers of each viewer: a few turns, and whose question goes first."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from assistant.answering.values import Turn

TURNS = 6
VIEWERS = 1000


@dataclass(frozen=True, slots=True)
class _Remembered:
    question_id: str
    turn: Turn


@dataclass(eq=False, slots=True)
class Viewer:
    """One viewer's last turns, oldest first."""

    _turns: deque[_Remembered] = field(default_factory=lambda: deque(maxlen=TURNS))
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns remembered."""
        return tuple(remembered.turn for remembered in self._turns)

    @property
    def busy(self) -> bool:
        """Whether a question of this viewer is being answered or waits."""
        return self._waiting > 0

    def remember(self, question_id: str, turn: Turn) -> None:
        """Add the newest turn."""
        self._turns.append(_Remembered(question_id, turn))

    def heard_only(self, question_id: str, text: str) -> None:
        """Correct a turn to what the viewer heard of it; one never heard at all is forgotten."""
        for index, remembered in enumerate(self._turns):
            if remembered.question_id == question_id:
                if text:
                    turn = replace(remembered.turn, answer=text)
                    self._turns[index] = _Remembered(question_id, turn)
                else:
                    del self._turns[index]
                return

    @asynccontextmanager
    async def in_order(self) -> AsyncIterator[None]:
        """Wait for this viewer's earlier questions."""
        self._waiting += 1
        try:
            async with self._lock:
                yield
        finally:
            self._waiting -= 1


class Viewers:
    """The viewers last heard from; the one silent longest is forgotten first.

    A viewer without a name is nobody in particular: not remembered, and waits for no one.
    """

    def __init__(self, limit: int = VIEWERS) -> None:
        self._limit = limit
        self._viewers: OrderedDict[str, Viewer] = OrderedDict()

    def get(self, name: str) -> Viewer:
        """The viewer of that name."""
        if not name:
            return Viewer()
        viewer = self._viewers.setdefault(name, Viewer())
        self._viewers.move_to_end(name)
        self._forget()
        return viewer

    def _forget(self) -> None:
        if len(self._viewers) <= self._limit:
            return
        for name in [name for name, viewer in self._viewers.items() if not viewer.busy]:
            if len(self._viewers) <= self._limit:
                return
            del self._viewers[name]

"""The host's speech becomes text: piece by piece, in order, when nobody more urgent waits."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from assistant.room.engines import EngineUnavailable
from assistant.speech.audio import Audio
from assistant.speech.recognisers.port import (
    GaveWay,
    Priority,
    RecogniserError,
    Transcript,
    Wanted,
)

WAITING = 8
"""Pieces that may wait: some twenty seconds of speech. The oldest are then not understood."""

PATIENCE_S = 1.5
"""How long a piece gives way to viewers before it is as urgent as a turn that is perhaps over."""

_log = structlog.get_logger(__name__)

Recognise = Callable[[Audio, Wanted], Awaitable[Transcript]]


@dataclass(eq=False, slots=True)
class Piece:
    """A stretch of speech: `began` and `ended` in seconds of the room's clock. `breaks_off` where
    the host may have gone on without a stop; whoever handed it on takes that back once they hear
    that the host has not."""

    audio: Audio
    began: float
    ended: float
    breaks_off: bool = False


class Listening:
    """Understands pieces one at a time and hands on what was said."""

    def __init__(
        self,
        recognise: Recognise,
        understood: Callable[[Piece, Transcript], Awaitable[None]],
        *,
        clock: Callable[[], float],
    ) -> None:
        self._recognise = recognise
        self._understood = understood
        self._clock = clock
        self._waiting: deque[Piece] = deque(maxlen=WAITING)
        self._task: asyncio.Task[None] | None = None
        self.missed = 0
        """Pieces that came faster than they could be understood, or could not be."""

    def take(self, piece: Piece) -> None:
        """Understand a piece, in its turn."""
        if len(self._waiting) == WAITING:
            self.missed += 1
        self._waiting.append(piece)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="host ear")

    async def idle(self) -> None:
        """Wait until everything taken is understood."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """Understand no more."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while self._waiting:
            piece = self._waiting.popleft()
            try:
                transcript = await self._transcript(piece)
                if transcript.text:
                    await self._understood(piece, transcript)
            except (EngineUnavailable, RecogniserError) as error:
                self.missed += 1
                _log.info("the host was not understood", reason=str(error))
            except Exception:
                self.missed += 1
                _log.exception("the host was not understood")

    async def _transcript(self, piece: Piece) -> Transcript:
        wanted = Wanted(Priority.PARTIAL)
        began = self._clock()
        while True:
            try:
                return await self._recognise(piece.audio, wanted)
            except GaveWay:
                if self._clock() - began >= PATIENCE_S:
                    wanted = Wanted(Priority.AHEAD)

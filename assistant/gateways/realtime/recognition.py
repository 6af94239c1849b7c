"""What the viewer said, as text: turn by turn, and begun before the turn is surely over."""

import asyncio
import time
from dataclasses import dataclass

from assistant.gateways.realtime.port import RoomPort
from assistant.speech.audio import Audio
from assistant.speech.recognisers.port import Transcript


@dataclass(frozen=True, slots=True)
class Hearing:
    """A turn's transcript, and how long it was waited for once the turn was over."""

    transcript: Transcript
    waited_ms: float


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Recognition begun in the pause that ends at sample `end`, in case the turn ends with it."""

    end: int
    language: str
    outcome: asyncio.Task[Transcript | Exception]


class Recognition:
    """Recognises the turns of one session, in their order.

    A pause of 200 ms is often the end of a turn, which is known only after `turn_end_ms`: what
    was said is recognised meanwhile, and used if nothing more was said.
    """

    def __init__(self, room: RoomPort, tasks: asyncio.TaskGroup) -> None:
        self._room = room
        self._tasks = tasks
        self._order = asyncio.Lock()
        self._ahead: _Ahead | None = None

    def begin(self, audio: Audio, end: int, language: str) -> None:
        """Begin to recognise what may turn out to be a turn."""
        self.forget()
        outcome = self._tasks.create_task(self._attempt(audio, language))
        self._ahead = _Ahead(end, language, outcome)

    def forget(self) -> None:
        """The pause was none: drop what was begun."""
        if self._ahead is not None:
            self._ahead.outcome.cancel()
            self._ahead = None

    async def said(self, end: int) -> Transcript | None:
        """What was said up to the pause `end`, once it is known; None where nobody finds out."""
        ahead = self._ahead
        if ahead is None or ahead.end != end:
            return None
        await asyncio.wait([ahead.outcome])
        if ahead.outcome.cancelled():
            return None
        outcome = ahead.outcome.result()
        return None if isinstance(outcome, Exception) else outcome

    async def glance(self, audio: Audio, language: str) -> Transcript | None:
        """What was said so far by somebody who is still speaking; None where that fails."""
        outcome = await self._attempt(audio, language)
        return None if isinstance(outcome, Exception) else outcome

    async def hear(self, audio: Audio, end: int | None, language: str) -> Hearing:
        """The text of a turn that ended with the pause `end`, if with one.

        Raises what the room's recogniser raises.
        """
        begun = time.monotonic()
        ahead, self._ahead = self._ahead, None
        if ahead is not None and (ahead.end, ahead.language) != (end, language):
            ahead.outcome.cancel()
            ahead = None
        async with self._order:
            outcome = await (ahead.outcome if ahead else self._attempt(audio, language))
        if isinstance(outcome, Exception):
            raise outcome
        return Hearing(outcome, (time.monotonic() - begun) * 1000.0)

    async def _attempt(self, audio: Audio, language: str) -> Transcript | Exception:
        """The transcript or what went wrong: a guess that fails must not end the session."""
        try:
            return await self._room.recognise(audio, language)
        except Exception as error:
            return error

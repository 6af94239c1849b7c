"""What the viewer said, as text: turn by turn, and begun before the turn is surely over."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.gateways.realtime.port import RoomPort
from assistant.speech.audio import Audio
from assistant.speech.recognisers.agreement import LocalAgreement
from assistant.speech.recognisers.port import Priority, Transcript, Wanted

PARTIAL_EVERY_S = 0.8
"""How much more sound there is before an open turn is recognised again."""


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
    wanted: Wanted
    outcome: asyncio.Task[Transcript | Exception]


@dataclass(frozen=True, slots=True)
class _Partial:
    """Recognition of a turn that goes on, of its first `seconds`."""

    seconds: float
    task: asyncio.Task[None]


class Recognition:
    """Recognises the turns of one session, in their order, and one thing of a session at a time.

    A short pause is often the end of a turn, which is known only later: what was said is recognised
    meanwhile, and used if nothing more was said. While speech goes on, what was said so far is
    recognised now and then, and `on_settled` told the text that will not change any more; that
    never delays a final text, for it gives way to one.
    """

    def __init__(
        self,
        room: RoomPort,
        tasks: asyncio.TaskGroup,
        on_settled: Callable[[str], None] | None = None,
    ) -> None:
        self._room = room
        self._tasks = tasks
        self._on_settled = on_settled
        self._order = asyncio.Lock()
        self._ahead: _Ahead | None = None
        self._partial: _Partial | None = None
        self._agreement = LocalAgreement()

    def follow(self, audio: Audio, language: str) -> None:
        """Take note of an open turn's sound so far; call it as often as there is more.

        Recognised only when there is enough of it more than the last time, and nothing of this
        session is being recognised already.
        """
        last = self._partial.seconds if self._partial else 0.0
        busy = self._partial is not None and not self._partial.task.done()
        if self._on_settled is None or busy or audio.seconds < last + PARTIAL_EVERY_S:
            return
        if self._ahead is not None and not self._ahead.outcome.done():
            return
        task = self._tasks.create_task(self._settle(audio, language))
        self._partial = _Partial(audio.seconds, task)

    def begin(self, audio: Audio, end: int, language: str) -> None:
        """Begin to recognise what may turn out to be a turn."""
        self.forget()
        if self._partial is not None:
            self._partial.task.cancel()
        wanted = Wanted(Priority.AHEAD)
        outcome = self._tasks.create_task(self._attempt(audio, language, wanted))
        self._ahead = _Ahead(end, language, wanted, outcome)

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
        outcome = await self._attempt(audio, language, Wanted(Priority.AHEAD))
        return None if isinstance(outcome, Exception) else outcome

    async def hear(self, audio: Audio, end: int | None, language: str) -> Hearing:
        """The text of a turn that ended with the pause `end`, if with one.

        Raises what the room's recogniser raises.
        """
        begun = time.monotonic()
        ahead, self._ahead = self._ahead, None
        self._end_partials()
        if ahead is not None and (ahead.end, ahead.language) != (end, language):
            ahead.outcome.cancel()
            ahead = None
        if ahead is not None:
            ahead.wanted.priority = Priority.FINAL
        async with self._order:
            outcome = await (ahead.outcome if ahead else self._attempt(audio, language, Wanted()))
        if isinstance(outcome, Exception):
            raise outcome
        return Hearing(outcome, (time.monotonic() - begun) * 1000.0)

    def _end_partials(self) -> None:
        if self._partial is not None:
            self._partial.task.cancel()
        self._partial, self._agreement = None, LocalAgreement()

    async def _settle(self, audio: Audio, language: str) -> None:
        """Recognise an open turn and tell what is newly settled of its text."""
        outcome = await self._attempt(audio, language, Wanted(Priority.PARTIAL))
        # One that failed or gave way is one fewer; the turn's own text will say what is wrong.
        if isinstance(outcome, Transcript) and self._on_settled is not None:
            before = self._agreement.settled
            if (settled := self._agreement.push(outcome.text)) != before:
                self._on_settled(settled)

    async def _attempt(self, audio: Audio, language: str, wanted: Wanted) -> Transcript | Exception:
        """The transcript or what went wrong: a guess that fails must not end the session."""
        try:
            return await self._room.recognise(audio, language, wanted=wanted)
        except Exception as error:
            return error

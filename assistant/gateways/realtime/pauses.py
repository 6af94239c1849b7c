"""What a pause is: the end of a turn, or a breath. Settled while it lasts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from assistant.gateways.realtime.audio_in import AudioIn, Heard, Paused
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.recognition import Recognition
from assistant.speech.recognisers.port import Transcript
from assistant.speech.turns.patience import Evidence, Patience

OnHeard = Callable[[Sequence[Heard]], Awaitable[None]]
OnSaid = Callable[[Transcript], Awaitable[None]]


class Pauses:
    """Gathers what a pause sounds like and what was said before it, and settles its length.

    Recognition begins in the pause anyhow; each piece of evidence, as it comes, is weighed by
    `Patience` into the silence that ends the turn.
    """

    def __init__(
        self,
        room: RoomPort,
        recognition: Recognition,
        audio_in: AudioIn,
        tasks: asyncio.TaskGroup,
        *,
        on_heard: OnHeard,
        on_said: OnSaid,
    ) -> None:
        """`on_heard` is given what a turn's end brings, `on_said` the words before a pause."""
        self._room = room
        self._recognition = recognition
        self._audio_in = audio_in
        self._tasks = tasks
        self._on_heard = on_heard
        self._on_said = on_said
        self._judging: asyncio.Task[None] | None = None

    def paused(self, pause: Paused, language: str, patience: Patience | None) -> None:
        """Judge a pause that has just begun; without `patience` its length is fixed."""
        self.over()
        self._recognition.begin(pause.audio, pause.end, language)
        self._judging = self._tasks.create_task(self._judge(pause, patience))

    def over(self) -> None:
        """The pause is over: what is not known of it by now does not matter."""
        if self._judging is not None and self._judging is not asyncio.current_task():
            self._judging.cancel()
        self._judging = None

    async def _judge(self, pause: Paused, patience: Patience | None) -> None:
        evidence = Evidence()
        words = asyncio.ensure_future(self._recognition.said(pause.end))
        sounding = asyncio.ensure_future(self._room.finished(pause.audio)) if patience else None
        try:
            if sounding is not None and patience is not None:
                evidence = replace(evidence, finished=await sounding)
                await self._settle(pause, patience.silence_ms(evidence))
            said = await words
            if said is None:
                return
            await self._on_said(said)
            if patience is not None:
                evidence = replace(evidence, text=said.text, language=said.language)
                await self._settle(pause, patience.silence_ms(evidence))
        finally:
            for task in (words, sounding):
                if task is not None:
                    task.cancel()

    async def _settle(self, pause: Paused, silence_ms: float) -> None:
        heard = self._audio_in.require(pause.end, silence_ms)
        if heard:
            await self._on_heard(heard)

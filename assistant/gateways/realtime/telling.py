"""An answer while it is told: its sentences as they come, and the sound made of each.

It outlives the response that tells it: an answer cut off by a cough goes on from here.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar, cast

from assistant.answering.values import Answer, Question, Sentence
from assistant.gateways.realtime.conversation import BYTES_PER_MS, join_texts
from assistant.gateways.realtime.function_calls import borne_out
from assistant.gateways.realtime.port import RoomPort
from assistant.speech.audio import SPEAKING_RATE
from assistant.speech.sentences import sentences

_T = TypeVar("_T")


@dataclass(slots=True)
class Told:
    """A sentence and its sound so far, 24 kHz pcm16; `whole` once that is all of it."""

    sentence: Sentence
    sound: bytearray = field(default_factory=bytearray)
    whole: bool = False

    @property
    def ms(self) -> int:
        """How long its sound is so far."""
        return len(self.sound) // BYTES_PER_MS


class Telling:
    """The room's answer to one question. `start` it; `drop` stops what is still being composed."""

    def __init__(self, room: RoomPort, question: Question, *, returned: str = "") -> None:
        """`returned` is what a client's function gave back, to be said if the facts bear it out."""
        self.question = question
        self._returned = returned
        self.answer: Answer | None = None
        self.told: list[Told] = []
        self.dropped = False
        self._room = room
        self._more = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._failure: Exception | None = None

    @classmethod
    def of(cls, room: RoomPort, answer: Answer) -> "Telling":
        """The telling of an answer that is there already."""
        telling = cls(room, answer.question)
        telling.answer = answer
        telling.told = [
            Told(Sentence(text, answer.language, index, answer.composer))
            for index, text in enumerate(sentences(answer.text))
        ]
        return telling

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to compose, as one of `tasks`."""
        if self._task is None and not self.composed:
            self._task = tasks.create_task(self._compose(), name=f"tell {self.question.text[:20]}")

    def drop(self) -> None:
        """Compose no further, unless all is there."""
        if self._task is not None and not self.composed:
            self.dropped = True
            self._task.cancel()

    @property
    def composed(self) -> bool:
        """Whether every sentence is there."""
        return self.answer is not None

    async def sentences(self, start: int = 0) -> AsyncIterator[Told]:
        """The sentences from number `start` on, each as it comes.

        Raises what the room raised.
        """
        number = start
        while True:
            async with self._more:
                while len(self.told) <= number and not self._over:
                    await self._more.wait()
            if number >= len(self.told):
                break
            yield self.told[number]
            number += 1
        if self._failure is not None:
            raise self._failure

    async def sound(self, told: Told, voice: str, skip_ms: int = 0) -> AsyncIterator[bytes]:
        """The sound of a sentence in pieces, made once; without its first `skip_ms`.

        Raises SynthesiserError.
        """
        skip = skip_ms * BYTES_PER_MS
        if told.whole or len(told.sound) > skip:
            yield bytes(told.sound[skip:])
        if told.whole:
            return
        # Cut off while it was made: made again, and what is there already is not told twice.
        skip = max(skip, len(told.sound))
        sentence, made = told.sentence, 0
        speech = self._room.speak(sentence.text, language=sentence.language, voice=voice)
        async with closing(speech) as pieces:
            async for piece in pieces:
                sound = piece.at(SPEAKING_RATE).pcm16()
                told.sound += sound[max(0, len(told.sound) - made) :]
                fresh = sound[max(0, skip - made) :]
                made += len(sound)
                if fresh:
                    yield fresh
        told.whole = True

    def text(self, end: int) -> str:
        """The first `end` sentences as one text."""
        return join_texts(told.sentence.text for told in self.told[:end])

    @property
    def _over(self) -> bool:
        return self.composed or self._failure is not None

    async def _compose(self) -> None:
        try:
            answering = self._room.ask(self.question)
            if self._returned:
                answering = borne_out(self._returned, answering)
            async with closing(answering) as events:
                async for made in events:
                    async with self._more:
                        if isinstance(made, Answer):
                            self.answer = made
                        else:
                            self.told.append(Told(made))
                        self._more.notify_all()
        except Exception as error:
            await self._fail(error)
        else:
            if self.answer is None:
                await self._fail(RuntimeError("the room ended without an answer"))

    async def _fail(self, error: Exception) -> None:
        async with self._more:
            self._failure = error
            self._more.notify_all()


@asynccontextmanager
async def closing(stream: AsyncIterator[_T]) -> AsyncGenerator[AsyncIterator[_T]]:
    """The stream, closed at the end where it can be, so that a stopped one lets go at once."""
    try:
        yield stream
    finally:
        if hasattr(stream, "aclose"):
            await cast(AsyncGenerator[_T], stream).aclose()

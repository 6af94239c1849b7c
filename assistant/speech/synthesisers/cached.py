"""A synthesiser that remembers: what it has spoken once is heard at once."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial

from assistant.recovery import Standing
from assistant.speech.audio import Audio, join
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError
from assistant.speech.synthesisers.sound_store import SoundStore, sound_key
from assistant.telemetry import note

Count = Callable[[bool], None]


class CachedSynthesiser:
    """`inner`, and the sounds it has made. Who asks for what is being made shares the making, but
    for one that is made ahead: it waits for everybody.

    A text is kept once all of it was spoken; one that is cut off by its last listener is not.
    """

    def __init__(
        self, inner: Synthesiser, store: SoundStore, *, count: Count = lambda _: None
    ) -> None:
        """`count` is told of each text whether its sound lay ready."""
        self.name = inner.name
        self.rate = inner.rate
        self.inner = inner
        self.store = store
        self._count = count
        self._making: dict[tuple[str, bool], _Making] = {}  # by key, and whether somebody waits

    def voices(self, language: str) -> tuple[str, ...]:
        """The voices of `inner`."""
        return self.inner.voices(language)

    def key(self, text: str, *, language: str, voice: str = "") -> str:
        """What the sound of `text` is known by."""
        names = self.voices(language)
        chosen = voice if voice in names else next(iter(names), "")
        standing: Standing | None = getattr(self.inner, "standing", None)
        speaks = standing.in_use if standing is not None else self.name
        return sound_key(text.strip(), language=language, voice=chosen, model=speaks)

    @property
    def standing(self) -> Standing:
        """Who speaks now."""
        return getattr(self.inner, "standing", None) or Standing(self.name)

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text`: in one piece where it lies ready, else as it is made."""
        key = self.key(text, language=language, voice=voice)
        ready = self.store.at_hand(key) or await asyncio.to_thread(self.store.get, key)
        if ready is None and (key, ahead) not in self._making:
            ready = self.store.at_hand(key)  # finished while the disk was looked at
        if not ahead:
            self._count(ready is not None)
        if ready is not None:
            note("synthesis", "cached")
            yield ready
            return
        making = self._making.get((key, ahead))
        if making is None:
            speech = self.inner.speak(text, language=language, voice=voice, ahead=ahead)
            making = _Making(speech, keep=partial(self._keep, text, language, voice))
            self._making[key, ahead] = making
            making.task.add_done_callback(lambda _: self._making.pop((key, ahead), None))
        async with aclosing(making.listen()) as pieces:
            async for piece in pieces:
                yield piece

    def _keep(self, text: str, language: str, voice: str, audio: Audio) -> None:
        # By who speaks now: another may have taken over from who was asked.
        self.store.put(self.key(text, language=language, voice=voice), audio)

    async def close(self) -> None:
        """End what is being made, and close `inner`."""
        for making in [*self._making.values()]:
            making.task.cancel()
        await self.inner.close()


class _Making:
    """A text being spoken, for whoever listens; it ends with its last listener."""

    def __init__(self, speech: AsyncGenerator[Audio, None], keep: Callable[[Audio], None]) -> None:
        """`keep` is given all of it, in a worker thread."""
        self._keep = keep
        self.pieces: list[Audio] = []
        self._speech = speech
        self._listeners = 0
        self._more = asyncio.Condition()
        self._over = False
        self._failure: SynthesiserError | None = None
        self.task = asyncio.create_task(self._make(), name="speak")

    async def listen(self) -> AsyncGenerator[Audio, None]:
        """Every piece, from the first on. Raises SynthesiserError."""
        self._listeners += 1
        try:
            number = 0
            while True:
                async with self._more:
                    while len(self.pieces) <= number and not self._over:
                        await self._more.wait()
                if number >= len(self.pieces):
                    break
                yield self.pieces[number]
                number += 1
            if self._failure is not None:
                raise self._failure
        finally:
            self._listeners -= 1
            if not self._listeners and not self._over:
                self.task.cancel()
                await asyncio.gather(self.task, return_exceptions=True)

    async def _make(self) -> None:
        try:
            async with aclosing(self._speech) as pieces:
                async for piece in pieces:
                    async with self._more:
                        self.pieces.append(piece)
                        self._more.notify_all()
            await self._finish()
            if self.pieces:
                await asyncio.to_thread(self._keep, join(self.pieces))
        except SynthesiserError as error:
            self._failure = error
        except Exception as error:
            self._failure = SynthesiserError(f"speech could not be made: {error}")
            raise
        finally:
            await self._finish()

    async def _finish(self) -> None:
        self._over = True
        async with self._more:
            self._more.notify_all()

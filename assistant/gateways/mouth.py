"""Xiaoer's voice in a live room: one thing at a time, frame by frame, silent at once when told."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from enum import StrEnum

import numpy as np

from assistant.gateways.link import FRAME_BYTES, FRAME_MS
from assistant.room.floor import Floor
from assistant.speech.audio import HEARING_RATE, SPEAKING_RATE, Audio, Samples

AHEAD_S = 2.0
"""Sound that may wait to be played; the making of more waits."""

RECENT_S = 1.5
"""Of what was played is kept, to tell its echo."""

Speak = Callable[[str], AsyncIterator[Audio]]
"""The sound of a sentence, piece by piece. Raises SynthesiserError."""


class Fate(StrEnum):
    """What became of something to say."""

    SAID = "said"
    EXPIRED = "expired"
    """The floor was not free in time: nothing of it was heard, or its end was not."""
    SILENCED = "silenced"
    """It was no longer allowed: its end was not heard, and is not said later."""


def always() -> bool:
    """Where nothing forbids it."""
    return True


class Mouth:
    """Plays what `say` is given when the floor is free; `next_frame` is asked every 20 ms.

    When the host begins to speak the next frame fades out and those after it are silent. When they
    pause, the sentence that was cut is said again from its beginning, if that is still in time.
    What is no longer allowed fades out so too, and is over.
    """

    def __init__(self, floor: Floor, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._floor = floor
        self._clock = clock
        self._turn = asyncio.Lock()
        self._waiting = bytearray()
        self._ending = False  # nothing follows what waits
        self._cut = False  # the host took the floor while something waited
        self._allowed: Callable[[], bool] = always
        self._silenced = asyncio.Event()
        self._played = asyncio.Event()  # a frame went out
        self._recent: deque[bytes] = deque(maxlen=round(RECENT_S * 1000 / FRAME_MS))

    @property
    def speaking(self) -> bool:
        """Whether sound waits to be played."""
        return bool(self._waiting)

    def recent(self) -> Samples:
        """What was played lately, up to now: float32 mono, 16 kHz."""
        pcm = np.frombuffer(b"".join(self._recent), "<i2").astype(np.float32)
        return Audio(pcm / np.float32(32768), SPEAKING_RATE).at(HEARING_RATE).samples

    def next_frame(self) -> bytes:
        """The next 20 ms, 24 kHz mono pcm16; zeros in silence. Never blocks."""
        frame = self._next_frame()
        self._recent.append(frame)
        return frame

    def _next_frame(self) -> bytes:
        self._played.set()
        if not self._allowed():
            self._silenced.set()
        if self._silenced.is_set() or self._floor.taken.is_set():
            return self._cut_off()
        if len(self._waiting) < FRAME_BYTES and not self._ending:
            return bytes(FRAME_BYTES)  # less than a frame is no sound yet: more of it comes
        frame = bytes(self._waiting[:FRAME_BYTES])
        del self._waiting[:FRAME_BYTES]
        return frame.ljust(FRAME_BYTES, b"\0")

    async def say(
        self,
        sentences: Sequence[str],
        speak: Speak,
        *,
        until: float,
        allowed: Callable[[], bool] = always,
    ) -> Fate:
        """Say `sentences` in order, after whatever is being said. Begun `until` then, or not at
        all; each sentence is heard whole or, where time is over, not to its end. From the frame on
        before which `allowed` says no, nothing of it is."""
        async with self._turn:
            self._allowed = allowed
            self._silenced.clear()
            try:
                return await self._say(sentences, speak, until)
            finally:
                if self._silenced.is_set():
                    self._waiting.clear()
                self._allowed = always
                self._silenced.clear()

    async def _say(self, sentences: Sequence[str], speak: Speak, until: float) -> Fate:
        for sentence in sentences:
            while True:
                if not await self._floor.wait(until):
                    return Fate.EXPIRED
                if self._silenced.is_set() or not self._allowed():
                    return Fate.SILENCED
                if await self._said(sentence, speak):
                    break
                if self._silenced.is_set():
                    return Fate.SILENCED
        return Fate.SAID

    async def _said(self, sentence: str, speak: Speak) -> bool:
        """Whether a sentence was played to its end; False where the host took the floor, or it was
        silenced."""
        playing = asyncio.ensure_future(self._play(sentence, speak))
        ends = [asyncio.ensure_future(it.wait()) for it in (self._floor.taken, self._silenced)]
        try:
            await asyncio.wait((playing, *ends), return_when=asyncio.FIRST_COMPLETED)
            if playing.done():
                playing.result()
            return playing.done() and not self._cut
        finally:
            for task in (playing, *ends):
                task.cancel()
            await asyncio.gather(playing, *ends, return_exceptions=True)

    async def _play(self, sentence: str, speak: Speak) -> None:
        self._waiting.clear()
        self._ending = self._cut = False
        try:
            async with aclosing(speak(sentence)) as pieces:  # type: ignore[type-var]
                async for piece in pieces:
                    self._waiting += piece.at(SPEAKING_RATE).pcm16()
                    await self._until_shorter_than(AHEAD_S)
        finally:
            self._ending = True
        await self._until_shorter_than(FRAME_MS / 1000 / 2)

    async def _until_shorter_than(self, seconds: float) -> None:
        while len(self._waiting) > seconds * SPEAKING_RATE * 2:
            self._played.clear()
            await self._played.wait()

    def _cut_off(self) -> bytes:
        """A frame in which what waited fades out; nothing of it is left."""
        if not self._waiting:
            return bytes(FRAME_BYTES)
        self._cut = True
        frame = bytes(self._waiting[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\0")
        self._waiting.clear()
        samples = np.frombuffer(frame, "<i2").astype(np.float32)
        falling = np.linspace(1.0, 0.0, len(samples), dtype=np.float32)
        return (samples * falling).astype("<i2").tobytes()

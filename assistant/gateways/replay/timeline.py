"""A show's events and its host's sound, in one order of time."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from assistant.gateways.replay.clock import ShowClock
from assistant.gateways.replay.events import Host, Product, ShowEvent
from assistant.gateways.replay.read_aloud import ReadAloud
from assistant.gateways.replay.sounds import pieces
from assistant.gateways.replay.sources import Source
from assistant.speech.audio import Audio


@dataclass(frozen=True, slots=True)
class Piece:
    """The host's sound, from `at` seconds into the show."""

    at: float
    audio: Audio


class HostSound:
    """What the host says, one line after another: one that lasts into the next delays it."""

    def __init__(self, folder: Path, voice: ReadAloud | None, clock: ShowClock) -> None:
        self._folder = folder
        self._voice = voice
        self._clock = clock
        self._lines: deque[Host] = deque()
        self._sound: AsyncIterator[Audio] | None = None
        self._at = 0.0

    @property
    def next_at(self) -> float | None:
        """When there is more to be heard, None where the host is silent."""
        if self._sound is not None:
            return self._at
        return max(self._at, self._lines[0].at, self._clock.begin) if self._lines else None

    def add(self, line: Host) -> None:
        """The host says `line`. A text that was being read when the show begins is left out."""
        if line.audio or (self._voice and line.at >= self._clock.begin):
            self._lines.append(line)

    async def piece(self) -> Piece | None:
        """What is next, None where a line ended and another may follow. Raises LinkError."""
        at = self.next_at
        if at is None:
            return None
        if self._sound is None:
            self._sound, self._at = await self._opened(self._lines.popleft()), at
        audio = await anext(self._sound, None)
        if audio is None:
            self._sound = None
            return None
        self._at += audio.seconds
        return Piece(at, audio)

    async def _opened(self, line: Host) -> AsyncIterator[Audio]:
        if line.audio:
            return pieces(self._folder / line.audio, max(0.0, self._clock.begin - line.at))
        assert self._voice  # noqa: S101 - a line of text is only taken where there is one
        loop = asyncio.get_running_loop()
        asked = loop.time()
        path = await self._voice.sound(line.text)
        self._clock.hold(loop.time() - asked)
        return pieces(path)


async def played(
    source: Source, clock: ShowClock, sound: HostSound
) -> AsyncIterator[ShowEvent | Piece]:
    """What happens in the show from where its clock begins, each when it is its time.

    The product last shown before that comes first. Raises LinkError.
    """
    events = _from(source, clock.begin)
    coming: asyncio.Future[ShowEvent | None] | None = None
    event: ShowEvent | None = None
    ended = False
    try:
        while True:
            sound_at = sound.next_at
            if event is None and not ended:
                coming = coming or asyncio.ensure_future(anext(events, None))
                # Sound in its time does not wait for an event that may be long in coming.
                wait = None if sound_at is None or not clock.paced else clock.left(sound_at)
                await asyncio.wait({coming}, timeout=wait)
                if coming.done():
                    event, coming = coming.result(), None
                    ended = event is None
            if event is not None and (sound_at is None or event.at <= sound_at):
                await clock.until(event.at)
                if isinstance(event, Host):
                    sound.add(event)
                else:
                    yield event
                event = None
            elif sound_at is not None:
                await clock.until(sound_at)
                if piece := await sound.piece():
                    yield piece
            elif ended:
                return
    finally:
        if coming:
            coming.cancel()
            await asyncio.wait({coming})


async def _from(source: Source, begin: float) -> AsyncIterator[ShowEvent]:
    shown: Product | None = None
    begun = begin == 0
    async for event in source.events():
        if not begun and event.at < begin:
            if isinstance(event, Product):
                shown = event
            elif isinstance(event, Host):
                yield event  # its sound may last into what is played
            continue
        if not begun and shown:
            yield shown.model_copy(update={"at": begin})
        begun = True
        yield event

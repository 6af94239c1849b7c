"""Where the sound of answers goes, and how much of it has been heard by now.

Over a WebSocket sound leaves in events, much faster than it is heard, and the client plays it;
over WebRTC the server plays it itself, onto a track. The making of an answer knows neither.
"""

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.gateways.realtime.conversation import BYTES_PER_MS
from assistant.gateways.realtime.events import Event, event
from assistant.gateways.realtime.outbox import Outbox
from assistant.speech.audio import SPEAKING_RATE, Audio

SLICE_MS = 200  # of sound in one event: large enough to be cheap, small enough to stop at once

BACK_MS = 160
"""Gone back when an answer goes on: a syllable that was cut is said again whole."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a piece of sound belongs to."""

    response_id: str
    item_id: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Of the answer at `place`, cut short, `heard_ms` were heard."""

    place: Place
    heard_ms: int


class Speaker(Protocol):
    """Plays the sound of one session, a response at a time."""

    async def play(self, place: Place, sound: bytes) -> None:
        """Hand over the next `sound` of a response, 24 kHz pcm16; waits while too much is ahead."""
        ...

    def finish(self, place: Place) -> None:
        """No more sound of this response comes."""
        ...

    def stop(self, place: Place) -> int:
        """Stop sounding at once; how many bytes of the response were taken back, never sent."""
        ...

    def left(self, place: Place) -> asyncio.Future[float]:
        """When the first sound of that response left (monotonic seconds), for one that was played;
        cancelled where it never will."""
        ...

    @property
    def by_server(self) -> bool:
        """Whether the sound is played here, so that only the server can stop it."""
        ...

    def hush(self) -> list[Heard]:
        """Stop whatever sounds; each answer cut short since the last call, if only we can know."""
        ...

    def hold(self, place: Place) -> bool:
        """Fall silent, ready to go on from here. False where the sound is out of its hands: then
        nothing changes, and the response is to be stopped instead."""
        ...

    def release(self) -> None:
        """Go on with what is held."""
        ...

    def heard_ms(self, place: Place) -> int:
        """How many milliseconds of that response's sound have been heard, as far as is known."""
        ...

    def played(self, ms: int) -> Audio:
        """The last `ms` milliseconds heard, up to now; less where there was less."""
        ...

    @property
    def sounding(self) -> bool:
        """Whether an answer is being heard."""
        ...


class EventSpeaker:
    """Sends sound as `response.output_audio.delta`; the client plays it from its first piece on.

    What has been heard is reckoned: a client is taken to begin with the first piece and to go on
    without a break for as long as there is sound.
    """

    def __init__(self, outbox: Outbox, clock: Callable[[], float] = time.monotonic) -> None:
        self._outbox = outbox
        self._clock = clock
        self._place: Place | None = None
        self._begun_at = 0.0  # when what is sent would have begun, had it never run dry
        self._sound = bytearray()  # all of the response at `_place`
        self._left: asyncio.Future[float] | None = None
        outbox.on_sent = self._on_sent

    async def play(self, place: Place, sound: bytes) -> None:
        """Queue `sound` in slices; waits while the client is slow to take them."""
        step = SLICE_MS * BYTES_PER_MS
        for start in range(0, len(sound), step):
            slice_ = sound[start : start + step]
            await self._outbox.send(
                event(
                    "response.output_audio.delta",
                    response_id=place.response_id,
                    item_id=place.item_id,
                    output_index=0,
                    content_index=0,
                    delta=base64.b64encode(slice_).decode("ascii"),
                )
            )
            self._reckon(place, slice_)

    def finish(self, place: Place) -> None:
        """Nothing to do: a client plays what it has."""

    def stop(self, place: Place) -> int:
        """Take back what is still queued; the client stops what it has by itself."""
        dropped = self._outbox.take_back_sound(place.response_id)
        unsent = sum(len(base64.b64decode(delta)) for delta in dropped)
        if place == self._place:
            heard = self.heard_ms(place) * BYTES_PER_MS
            del self._sound[min(len(self._sound) - unsent, heard) :]
        return unsent

    def left(self, place: Place) -> asyncio.Future[float]:
        """Once the socket has taken the first event of it."""
        if place == self._place and self._left is not None:
            return self._left
        return never()

    @property
    def by_server(self) -> bool:
        """The client plays it."""
        return False

    def hush(self) -> list[Heard]:
        """Nothing: the client falls silent by itself, and says how much it had played."""
        return []

    def hold(self, place: Place) -> bool:
        """Not here: it is the client that plays, and stops by itself."""
        return False

    def release(self) -> None:
        """Nothing is ever held."""

    def heard_ms(self, place: Place) -> int:
        """As much as time has passed since the first piece, and no more than was sent."""
        if place != self._place:
            return 0
        passed = round((self._clock() - self._begun_at) * 1000)
        return max(0, min(passed, len(self._sound) // BYTES_PER_MS))

    @property
    def sounding(self) -> bool:
        """Whether what was sent is longer than what has been heard."""
        place = self._place
        return place is not None and self.heard_ms(place) < len(self._sound) // BYTES_PER_MS

    def played(self, ms: int) -> Audio:
        """The end of what has been heard, as it is reckoned."""
        end = self.heard_ms(self._place) * BYTES_PER_MS if self._place else 0
        begin = max(0, end - ms * BYTES_PER_MS)
        return Audio.from_pcm16(bytes(self._sound[begin:end]), SPEAKING_RATE)

    def _on_sent(self, sent: Event) -> None:
        if self._left is None or self._left.done() or self._place is None:
            return
        first = sent["type"] == "response.output_audio.delta"
        if first and sent["response_id"] == self._place.response_id:
            self._left.set_result(self._clock())

    def _reckon(self, place: Place, sound: bytes) -> None:
        now = self._clock()
        if place != self._place:
            self._place, self._begun_at, self._sound = place, now, bytearray()
            if self._left is not None:
                self._left.cancel()
            self._left = asyncio.get_running_loop().create_future()
        ran_out = self._begun_at + len(self._sound) / BYTES_PER_MS / 1000
        if ran_out < now:  # it ran dry: what comes now begins now
            self._begun_at += now - ran_out
        self._sound += sound


def never() -> asyncio.Future[float]:
    """What is left of a sound that does not leave: a future that is cancelled."""
    future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    future.cancel()
    return future

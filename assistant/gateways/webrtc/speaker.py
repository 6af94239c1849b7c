"""The sound of answers, played by the server itself, a frame of 20 ms at a time."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from assistant.gateways.realtime.conversation import BYTES_PER_MS
from assistant.gateways.realtime.events import event
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.speaker import BACK_MS, Heard, Place, never
from assistant.gateways.webrtc.opus import FRAME_BYTES
from assistant.speech.audio import SPEAKING_RATE, Audio

_RECENT_MS = 1_500  # of what was played is kept, to tell its echo and to go back in

AHEAD_MS = 30_000
"""How much sound may wait to be played before the making of more of it waits."""


@dataclass(slots=True)
class _Playing:
    """The sound of one response that waits, and how much of it has gone out."""

    place: Place
    waiting: bytearray = field(default_factory=bytearray)
    played: int = 0  # bytes
    recent: bytearray = field(default_factory=bytearray)  # the last that was played
    finished: bool = False
    begun: bool = False
    left: asyncio.Future[float] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class TrackSpeaker:
    """Hands out one frame whenever the track asks, and so knows what has been heard.

    What is on its way to the viewer counts as heard. Tells the client, by
    `output_audio_buffer.started`, `.stopped` and `.cleared`, when an answer sounds.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._queue: deque[_Playing] = deque()
        self._last: _Playing | None = None  # what sounded last, for those who ask afterwards
        self._fading = b""
        self._held = False
        self._cut: list[Heard] = []
        self._room = asyncio.Event()

    async def play(self, place: Place, sound: bytes) -> None:
        """Queue `sound` behind what waits already; waits itself while that is much."""
        while self._waiting_ms >= AHEAD_MS:
            self._room.clear()
            await self._room.wait()
        if not self._queue or self._queue[-1].place != place:
            self._queue.append(_Playing(place))
        self._queue[-1].waiting += sound

    def finish(self, place: Place) -> None:
        """The rest may be played out to the last sample."""
        for playing in self._queue:
            if playing.place == place:
                playing.finished = True

    def stop(self, place: Place) -> int:
        """Fade out within the next frame; the bytes dropped."""
        playing = next((playing for playing in self._queue if playing.place == place), None)
        if playing is None:
            return 0
        self._queue.remove(playing)
        silent, self._held = self._held, False
        self._room.set()
        if playing.begun:
            if not silent:
                faded = bytes(playing.waiting[:FRAME_BYTES])
                del playing.waiting[:FRAME_BYTES]
                playing.played += len(faded)
                self._fading = _faded(faded)
            self._last = playing
            self._outbox.put(event("output_audio_buffer.cleared", response_id=place.response_id))
        if not playing.left.done():
            playing.left.cancel()
        self._cut.append(Heard(place, playing.played // BYTES_PER_MS))
        return len(playing.waiting)

    def left(self, place: Place) -> asyncio.Future[float]:
        """When its first frame was taken."""
        for playing in (*self._queue, *filter(None, [self._last])):
            if playing.place == place:
                return playing.left
        return never()

    def hold(self, place: Place) -> bool:
        """Fade out within the next frame and keep the rest, if it is that response that plays."""
        playing = self._queue[0] if self._queue else None
        if playing is None or playing.place != place:
            return False
        if not self._held and playing.begun:
            self._fading = _faded(bytes(playing.waiting[:FRAME_BYTES]))
        self._held = True
        return True

    def release(self) -> None:
        """Go on a syllable before where it was held."""
        if not self._held or not self._queue:
            return
        self._held = False
        playing = self._queue[0]
        again = playing.recent[-BACK_MS * BYTES_PER_MS :]
        head = np.frombuffer(bytes(again[:FRAME_BYTES]), dtype="<i2")
        again[:FRAME_BYTES] = (head * np.linspace(0, 1, len(head))).astype("<i2").tobytes()
        playing.waiting[:0] = again
        playing.played -= len(again)
        del playing.recent[len(playing.recent) - len(again) :]

    def played(self, ms: int) -> Audio:
        """The last that went out, up to now."""
        recent = self._last.recent if self._last is not None else b""
        return Audio.from_pcm16(bytes(recent[-ms * BYTES_PER_MS :]), SPEAKING_RATE)

    def heard_ms(self, place: Place) -> int:
        """What has gone out of that response, to the frame."""
        for playing in (*self._queue, *filter(None, [self._last])):
            if playing.place == place:
                return playing.played // BYTES_PER_MS
        return 0

    @property
    def sounding(self) -> bool:
        """Whether a response sounds, or is about to, and has more to say."""
        return bool(self._queue)

    @property
    def by_server(self) -> bool:
        """It is played here."""
        return True

    def hush(self) -> list[Heard]:
        """Stop everything; what each response cut short since the last call was heard of."""
        for playing in list(self._queue):
            self.stop(playing.place)
        cut, self._cut = self._cut, []
        return cut

    def next_frame(self) -> bytes:
        """The next 20 ms, silence where there is nothing to say or it is not ready yet."""
        if self._fading:
            fading, self._fading = self._fading, b""
            return fading.ljust(FRAME_BYTES, b"\0")
        while self._queue and not self._held:
            playing = self._queue[0]
            if playing.finished and not playing.waiting:
                self._over(playing)
                continue
            if len(playing.waiting) < FRAME_BYTES and not playing.finished:
                break  # it is being made
            return self._taken(playing).ljust(FRAME_BYTES, b"\0")
        return bytes(FRAME_BYTES)

    def _taken(self, playing: _Playing) -> bytes:
        response_id = playing.place.response_id
        if not playing.begun:
            playing.begun = True
            playing.left.set_result(time.monotonic())
            self._outbox.put(event("output_audio_buffer.started", response_id=response_id))
        frame = bytes(playing.waiting[:FRAME_BYTES])
        del playing.waiting[:FRAME_BYTES]
        playing.played += len(frame)
        playing.recent += frame
        del playing.recent[: -_RECENT_MS * BYTES_PER_MS]
        self._last = playing
        self._room.set()
        if playing.finished and not playing.waiting:
            self._over(playing)
        return frame

    def _over(self, playing: _Playing) -> None:
        self._queue.remove(playing)
        if not playing.left.done():
            playing.left.cancel()
        if playing.begun:
            response_id = playing.place.response_id
            self._outbox.put(event("output_audio_buffer.stopped", response_id=response_id))

    @property
    def _waiting_ms(self) -> int:
        return sum(len(playing.waiting) for playing in self._queue) // BYTES_PER_MS


def _faded(sound: bytes) -> bytes:
    """`sound` going to silence in a straight line."""
    samples = np.frombuffer(sound, dtype="<i2")
    ramp = np.linspace(1.0, 0.0, len(samples), dtype=np.float32)
    return (samples * ramp).astype("<i2").tobytes()

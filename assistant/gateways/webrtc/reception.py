"""A viewer's voice from the network: packets as they come in, their sound in its order out.

A recogniser, unlike an ear, does not need its sound at an even pace: what comes in order is passed
on at once, with no delay of a jitter buffer, and only a gap is waited for. What stays away is
recovered from the FEC of the packet after it, or concealed, so that time stays true. Clocks drift
apart without harm: a second of the viewer's clock is a second of sound here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.gateways.webrtc.opus import FRAME_SAMPLES, Decoder, OpusError
from assistant.speech.audio import SPEAKING_RATE

PATIENCE_S = 0.1
"""How long a gap is waited for: packets of a path with 80 ms of jitter may come that much later."""

QUIET_S = 0.2
"""After this long without a packet the viewer is taken to send none because it is quiet (DTX)."""

FILLED_AT_MOST_S = 5.0
"""No more silence than this is put in for a viewer who sends nothing: it ends any turn."""

_TICKS = 48_000 // SPEAKING_RATE  # an RTP timestamp of Opus counts 48 kHz, RFC 7587
_WAITING_AT_MOST = 64  # packets behind a gap; more is no jitter
_CONCEALED_AT_MOST = SPEAKING_RATE  # samples of one gap; a voice dies away much sooner
_FRAME_S = FRAME_SAMPLES / SPEAKING_RATE  # a packet comes when its sound is over
_STEP = SPEAKING_RATE // 400  # concealed sound comes in steps of 2.5 ms


@dataclass(frozen=True, slots=True)
class VoicePacket:
    """One RTP packet: its 16-bit `sequence`, its 32-bit `timestamp` (48 kHz) and its Opus."""

    sequence: int
    timestamp: int
    payload: bytes


@dataclass(slots=True)
class ReceptionFigures:
    """What became of the packets of one call."""

    received: int = 0
    lost: int = 0
    late: int = 0
    broken: int = 0


class Reception:
    """Puts packets in order and turns them into 24 kHz pcm16, never waiting long for one.

    `push` a packet when it came; call `tick` every few milliseconds. Each gives what sound is due.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.figures = ReceptionFigures()
        self._clock = clock
        self._decoder = Decoder()
        self._waiting: dict[int, tuple[VoicePacket, float]] = {}
        self._next: int | None = None  # the sequence number that is due, counted on past 16 bits
        self._due = 0  # the timestamp its sound should have, counted on past 32 bits
        self._came_at = 0.0  # when the last packet came
        self._filled_to = 0.0  # until when silence was put in since

    def push(self, packet: VoicePacket) -> bytes:
        """Take in one packet."""
        now = self._clock()
        if self._next is None:
            self._next, self._due = packet.sequence, packet.timestamp
        self.figures.received += 1
        self._came_at = self._filled_to = now
        sequence = _counted_on(packet.sequence, self._next, 16)
        if sequence < self._next - _WAITING_AT_MOST:  # another stream: the sender began anew
            self._waiting.clear()
            self._next, self._due = sequence, _counted_on(packet.timestamp, self._due, 32)
        elif sequence < self._next:
            self.figures.late += 1
            return b""
        self._waiting[sequence] = packet, now
        return self._release(now)

    def tick(self) -> bytes:
        """What is due because time has passed."""
        if self._next is None:
            return b""
        now = self._clock()
        sound = self._release(now)
        if not self._waiting and now - self._came_at > QUIET_S:
            until = min(now - _FRAME_S, self._came_at + FILLED_AT_MOST_S)
            sound += self._silence(round((until - self._filled_to) * SPEAKING_RATE))
            self._filled_to = max(self._filled_to, until)
        return sound

    def _release(self, now: float) -> bytes:
        sound = bytearray()
        while self._next is not None and self._waiting:
            found = self._waiting.pop(self._next, None)
            if found is not None:
                sound += self._sound_of(found[0], lost=0)
                self._next += 1
                continue
            longest = now - min(came for _, came in self._waiting.values())
            if longest < PATIENCE_S and len(self._waiting) < _WAITING_AT_MOST:
                break
            following = min(self._waiting)
            lost, self._next = following - self._next, following
            self.figures.lost += lost
            sound += self._sound_of(self._waiting.pop(following)[0], lost=lost)
            self._next += 1
        return bytes(sound)

    def _sound_of(self, packet: VoicePacket, *, lost: int) -> bytes:
        """The sound of `packet`, behind what is missing between it and the last one."""
        timestamp = _counted_on(packet.timestamp, self._due, 32)
        missing = (timestamp - self._due) // _TICKS
        try:
            length = self._decoder.samples(packet.payload)
            filled = self._missing(missing, packet, recoverable=lost > 0)
            sound = filled + self._decoder.decode(packet.payload)
        except OpusError:
            self.figures.broken += 1
            length, sound = FRAME_SAMPLES, self._decoder.conceal(FRAME_SAMPLES)
        self._due = timestamp + length * _TICKS
        return sound

    def _missing(self, samples: int, following: VoicePacket, *, recoverable: bool) -> bytes:
        """`samples` of sound that did not come, the last frame of them out of the next packet."""
        samples = min(samples, _CONCEALED_AT_MOST) // _STEP * _STEP
        if samples <= 0:
            return b""
        frame = min(FRAME_SAMPLES, samples) if recoverable else 0
        sound = bytearray()
        for start in range(0, samples - frame, FRAME_SAMPLES):
            sound += self._decoder.conceal(min(FRAME_SAMPLES, samples - frame - start))
        if frame:
            sound += self._decoder.recover(following.payload, frame)
        return bytes(sound)

    def _silence(self, samples: int) -> bytes:
        if samples <= 0:
            return b""
        self._due += samples * _TICKS
        return bytes(samples * 2)


def _counted_on(number: int, near: int, bits: int) -> int:
    """The number nearest to `near` that has these lowest `bits`."""
    size = 1 << bits
    return near + (number - near + size // 2) % size - size // 2

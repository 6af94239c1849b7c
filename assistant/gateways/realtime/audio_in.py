"""The input audio buffer: sound comes in, turns come out."""

import asyncio
import base64
import binascii
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import soxr

from assistant.gateways.realtime.client_events import MAX_AUDIO_BYTES
from assistant.gateways.realtime.conversation import BYTES_PER_MS
from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.events import new_id
from assistant.gateways.realtime.session_config import SemanticVad, ServerVad
from assistant.speech.audio import HEARING_RATE, SPEAKING_RATE, Audio, Samples
from assistant.speech.turns import (
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    TurnDetector,
    TurnEnded,
    TurnEvent,
    TurnRules,
)

MIN_COMMIT_MS = 100  # OpenAI's: less than this is no turn

_AT_ONCE = 1_000 * BYTES_PER_MS  # sound judged on the event loop; more of it goes to a thread
_ARRIVALS_S = 10  # longer than any silence that may end a turn

MakeDetector = Callable[[TurnRules], TurnDetector]


@dataclass(frozen=True, slots=True)
class Began:
    """Somebody speaks; the turn's item will be `item_id`, its sound begins at `start_ms`."""

    item_id: str
    start_ms: int


@dataclass(frozen=True, slots=True, eq=False)
class Paused:
    """A silence that may end the turn; `audio` is all of it if it does, `end` tells which pause."""

    audio: Audio
    end: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """Speech goes on after a pause of `pause_ms`."""

    pause_ms: float


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """What somebody said, from `start_ms` to `end_ms` of all sound received.

    `ended_at` is when its last speech came in (monotonic seconds), or when the client committed
    it; `end` is the pause that ended it, if one did; `speech_ms` how much of it was speech.
    """

    item_id: str
    audio: Audio
    end_ms: int
    ended_at: float
    end: int | None = None
    speech_ms: float = 0.0


Heard = Began | Paused | Resumed | Turn


def decode_sound(text: str, param: str) -> bytes:
    """The pcm16 in a base64 string. Raises ProtocolError where it is not that, or too long."""
    if len(text) > MAX_AUDIO_BYTES * 4 // 3 + 4:
        raise ProtocolError(
            f"Invalid '{param}': more than {MAX_AUDIO_BYTES // 1024 // 1024} MiB of audio; "
            "send it in pieces.",
            code="string_above_max_length",
            param=param,
        )
    try:
        sound = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError(
            f"Invalid '{param}': expected base64-encoded audio bytes ({error}).",
            code="invalid_value",
            param=param,
        ) from error
    if len(sound) % 2:
        raise ProtocolError(
            f"Invalid '{param}': 16-bit PCM must hold an even number of bytes.",
            code="invalid_value",
            param=param,
        )
    return sound


class AudioIn:
    """Sound of one session, cut into turns by a detector, or by the client where there is none.

    Memory holds one turn of at most `max_seconds`.
    """

    def __init__(
        self,
        *,
        max_seconds: float,
        make_detector: MakeDetector,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_bytes = round(max_seconds * 1000) * BYTES_PER_MS
        self._make_detector = make_detector
        self._clock = clock
        self._detection: ServerVad | SemanticVad | None = None
        self._detector: TurnDetector | None = None
        self._resampler = _resampler()
        self._heard_from_ms = 0  # where the detector's stream began
        self._received_ms = 0.0
        self._buffer = bytearray()  # without a detector: what is not committed yet
        self._turn_id = ""
        self._arrivals: deque[tuple[int, float]] = deque()  # sample of the detector's stream, when

    @property
    def speaking(self) -> bool:
        """Whether the detector hears somebody."""
        return self._detector is not None and self._detector.speaking

    @property
    def open_audio(self) -> Audio | None:
        """The turn that is going on, so far."""
        return self._detector.open_audio if self._detector is not None else None

    @property
    def speech_ms(self) -> float:
        """How much speech the turn that is going on holds."""
        return self._detector.speech_ms if self._detector is not None else 0.0

    def require(self, end: int, silence_ms: float) -> list[Heard]:
        """End the turn after so much silence of the pause `end`; what that brings at once."""
        if self._detector is None:
            return []
        return self._noticed(self._detector.require(end, silence_ms))

    def drop(self) -> None:
        """Forget the turn that is going on: it was nobody's."""
        if self._detector is not None:
            self._detector.clear()

    def detect(self, detection: ServerVad | SemanticVad | None) -> None:
        """Find turns as `detection` says from now on; None leaves that to the client.

        A change forgets what is buffered.
        """
        if detection == self._detection:
            return
        self._detection = detection
        self.clear()

    async def append(self, sound: bytes) -> list[Heard]:
        """Take in 24 kHz pcm16; what was noticed in it, in order.

        Raises ProtocolError, leaving the buffer as it was, for more than it holds.
        """
        detector = self._detector
        if detector is None:
            self._keep(sound)
            return []
        self._received_ms += len(sound) / BYTES_PER_MS
        samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / 32768.0
        if len(sound) <= _AT_ONCE:
            found = self._listen(detector, samples)
        else:
            found = await asyncio.to_thread(self._listen, detector, samples)
        return self._noticed(found)

    def commit(self) -> Turn:
        """Everything buffered as one turn. Raises ProtocolError where that is hardly anything."""
        if self._detector is not None:
            for event in self._detector.flush():
                heard = self._heard(event)
                if isinstance(heard, Turn):
                    return heard
        length_ms = len(self._buffer) // BYTES_PER_MS
        if length_ms < MIN_COMMIT_MS:
            raise ProtocolError(
                "Error committing input audio buffer: buffer too small. Expected at least "
                f"{MIN_COMMIT_MS}ms of audio, but buffer only has {length_ms}.00ms of audio.",
                code="input_audio_buffer_commit_empty",
            )
        audio = Audio.from_pcm16(bytes(self._buffer), SPEAKING_RATE)
        self._buffer.clear()
        return Turn(new_id("item"), audio, round(self._received_ms), self._clock())

    def clear(self) -> None:
        """Forget what is buffered, and the turn that is going on."""
        self._buffer.clear()
        self._arrivals.clear()
        self._resampler = _resampler()
        self._heard_from_ms = round(self._received_ms)
        self._detector = None
        if self._detection is not None:
            rules = TurnRules(
                threshold=self._detection.threshold,
                prefix_padding_ms=self._detection.prefix_padding_ms,
                silence_duration_ms=self._detection.silence_ms,
                max_turn_ms=self._max_bytes // BYTES_PER_MS,
            )
            self._detector = self._make_detector(rules)

    def _keep(self, sound: bytes) -> None:
        if len(self._buffer) + len(sound) > self._max_bytes:
            raise ProtocolError(
                f"The input audio buffer holds at most {self._max_bytes // BYTES_PER_MS} ms; "
                "commit or clear it first.",
                code="input_audio_buffer_full",
                param="audio",
            )
        self._buffer += sound
        self._received_ms += len(sound) / BYTES_PER_MS

    def _listen(self, detector: TurnDetector, samples: Samples) -> list[TurnEvent]:
        found = detector.push(self._resampler.resample_chunk(samples))
        self._arrivals.append((detector.position, self._clock()))
        while self._arrivals[0][0] < detector.position - _ARRIVALS_S * HEARING_RATE:
            self._arrivals.popleft()
        return found

    def _noticed(self, found: list[TurnEvent]) -> list[Heard]:
        return [heard for event in found if (heard := self._heard(event)) is not None]

    def _heard(self, event: TurnEvent) -> Heard | None:
        match event:
            case SpeechStarted():
                self._turn_id = new_id("item")
                padding = self._detection.prefix_padding_ms if self._detection else 0
                start_ms = self._heard_from_ms + max(0, round(event.at_ms) - padding)
                return Began(self._turn_id, start_ms)
            case SpeechPaused():
                return Paused(event.audio, event.at)
            case SpeechResumed():
                return Resumed(event.pause_ms)
            case TurnEnded():
                end_ms = self._heard_from_ms + round(event.end_ms)
                return Turn(
                    self._turn_id,
                    event.audio,
                    end_ms,
                    self._arrived(event.end),
                    event.end,
                    event.speech_ms,
                )
            case _:
                return None

    def _arrived(self, sample: int) -> float:
        """When that sample of the detector's stream came in."""
        for position, at in self._arrivals:
            if position >= sample:
                return at
        return self._clock()


def _resampler() -> soxr.ResampleStream:
    """24 to 16 kHz, 15 ms behind; HQ is 21 behind, and with LQ a fifth more is misheard."""
    return soxr.ResampleStream(SPEAKING_RATE, HEARING_RATE, 1, dtype="float32", quality="MQ")

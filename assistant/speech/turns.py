"""Where one viewer's turn begins and ends in a stream of sound.

The rules are those of OpenAI's `server_vad`: speech starts over a threshold, a turn ends after a
stretch of silence, and its sound begins a little before the speech did. The detector is synchronous
and holds no clock; every position it reports is counted in samples of the stream it was fed, so
that latency can be measured from the sound itself.
"""

from dataclasses import dataclass

import numpy as np

from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.voice_activity import VoiceActivity


def _ms(samples: int) -> float:
    return samples * 1000 / HEARING_RATE


def _samples(ms: float) -> int:
    return round(ms * HEARING_RATE / 1000)


@dataclass(frozen=True, slots=True)
class TurnRules:
    """What makes a turn. Times in milliseconds.

    `threshold` opens speech; it closes only under `threshold - hysteresis`, so that a weak syllable
    does not cut a word. Speech shorter than `min_speech_ms` in all is a click and is dropped.
    Silence of `pause_ms` is announced; `silence_duration_ms` ends the turn. The turn's sound keeps
    `pause_ms` of the silence after it, which is what the announced pause held too.
    """

    threshold: float = 0.5
    hysteresis: float = 0.15
    prefix_padding_ms: float = 300
    silence_duration_ms: float = 480
    min_speech_ms: float = 96
    pause_ms: float = 200
    max_turn_ms: float = 60_000

    @classmethod
    def from_settings(cls, settings: Settings) -> "TurnRules":
        """The rules an operator has set."""
        return cls(
            silence_duration_ms=settings.turn_end_ms, max_turn_ms=settings.max_audio_s * 1000
        )


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Speech has begun; `at` is the sample it began with, already some frames ago."""

    at: int

    @property
    def at_ms(self) -> float:
        """The same in milliseconds of the stream."""
        return _ms(self.at)


@dataclass(frozen=True, slots=True, eq=False)
class SpeechPaused:
    """Speech has been silent for a moment after sample `at`; the turn may or may not be over.

    `audio` is what the turn will hold if nothing more is said: recognise it now, and the text is
    ready when the `TurnEnded` whose `end` equals `at` comes.
    """

    at: int
    audio: Audio

    @property
    def at_ms(self) -> float:
        """Where speech stopped, in milliseconds of the stream."""
        return _ms(self.at)


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """Speech is over; `at` is the sample after its last."""

    at: int

    @property
    def at_ms(self) -> float:
        """The same in milliseconds of the stream."""
        return _ms(self.at)


@dataclass(frozen=True, slots=True, eq=False)
class TurnEnded:
    """A turn is complete: speech from sample `start` to `end`, and its `audio` at 16 kHz.

    `audio` begins at sample `audio_start`, before the speech, and keeps a little of the silence
    after it. `forced` says that the turn ended for its length while speech went on.
    """

    audio: Audio
    audio_start: int
    start: int
    end: int
    forced: bool = False

    @property
    def start_ms(self) -> float:
        """Where speech began, in milliseconds of the stream."""
        return _ms(self.start)

    @property
    def end_ms(self) -> float:
        """Where speech ended, in milliseconds of the stream."""
        return _ms(self.end)


TurnEvent = SpeechStarted | SpeechPaused | SpeechStopped | TurnEnded


class TurnDetector:
    """Finds turns in one stream of 16 kHz sound, fed in chunks of any size.

    `activity` belongs to this stream alone. Memory holds the turn in progress (at most
    `max_turn_ms`) or, in silence, the prefix of the next one.
    """

    def __init__(self, activity: VoiceActivity, rules: TurnRules | None = None) -> None:
        self.rules = rules or TurnRules()
        self._activity = activity
        self._pending: list[Samples] = []  # samples not yet a whole frame
        self._pending_length = 0
        self._kept: list[Samples] = []  # judged sound that a turn may still need
        self._kept_from = 0  # position of its first sample
        self._position = 0  # samples judged so far
        self._speech_from: int | None = None  # None: silence
        self._speech_to = 0  # end of the last frame of speech
        self._speech_length = 0
        self._announced = False  # SpeechStarted was sent
        self._paused = False  # SpeechPaused was sent for this silence

    @property
    def position(self) -> int:
        """Samples taken in so far."""
        return self._position + self._pending_length

    @property
    def speaking(self) -> bool:
        """Whether a turn is open: speech has been announced and its end has not."""
        return self._announced

    def push(self, samples: Samples) -> list[TurnEvent]:
        """Take the next `samples` (float32 mono, 16 kHz); what they brought, in order."""
        # Copies here and below: the caller's buffer is neither held nor written through later.
        self._pending.append(np.array(samples, dtype=np.float32))
        self._pending_length += len(samples)
        if self._pending_length < self._activity.frame:
            return []
        joined = np.concatenate(self._pending)
        events: list[TurnEvent] = []
        length = self._activity.frame
        whole = len(joined) - len(joined) % length
        self._pending = [joined[whole:].copy()]
        self._pending_length = len(joined) - whole
        for start in range(0, whole, length):
            events += self._frame(joined[start : start + length].copy())
        return events

    def flush(self) -> list[TurnEvent]:
        """End the stream here: the last samples are judged and an open turn is ended.

        Positions go on counting, so that the detector can be fed again.
        """
        events: list[TurnEvent] = []
        if self._pending_length:
            rest = np.concatenate(self._pending)
            self._pending, self._pending_length = [], 0
            events += self._frame(rest)
        if self._announced:
            events += self._end()
        self._forget()
        return events

    def clear(self) -> None:
        """Drop whatever is unfinished; positions go on counting."""
        self._position += self._pending_length
        self._pending, self._pending_length = [], 0
        self._forget()

    def _forget(self) -> None:
        self._activity.reset()
        self._kept, self._kept_from = [], self._position
        self._to_silence()

    def _to_silence(self) -> None:
        self._speech_from = None
        self._speech_length = 0
        self._announced = self._paused = False

    def _frame(self, frame: Samples) -> list[TurnEvent]:
        start, self._position = self._position, self._position + len(frame)
        self._kept.append(frame)
        short = self._activity.frame - len(frame)
        probability = self._activity.probability(np.pad(frame, (0, short)) if short else frame)
        if self._is_speech(probability, start):
            return self._speech(start)
        return self._silence()

    def _is_speech(self, probability: float, start: int) -> bool:
        # Only speech that has not broken off may stay under the threshold.
        unbroken = self._speech_from is not None and self._speech_to == start
        bar = self.rules.threshold - (self.rules.hysteresis if unbroken else 0)
        return probability >= bar

    def _speech(self, start: int) -> list[TurnEvent]:
        events: list[TurnEvent] = []
        if self._speech_from is None:
            self._speech_from = start
        self._speech_to = self._position
        self._speech_length += self._position - start
        self._paused = False
        if not self._announced and self._speech_length >= _samples(self.rules.min_speech_ms):
            self._announced = True
            events.append(SpeechStarted(self._speech_from))
        if self._announced and self._position - self._speech_from >= _samples(
            self.rules.max_turn_ms
        ):
            events += self._end(forced=True)
        return events

    def _silence(self) -> list[TurnEvent]:
        if self._speech_from is None:
            self._trim()
            return []
        silent = self._position - self._speech_to
        if not self._announced:
            # Syllables of one word lie closer than a pause; what stands alone was a click.
            if silent >= _samples(self.rules.pause_ms):
                self._to_silence()
                self._trim()
            return []
        events: list[TurnEvent] = []
        if not self._paused and silent >= _samples(self.rules.pause_ms):
            self._paused = True
            events.append(SpeechPaused(self._speech_to, self._turn_audio()))
        if silent >= _samples(self.rules.silence_duration_ms):
            events += self._end()
        return events

    def _audio_bounds(self) -> tuple[int, int]:
        assert self._speech_from is not None  # noqa: S101 (only called inside speech)
        first = max(self._kept_from, self._speech_from - _samples(self.rules.prefix_padding_ms))
        return first, min(self._position, self._speech_to + _samples(self.rules.pause_ms))

    def _turn_audio(self) -> Audio:
        first, last = self._audio_bounds()
        kept = np.concatenate(self._kept)
        return Audio(kept[first - self._kept_from : last - self._kept_from].copy(), HEARING_RATE)

    def _end(self, *, forced: bool = False) -> list[TurnEvent]:
        assert self._speech_from is not None  # noqa: S101 (only called inside speech)
        ended = TurnEnded(
            audio=self._turn_audio(),
            audio_start=self._audio_bounds()[0],
            start=self._speech_from,
            end=self._speech_to,
            forced=forced,
        )
        self._to_silence()
        # A turn never takes sound that the one before has handed on as speech.
        while self._kept and self._kept_from < ended.end:
            self._kept_from += len(self._kept.pop(0))
        self._trim()
        return [SpeechStopped(ended.end), ended]

    def _trim(self) -> None:
        keep = _samples(self.rules.prefix_padding_ms)
        while self._kept and self._kept_from + len(self._kept[0]) <= self._position - keep:
            self._kept_from += len(self._kept.pop(0))

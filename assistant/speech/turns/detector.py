"""Where one viewer's turn begins and ends in a stream of sound.

The rules are those of OpenAI's `server_vad`: speech starts over a threshold, a turn ends after a
stretch of silence, and its sound begins a little before the speech did. How long a stretch may be
settled for each pause anew (`require`), by whoever knows more than silence does. The detector is
synchronous and holds no clock; every position it reports is counted in samples of the stream it
was fed, so that latency can be measured from the sound itself.
"""

import numpy as np

from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.turns.events import (
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    SpeechStopped,
    TurnEnded,
    TurnEvent,
)
from assistant.speech.turns.rules import TurnRules, to_ms, to_samples
from assistant.speech.voice_activity import VoiceActivity


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
        self._required_ms: float | None = None  # silence that ends the turn in this pause

    @property
    def position(self) -> int:
        """Samples taken in so far."""
        return self._position + self._pending_length

    @property
    def speaking(self) -> bool:
        """Whether a turn is open: speech has been announced and its end has not."""
        return self._announced

    @property
    def open_audio(self) -> Audio | None:
        """The sound of the open turn so far; None where there is none."""
        return self._turn_audio() if self._announced else None

    @property
    def speech_ms(self) -> float:
        """How much speech, its pauses left out, the open turn holds."""
        return to_ms(self._speech_length) if self._announced else 0.0

    def require(self, at: int, silence_ms: float) -> list[TurnEvent]:
        """End the turn after `silence_ms` of the pause announced at sample `at`.

        What that brings at once, where so much silence has passed. A pause that is over already,
        or not this turn's, changes nothing.
        """
        if not (self._paused and self._speech_to == at):
            return []
        self._required_ms = silence_ms
        silent = self._position - self._speech_to
        return self._end() if silent >= to_samples(silence_ms) else []

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
        self._required_ms = None

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
        if self._paused:
            events.append(SpeechResumed(self._speech_to, to_ms(start - self._speech_to)))
        self._paused, self._required_ms = False, None
        self._speech_to = self._position
        self._speech_length += self._position - start
        if not self._announced and self._speech_length >= to_samples(self.rules.min_speech_ms):
            self._announced = True
            events.append(SpeechStarted(self._speech_from))
        if self._announced and self._position - self._speech_from >= to_samples(
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
            if silent >= to_samples(self.rules.word_gap_ms):
                self._to_silence()
                self._trim()
            return []
        events: list[TurnEvent] = []
        if not self._paused and silent >= to_samples(self.rules.pause_ms):
            self._paused = True
            events.append(SpeechPaused(self._speech_to, self._turn_audio()))
        required = self._required_ms
        if required is None:
            required = self.rules.silence_duration_ms
        if silent >= to_samples(required):
            events += self._end()
        return events

    def _audio_bounds(self) -> tuple[int, int]:
        assert self._speech_from is not None  # noqa: S101 (only called inside speech)
        first = max(self._kept_from, self._speech_from - to_samples(self.rules.prefix_padding_ms))
        return first, min(self._position, self._speech_to + to_samples(self.rules.pause_ms))

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
            speech_ms=to_ms(self._speech_length),
            forced=forced,
        )
        self._to_silence()
        # A turn never takes sound that the one before has handed on as speech.
        while self._kept and self._kept_from < ended.end:
            self._kept_from += len(self._kept.pop(0))
        self._trim()
        return [SpeechStopped(ended.end), ended]

    def _trim(self) -> None:
        keep = to_samples(self.rules.prefix_padding_ms)
        while self._kept and self._kept_from + len(self._kept[0]) <= self._position - keep:
            self._kept_from += len(self._kept.pop(0))

"""What makes a turn, in milliseconds."""

from dataclasses import dataclass

from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE


@dataclass(frozen=True, slots=True)
class TurnRules:
    """What makes a turn. Times in milliseconds.

    `threshold` opens speech; it closes only under `threshold - hysteresis`, so that a weak syllable
    does not cut a word. Speech shorter than `min_speech_ms` in all is a click and is dropped;
    syllables closer than `word_gap_ms` belong to one word. Silence of `pause_ms` is announced: one
    frame, for of people's recordings 83 pauses last 96 ms and only 88 so little, and what is begun
    in a pause is what an answer waits for;
    `silence_duration_ms` ends the turn, unless something else is required of that pause. The
    turn's sound keeps `pause_ms` of the silence after it, which is what the announced pause held.
    """

    threshold: float = 0.5
    hysteresis: float = 0.15
    prefix_padding_ms: float = 300
    silence_duration_ms: float = 480
    min_speech_ms: float = 96
    word_gap_ms: float = 200
    pause_ms: float = 32
    max_turn_ms: float = 60_000

    @classmethod
    def from_settings(cls, settings: Settings) -> "TurnRules":
        """The rules an operator has set."""
        return cls(
            silence_duration_ms=settings.turn_end_ms, max_turn_ms=settings.max_audio_s * 1000
        )


def to_ms(samples: int) -> float:
    """How long so many samples of 16 kHz sound last."""
    return samples * 1000 / HEARING_RATE


def to_samples(ms: float) -> int:
    """How many samples of 16 kHz sound last so long."""
    return round(ms * HEARING_RATE / 1000)

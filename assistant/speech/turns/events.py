"""What a turn detector tells, each at a sample of the stream it was fed."""

from dataclasses import dataclass

from assistant.speech.audio import Audio
from assistant.speech.turns.rules import to_ms


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Speech has begun; `at` is the sample it began with, already some frames ago."""

    at: int

    @property
    def at_ms(self) -> float:
        """The same in milliseconds of the stream."""
        return to_ms(self.at)


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
        return to_ms(self.at)


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """Speech goes on after the pause announced at sample `at`, having paused for `pause_ms`."""

    at: int
    pause_ms: float


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """Speech is over; `at` is the sample after its last."""

    at: int

    @property
    def at_ms(self) -> float:
        """The same in milliseconds of the stream."""
        return to_ms(self.at)


@dataclass(frozen=True, slots=True, eq=False)
class TurnEnded:
    """A turn is complete: speech from sample `start` to `end`, and its `audio` at 16 kHz.

    `audio` begins at sample `audio_start`, before the speech, and keeps a little of the silence
    after it; `speech_ms` of it is speech. `forced` says that the turn ended for its length while
    speech went on.
    """

    audio: Audio
    audio_start: int
    start: int
    end: int
    speech_ms: float = 0.0
    forced: bool = False

    @property
    def start_ms(self) -> float:
        """Where speech began, in milliseconds of the stream."""
        return to_ms(self.start)

    @property
    def end_ms(self) -> float:
        """Where speech ended, in milliseconds of the stream."""
        return to_ms(self.end)


TurnEvent = SpeechStarted | SpeechPaused | SpeechResumed | SpeechStopped | TurnEnded

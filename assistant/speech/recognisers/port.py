"""What every recogniser offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.speech.audio import Audio


class RecogniserError(RuntimeError):
    """Recognition failed; the message says what and what to do."""


class RecogniserRefusal(RecogniserError):
    """Nothing is wrong with the recogniser: what it was asked is more than it takes."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. `text` is empty where there was no speech; `raw` is before correction."""

    text: str
    language: str
    confidence: float = 1.0
    raw: str = ""


class Recogniser(Protocol):
    """Turns a stretch of speech into text."""

    name: str

    async def recognise(
        self, audio: Audio, *, language: str = "", vocabulary: Sequence[str] = ()
    ) -> Transcript:
        """The text of `audio` (any rate, any length the settings allow).

        `language` is a two-letter code, empty to find it; `vocabulary` is words to expect, most
        likely first. Chinese comes back simplified. Raises RecogniserError, RecogniserRefusal.
        """
        ...

    async def close(self) -> None:
        """Let go of what is held."""
        ...

"""What every recogniser offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.speech.audio import Audio
from assistant.speech.product_words import Change


class RecogniserError(RuntimeError):
    """Recognition failed; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. `text` is empty where there was no speech; `raw` is before correction.

    `changes` are the product words put back in it, placed in the text before that.
    """

    text: str
    language: str
    confidence: float = 1.0
    raw: str = ""
    changes: tuple[Change, ...] = ()


class Recogniser(Protocol):
    """Turns a stretch of speech into text."""

    name: str

    async def recognise(
        self, audio: Audio, *, language: str = "", vocabulary: Sequence[str] = ()
    ) -> Transcript:
        """The text of `audio` (any rate, any length the settings allow).

        `language` is a two-letter code, empty to find it; `vocabulary` is words to expect, most
        likely first. Chinese comes back simplified. Raises RecogniserError.
        """
        ...

    async def close(self) -> None:
        """Let go of what is held."""
        ...

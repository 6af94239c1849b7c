"""What every recogniser offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from assistant.speech.audio import Audio
from assistant.speech.product_words import Change


class RecogniserError(RuntimeError):
    """Recognition failed; the message says what and what to do."""


class RecogniserRefusal(RecogniserError):
    """Nothing is wrong with the recogniser: what it was asked is more than it takes."""


class GaveWay(RecogniserRefusal):
    """A transcript that was not urgent was given up for another's sake; the next may come."""


class Priority(IntEnum):
    """How urgently a transcript is wanted, the most urgent first.

    FINAL: somebody waits for it. AHEAD: a turn that is perhaps over. PARTIAL: of speech going on.
    """

    FINAL = 0
    AHEAD = 1
    PARTIAL = 2


@dataclass(slots=True)
class Wanted:
    """How urgently one transcript is wanted; may be changed while it is waited for."""

    priority: Priority = Priority.FINAL


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
        self,
        audio: Audio,
        *,
        language: str = "",
        languages: Sequence[str] = (),
        vocabulary: Sequence[str] = (),
        wanted: Wanted | None = None,
    ) -> Transcript:
        """The text of `audio` (any rate, any length the settings allow).

        `language` is a two-letter code, empty to find it: among `languages`, the likeliest first,
        or all there are. `vocabulary` is words to expect, most likely first. `wanted` says how
        urgently, where one recogniser serves many; none: at once. Chinese comes back simplified.
        Raises RecogniserError, RecogniserRefusal; GaveWay only for what is no final transcript.
        """
        ...

    async def close(self) -> None:
        """Let go of what is held."""
        ...

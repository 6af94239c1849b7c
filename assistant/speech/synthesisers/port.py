"""What every synthesiser offers."""

from collections.abc import AsyncGenerator
from typing import Protocol

from assistant.speech.audio import Audio


class SynthesiserError(RuntimeError):
    """Synthesis failed; the message says what and what to do."""


class SynthesiserRefusal(SynthesiserError):
    """Nothing is wrong with the synthesiser: it does not speak what it was asked to."""


class Synthesiser(Protocol):
    """Turns text into speech, handing sound over as it is made."""

    name: str
    rate: int

    def voices(self, language: str) -> tuple[str, ...]:
        """Names of the voices that speak `language`, best first; empty where none does."""
        ...

    def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text`, in pieces at `rate`, first piece as soon as it is made.

        `text` is written text; it is read as a person reads it (prices, dates, units). An unknown
        or empty `voice` falls back to the language's best. Whoever stops listening early closes
        it (`contextlib.aclosing`): synthesis ends with the piece in progress. `ahead` says that
        nobody waits: whoever does goes first, and quality before speed. Raises SynthesiserError;
        for a language it does not speak, SynthesiserRefusal.
        """
        ...

    async def close(self) -> None:
        """Let go of what is held."""
        ...

"""What the Whisper runtimes share: the port a runtime fills, and what it hands back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.speech.audio import Samples

WINDOW_S = 10.0
"""What the engines here take in at once.

Not Whisper's 30 s: a third of the encoder's positions costs a third of the time, and the text is
as good. Below 10 s it begins to loop, for in training it never heard a window so short.
"""

_TOKENS_A_SECOND = 12  # fast Mandarin is some eight characters a second, 1.3 tokens each
_TOKENS_AT_LEAST = 24


def most_tokens(seconds: float) -> int:
    """More tokens than anybody says in so many seconds; this bounds what a loop can cost."""
    return _TOKENS_AT_LEAST + round(seconds * _TOKENS_A_SECOND)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to decode: a beam over the likeliest text, or sampling at `temperature` above 0.

    With `once`, no three tokens in a row come twice. That breaks loops, and cuts what was really
    said twice: a rare character is three tokens, so 防晒霜的防晒指数 cannot be written.
    """

    beam: int = 5
    temperature: float = 0.0
    once: bool = False


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Text as the model wrote it. `logprob` is the mean over its tokens, natural logarithm."""

    text: str
    logprob: float
    no_speech: float = 0.0


class WhisperEngine(Protocol):
    """A Whisper model in one runtime. Every method blocks; one thread calls them, in turn."""

    name: str
    window_s: float
    """Seconds of sound the model takes in at once; shorter sound is filled up with silence."""

    def encode(self, samples: Samples) -> Any:
        """Take in at most `window_s` of 16 kHz sound; what comes back goes to the other two."""
        ...

    def languages(self, encoded: Any, among: Sequence[str]) -> dict[str, float]:
        """How likely each of the two-letter codes in `among` is, of all languages there are."""
        ...

    def decode(self, encoded: Any, *, language: str, prompt: str, attempt: Attempt) -> Hypothesis:
        """The text, with `prompt` as the text that went before."""
        ...

    def score(
        self, encoded: Any, texts: Sequence[str], *, language: str, prompt: str
    ) -> list[float]:
        """The log-probability of each whole text, natural, had it been said in this sound."""
        ...

    def close(self) -> None:
        """Let go of the model."""
        ...

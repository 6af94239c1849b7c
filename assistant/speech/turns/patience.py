"""How long to wait in a pause before taking a turn for finished.

Each strategy weighs one kind of evidence, as log-odds that the viewer is done; the sum, as a
chance, sets a silence between a quick one and a slow one. Strategies are chosen by composition:
another kind of evidence is another small class.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.speech.turns.rhythm import Rhythm
from assistant.speech.turns.wording import Wording, wording

Eagerness = Literal["low", "medium", "high", "auto"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a pause; None is not known yet, an empty `text` that nothing was said.

    `finished` is the chance that it sounds finished, `text` what was said until now.
    """

    finished: float | None = None
    text: str | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The silence, in milliseconds, for a turn surely finished and for one surely not.

    `unheard` is waited where the words are not known yet: an answer needs them anyway, and they
    often say that more must follow.
    """

    quick: float
    slow: float
    unheard: float


BOUNDS: dict[Eagerness, Bounds] = {
    "high": Bounds(160, 800, 450),
    "auto": Bounds(200, 1200, 600),
    "medium": Bounds(200, 1200, 600),
    "low": Bounds(450, 2000, 900),
}
"""By the `eagerness` of OpenAI's `semantic_vad`."""


class Strategy(Protocol):
    """One kind of evidence."""

    def log_odds(self, evidence: Evidence) -> float:
        """How strongly it speaks for the turn's end; 0 where it says nothing."""
        ...


class Sounding:
    """How it sounds: smart-turn's chance, trusted less where it is extreme.

    Of Mandarin questions and sentences read aloud it takes a sixth for unfinished that are not,
    so it alone neither ends a turn at once nor keeps it open for long.
    """

    _TRUST = 0.7
    _MOST = 2.0

    def log_odds(self, evidence: Evidence) -> float:
        """The model's log-odds, scaled and bounded."""
        if evidence.finished is None:
            return 0.0
        chance = min(max(evidence.finished, 0.001), 0.999)
        weighed = self._TRUST * math.log(chance / (1 - chance))
        return min(max(weighed, -self._MOST), self._MOST)


class Worded:
    """What it says: a question with its question word, or a sentence broken off."""

    _WEIGHT = {  # noqa: RUF012
        Wording.FINISHED: 3.5,
        Wording.OPEN: 0.0,
        Wording.TOPIC: -2.0,
        Wording.HANGING: -3.5,
    }

    def log_odds(self, evidence: Evidence) -> float:
        """Strong either way, nothing where the words are not known."""
        if not evidence.text:
            return 0.0
        return self._WEIGHT[wording(evidence.text, evidence.language)]


class Patience:
    """Says how much silence ends a turn, for one viewer."""

    def __init__(
        self,
        bounds: Bounds,
        rhythm: Rhythm,
        strategies: Sequence[Strategy] = (Sounding(), Worded()),
    ) -> None:
        self._bounds = bounds
        self._rhythm = rhythm
        self._strategies = tuple(strategies)

    @property
    def unknowing_ms(self) -> float:
        """The silence that ends a turn of which nothing becomes known."""
        return self._bounds.slow

    def silence_ms(self, evidence: Evidence) -> float:
        """The silence that ends the turn, as things are known now.

        Never less than this viewer's own pauses, nor, before the words are known, than `unheard`;
        so much, too, for what turned out to hold no words.
        """
        if evidence.text == "":
            return self._bounds.unheard
        odds = sum(strategy.log_odds(evidence) for strategy in self._strategies)
        done = 1 / (1 + math.exp(-odds))
        bounds = self._bounds
        wait = bounds.quick + (1 - done) * (bounds.slow - bounds.quick)
        # A whole question may be answered inside a long pause of who asked it; a half one not.
        least = bounds.quick + (1 - done) * 2 * (self._rhythm.least_ms - bounds.quick)
        wait = min(max(wait, least), bounds.slow)
        return max(wait, bounds.unheard) if evidence.text is None else wait

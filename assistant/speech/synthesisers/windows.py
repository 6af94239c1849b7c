"""Which stretch of a text's sound is made next, so that it starts early and never runs dry.

Lengths are in steps of `STEP_S`. A window is made with some steps beside it, which are thrown away:
they hold what the model's convolutions see beyond the window's borders.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

STEP_S = 0.0125
"""Seconds of sound in a step."""

BEFORE, AFTER = 8, 7
"""Steps made beside a window so that its samples are those of the whole to 1e-3: measured."""

SHORTEST, LONGEST = 12, 160
_WAIT_AT_MOST = 0.25  # seconds for what is made at once while nobody hears anything
_CAUTION = 0.75  # of the sound not yet heard may be spent on making the next
_LATEST = 0.5  # how much the latest window weighs in what a step is taken to cost


@dataclass(frozen=True, slots=True)
class Window:
    """Steps `begin` to `end` of a sound of `steps`, and those made for it, `low` to `high`."""

    begin: int
    end: int
    steps: int

    @property
    def low(self) -> int:
        """The first step made."""
        return max(0, self.begin - BEFORE)

    @property
    def high(self) -> int:
        """One past the last step made."""
        return min(self.steps, self.end + AFTER)

    @property
    def made(self) -> int:
        """How many steps are made."""
        return self.high - self.low


class Pace:
    """How long the windows of one speech may be: short at first, longer as sound lies ready.

    `step_cost` is what a step took lately, in seconds; `observe` keeps it current. `clock` gives
    seconds. Sound is taken to be heard from the moment it is first handed over.
    """

    def __init__(self, step_cost: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.step_cost = step_cost
        self._clock = clock
        self._handed = 0.0
        self._first: float | None = None

    @property
    def unheard(self) -> float:
        """Seconds of sound handed over and not yet heard; below zero, how long nothing was."""
        return 0.0 if self._first is None else self._handed - (self._clock() - self._first)

    def at_once(self, steps: int) -> bool:
        """Whether a sound of so many steps may be made at once instead of in windows."""
        patience = _WAIT_AT_MOST if self._first is None else _CAUTION * self.unheard
        return steps * self.step_cost <= patience

    def window(self, begin: int, end: int, steps: int) -> Window:
        """The next window of what is left to make, `begin` to `end` of `steps`."""
        length = self._length()
        if end - begin - length < SHORTEST:
            length = end - begin
        return Window(begin, begin + length, steps)

    def hand_over(self, seconds: float) -> None:
        """Note that so much sound goes out now."""
        if self._first is None:
            self._first = self._clock()
        self._handed += seconds

    def observe(self, window: Window, seconds: float) -> None:
        """Note what making `window` took."""
        self.step_cost += _LATEST * (seconds / window.made - self.step_cost)

    def _length(self) -> int:
        if self._first is None:
            return first_length(self.step_cost)
        affordable = int(_CAUTION * self.unheard / self.step_cost) - BEFORE - AFTER
        # Too late already: one pause is better than many, so enough is made to go on for good.
        return min(LONGEST, affordable) if affordable >= SHORTEST else first_length(self.step_cost)


def first_length(step_cost: float) -> int:
    """The shortest first window after which each can be as long as the one before, in time.

    While a window of L steps is heard, `speed` · L steps can be made, of which `BEFORE` + `AFTER`
    are thrown away; so L ≥ (BEFORE + AFTER) / (speed - 1). On a machine that makes no more than
    it plays there is no such length: everything is made before any of it is heard.
    """
    speed = _CAUTION * STEP_S / step_cost
    if speed <= 1.0:
        return 1 << 30
    return max(SHORTEST, math.ceil((BEFORE + AFTER) / (speed - 1.0)))

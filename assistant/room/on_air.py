"""Who may say what is on air: staff before the platform, the platform before what the ear hears."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

By = Literal["staff", "platform", "host"]
"""Who says it: a person of the shop, the platform that pushes a link, the host's own words."""

HELD_S = 20.0
"""How long the host's words must be clear to overrule a link that was pushed."""

CLEAR = 0.85
"""A confidence at which they are."""


@dataclass(frozen=True, slots=True)
class ShownBy:
    """By whom what is on air was put there, how sure that is (0..1), and whether staff pinned it,
    so that nobody but staff changes it."""

    by: By = "staff"
    confidence: float = 1.0
    pinned: bool = False


class OnAirRule:
    """Decides whose word counts."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = float("-inf")
        self.shown = ShownBy()

    def allows(self, by: By, confidence: float = 1.0) -> bool:
        """Whether `by` may put another product on air now."""
        if by == "staff":
            return True
        if self.shown.pinned:
            return False
        told = self.shown.by != "host" and self._clock() - self._since < HELD_S
        return by == "platform" or not told or confidence >= CLEAR

    def put(self, by: By, confidence: float = 1.0, *, pinned: bool | None = None) -> ShownBy:
        """`by` has put a product on air; `pinned` None leaves that as it is."""
        self._since = self._clock()
        pin = self.shown.pinned if pinned is None else pinned
        self.shown = replace(self.shown, by=by, confidence=confidence, pinned=pin)
        return self.shown

"""What the host has said lately, with times."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

KEPT_S = 900.0
"""How long a line is kept; who comes later asks about the last minutes, not the first hour."""

BREATH_S = 1.0
"""Lines no farther apart than this are one breath: a sentence may have been cut between them."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of the host's speech: `began` and `ended` in seconds of the room's clock, `at` when
    it began by the calendar. `on_air` was shown then; `confidence` (0..1) is the recogniser's.
    `breaks_off` says that the host may have gone on without a stop."""

    text: str
    began: float
    ended: float
    at: datetime
    on_air: str = ""
    confidence: float = 1.0
    breaks_off: bool = False

    def as_json(self) -> Mapping[str, Any]:
        """The line as the API writes it."""
        return {
            "text": self.text,
            "at": self.at.isoformat(),
            "seconds": round(self.ended - self.began, 2),
            "on_air": self.on_air,
            "confidence": round(self.confidence, 3),
        }


class Transcript:
    """The last lines, oldest first."""

    def __init__(self, kept_s: float = KEPT_S) -> None:
        self._kept_s = kept_s
        self._lines: deque[Spoken] = deque()
        self._withheld: list[Spoken] = []

    def __iter__(self) -> Iterator[Spoken]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: Spoken) -> None:
        """Keep a line; those that are too old go."""
        self._lines.append(line)
        while self._lines[0].ended < line.ended - self._kept_s:
            gone = self._lines.popleft()
            self.release(gone)

    def withhold(self, line: Spoken) -> None:
        """Mark a line as not to be repeated, until it is released."""
        self._withheld.append(line)

    def release(self, line: Spoken) -> None:
        """Mark a line as one that may be repeated."""
        self._withheld = [one for one in self._withheld if one is not line]

    def withholds(self, line: Spoken) -> bool:
        """Whether a line is not to be repeated."""
        return any(one is line for one in self._withheld)

    def breath(self, seconds: float) -> tuple[Spoken, ...]:
        """The last lines that follow one another without a stop, of `seconds` at most."""
        found: list[Spoken] = []
        for line in reversed(self._lines):
            if found and found[-1].began - line.ended > BREATH_S:
                break
            if found and found[0].ended - line.began > seconds:
                break
            found.append(line)
        return tuple(reversed(found))

"""In which order the queue is worked off, and by when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_ASKERS = (1 << 20) - 1
_SURE = 1000


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds within which a question is to be settled: one that needs a person whatever was
    answered, one whose viewers got no answer, any other."""

    forced_s: float = 30.0
    waiting_s: float = 60.0
    other_s: float = 180.0

    def due_at(self, opened_at: datetime, *, urgent: bool, outcome: str) -> datetime:
        """When a question that was opened then is due."""
        waiting = self.waiting_s if outcome in ("unknown", "handed_off") else self.other_s
        return opened_at + timedelta(seconds=self.forced_s if urgent else waiting)


def rank(*, urgent: bool, askers: int, confidence: float) -> int:
    """The place in the queue, least first: what needs a person, then what most viewers ask, then
    what the assistant was least sure of. One number of 31 bits, so that one index serves it."""
    crowd = _MOST_ASKERS - min(askers, _MOST_ASKERS)
    sure = min(_SURE, max(0, round(confidence * _SURE)))
    return (0 if urgent else 1) << 30 | crowd << 10 | sure

"""How long one viewer pauses within a sentence, learned while they speak."""

from collections import deque

_KEPT = 12  # pauses: what somebody did a minute ago says little of now
_USUAL_MS = (160.0, 220.0, 300.0)  # what speakers of Mandarin and English do before we know more
_SHARE = 0.9  # of a viewer's own pauses, those a turn should outlive
_MARGIN = 1.2


class Rhythm:
    """One viewer's pauses inside turns: each was followed by more speech."""

    def __init__(self) -> None:
        self._pauses: deque[float] = deque(_USUAL_MS, maxlen=_KEPT)

    def paused(self, pause_ms: float) -> None:
        """The viewer went on after `pause_ms` of silence."""
        self._pauses.append(pause_ms)

    @property
    def least_ms(self) -> float:
        """Silence under which this viewer is likelier to go on than to be done."""
        ordered = sorted(self._pauses)
        return _MARGIN * ordered[min(len(ordered) - 1, int(_SHARE * len(ordered)))]

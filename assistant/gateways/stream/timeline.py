"""When a piece of a stream's sound is to be heard, by the time the stream gives it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

FILLED_S = 1.0
"""A longer gap in the stream's time is skipped, not filled with silence."""

SEGMENTS_HASTE = 1.02
"""How fast what waits is heard where a stream comes in segments: its clock may be faster than ours,
and what waits must not grow."""

LIVE_HASTE = 3.0
"""The same where it comes as it happens: what has gathered while it was joined is soon made up."""

_JITTER_S = 0.1  # times of FLV are whole milliseconds, of a mixer anything near


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece belongs: after `silence_s` of silence, and `wait_s` from now."""

    silence_s: float
    wait_s: float


class Timeline:
    """The way from the stream's time to this machine's, piece after piece.

    What comes at once, a segment of HLS or what a server keeps for who joins, is spread over the
    time it lasts, or with more `haste` over less; what comes late is heard when it comes.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, haste: float = SEGMENTS_HASTE
    ) -> None:
        self._clock = clock
        self._haste = haste
        self._next: float | None = None  # the stream's time after the last piece
        self._anchor = (0.0, 0.0)  # a time of the stream's, and of this machine's that was it

    def place(self, at: float | None, seconds: float) -> Place:
        """Place the next piece, which is `seconds` long and begins `at` in the stream's time."""
        now, silence = self._clock(), 0.0
        begins = self._next if at is None else at
        if self._next is None or begins is None:
            begins = begins or 0.0
            self._anchor = begins, now
        else:
            gap = begins - self._next
            if gap > FILLED_S or gap < -_JITTER_S:
                self._anchor = begins, now
            elif gap > _JITTER_S:
                silence = gap
        self._next = begins + seconds
        due = self._anchor[1] + (begins - silence - self._anchor[0]) / self._haste
        if due <= now:
            self._anchor = begins - silence, now
        return Place(silence, max(0.0, due - now))

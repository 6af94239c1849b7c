"""How much of a flood of comments whoever watches a room is shown: more than anybody can read, and
no more than a page can draw."""

import time
from collections.abc import Callable

A_SECOND = 30.0
AT_ONCE = 90
"""Comments that are shown at once after a calm."""


class Glimpses:
    """Lets comments be shown at up to `a_second`, `at_once` together; a bucket of tokens (Turner,
    "New directions in communications", 1986)."""

    def __init__(
        self,
        a_second: float = A_SECOND,
        at_once: int = AT_ONCE,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._a_second = a_second
        self._at_once = at_once
        self._clock = clock
        self._tokens = float(at_once)
        self._since = clock()

    def show(self) -> bool:
        """Whether one more is shown now."""
        now = self._clock()
        gained = (now - self._since) * self._a_second
        self._tokens, self._since = min(self._at_once, self._tokens + gained), now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

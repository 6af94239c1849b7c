"""How much one session may ask in a minute."""

import time
from collections.abc import Callable
from typing import Any

from assistant.gateways.realtime.errors import ProtocolError

_MINUTE_S = 60.0


class RateLimits:
    """Responses and tokens of a session: each allowance refills evenly within a minute."""

    def __init__(
        self, requests: int, tokens: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = {"requests": requests, "tokens": tokens}
        self._left = {name: float(limit) for name, limit in self._limits.items()}
        self._clock = clock
        self._at = clock()

    def admit(self) -> list[dict[str, Any]]:
        """Take one request; what is left, as `rate_limits.updated` shows it.

        Raises ProtocolError where there is none left, or no token.
        """
        self._refill()
        for name, left in self._left.items():
            if left < 1:
                wait = self._seconds(name, 1 - left)
                raise ProtocolError(
                    f"Rate limit reached: {self._limits[name]} {name} per minute. "
                    f"Please try again in {wait:.1f}s.",
                    code="rate_limit_exceeded",
                )
        self._left["requests"] -= 1
        return [
            {
                "name": name,
                "limit": limit,
                "remaining": max(0, int(self._left[name])),
                "reset_seconds": round(self._seconds(name, limit - self._left[name]), 3),
            }
            for name, limit in self._limits.items()
        ]

    def spend(self, tokens: int) -> None:
        """Count what a response used; more than is left is paid off before the next."""
        self._refill()
        self._left["tokens"] -= tokens

    def _refill(self) -> None:
        now = self._clock()
        passed, self._at = now - self._at, now
        for name, limit in self._limits.items():
            refilled = self._left[name] + limit * passed / _MINUTE_S
            self._left[name] = min(float(limit), refilled)

    def _seconds(self, name: str, amount: float) -> float:
        return amount * _MINUTE_S / self._limits[name]

"""The floor: who may speak aloud in a live room. The host always; Xiaoer in their pauses.

The host is heard by an ear that says when they begin and when they stop (`host_speaks`). A private
answer to a viewer's own call is not bound by this: nobody else hears it.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Literal

Mode = Literal["text", "asked", "cohost"]
"""How far Xiaoer may speak aloud: never; when the floor is handed over; in the host's pauses."""

PAUSE_S = 1.5
"""The silence of a host in which they have paused; drawing breath takes them less."""

HANDED_S = 20.0
"""How long the floor stays handed over where nobody takes it back."""


class Floor:
    """Says when Xiaoer may speak, and lets it know at once when it may no longer."""

    def __init__(
        self,
        mode: Mode = "text",
        *,
        pause_s: float = PAUSE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.mode: Mode = mode
        self._pause_s = pause_s
        self._clock = clock
        self._host_speaks = False
        self._quiet_since = clock()
        self._handed_until = float("-inf")
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()

    @property
    def free(self) -> bool:
        """Whether Xiaoer may begin to speak now."""
        return self._wait_s() == 0

    @property
    def taken(self) -> asyncio.Event:
        """Set while the host speaks: what Xiaoer is saying stops."""
        return self._taken

    def host_speaks(self, speaking: bool) -> None:
        """The host has begun to speak, or has stopped just now."""
        if speaking == self._host_speaks:
            return
        self._host_speaks = speaking
        if speaking:
            self._taken.set()
            self._handed_until = float("-inf")
        else:
            self._quiet_since = self._clock()
            self._taken.clear()
        self._notify()

    def hand_over(self, seconds: float = HANDED_S) -> None:
        """Let Xiaoer speak at once, until the host speaks again or the time is over."""
        self._handed_until = self._clock() + seconds
        self._notify()

    def switch(self, mode: Mode) -> None:
        """Change how far it may speak."""
        self.mode = mode
        self._notify()

    async def wait(self, until: float) -> bool:
        """Wait for the floor; False where it is not free by `until` (the clock's seconds)."""
        while (wait := self._wait_s()) > 0:
            left = until - self._clock()
            if left <= 0:
                return False
            self._changed.clear()
            try:
                async with asyncio.timeout(min(wait, left)):
                    await self._changed.wait()
            except TimeoutError:
                continue
        return self._clock() <= until

    def _wait_s(self) -> float:
        """Seconds until the floor is free, as far as time alone decides; infinite otherwise."""
        now = self._clock()
        if self.mode == "text" or self._host_speaks:
            return float("inf")
        if now < self._handed_until:
            return 0.0
        if self.mode == "asked":
            return float("inf")
        return max(0.0, self._quiet_since + self._pause_s - now)

    def _notify(self) -> None:
        self._changed.set()

"""Whether something blocks the event loop: how late it is where it should be back in time."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

EVERY_S = 0.1
KEPT = 600  # a minute of samples: longer than any turn


class LoopLag:
    """Measures the lag of the running event loop. `observe` is given each sample, in seconds."""

    def __init__(self, observe: Callable[[float], None], *, every_s: float = EVERY_S) -> None:
        self._observe = observe
        self._every_s = every_s
        self._samples: deque[tuple[int, float]] = deque(maxlen=KEPT)

    async def watch(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self._every_s
            await asyncio.sleep(self._every_s)
            lag = max(0.0, loop.time() - due)
            self._samples.append((time.time_ns(), lag))
            self._observe(lag)

    def worst_since(self, ns: int) -> float:
        """The most the loop lagged, in seconds, since `ns` nanoseconds after the epoch.

        A stall shows once it is over; 0 where nothing was measured.
        """
        return max((lag for at, lag in self._samples if at >= ns), default=0.0)

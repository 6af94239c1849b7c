"""Whether anybody waits for the machine: what can wait looks here first."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager

from assistant.speech.audio import Audio

CALM_S = 1.0
"""After the last viewer was served; a conversation's next word often comes sooner."""


class LiveWork:
    """Counts what is being done for viewers now, over all rooms of a process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at_work = 0
        self._until = 0.0

    @property
    def busy(self) -> bool:
        """Whether a viewer is served, or was a moment ago."""
        return self._at_work > 0 or self._clock() < self._until

    @contextmanager
    def work(self) -> Iterator[None]:
        """Somebody is served meanwhile."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            self.touch()

    def touch(self, seconds: float = CALM_S) -> None:
        """Somebody is about to be served: they have begun to speak."""
        self._until = max(self._until, self._clock() + seconds)

    async def calm(self) -> None:
        """Wait until nobody is served."""
        while self.busy:  # noqa: ASYNC110 - time alone ends it, too
            await asyncio.sleep(max(0.05, self._until - self._clock()))


async def while_working(
    live: LiveWork, speech: AsyncGenerator[Audio, None]
) -> AsyncGenerator[Audio, None]:
    """`speech`, made for somebody who is served meanwhile."""
    with live.work():
        async with aclosing(speech) as pieces:
            async for piece in pieces:
                yield piece

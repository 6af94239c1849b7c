"""What a link has read and its reader has not yet taken."""

import asyncio
from collections.abc import AsyncIterator

from assistant.gateways.link import LinkError, LinkLost, LiveEvent

KEPT = 2000
"""Events a slow reader may be behind; the oldest are then forgotten."""


class Inbox:
    """Filled by the task that reads the connection, emptied by whoever iterates the events."""

    def __init__(self, kept: int = KEPT) -> None:
        self._events: asyncio.Queue[LiveEvent | None] = asyncio.Queue(kept + 1)
        self.over: LinkError | LinkLost | None = None
        """Why it ended, where it did not end well."""

    def keep(self, event: LiveEvent | None) -> None:
        """Put an event; None is the end."""
        if self._events.full():
            self._events.get_nowait()
        self._events.put_nowait(event)

    def end(self, why: LinkError | LinkLost | None = None) -> None:
        """Nothing more comes: the show is over, or `why`."""
        self.over = why
        self.keep(None)

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What there is, as it comes; raises what it ended of."""
        while (event := await self._events.get()) is not None:
            yield event
        self.keep(None)  # for whoever asks again
        if self.over is not None:
            raise self.over

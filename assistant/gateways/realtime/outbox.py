"""Events on their way to the client: in order, bounded, without what was cancelled."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable

from assistant.gateways.realtime.events import Event
from assistant.gateways.realtime.port import SinkPort

CAPACITY = 128  # events; at 200 ms of sound each, some 25 s wait for a slow client


class Outbox:
    """The one way to the client.

    `send` waits while the client is slow to take what it is sent; `put` does not, and is for the
    few events that open and close a response and must not come apart.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._waiting: deque[Event] = deque()
        self._capacity = capacity
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self.on_sent: Callable[[Event], None] = lambda _: None
        """Told of each event once the socket has taken it."""

    async def send(self, event: Event) -> None:
        """Queue `event` behind the others, once there is room."""
        while len(self._waiting) >= self._capacity:
            self._room.clear()
            await self._room.wait()
        self.put(event)

    def put(self, *events: Event) -> None:
        """Queue `events` together, room or not."""
        self._waiting.extend(events)
        self._arrived.set()

    def take_back_sound(self, response_id: str) -> Iterable[str]:
        """Drop the sound of a response that has not left yet; gives the base64 pieces dropped."""
        dropped: list[str] = []
        kept: deque[Event] = deque()
        for event in self._waiting:
            if (
                event["type"] == "response.output_audio.delta"
                and event["response_id"] == response_id
            ):
                dropped.append(event["delta"])
            else:
                kept.append(event)
        self._waiting = kept
        self._room.set()
        return dropped

    async def deliver(self, socket: SinkPort) -> None:
        """Send events as they come, until cancelled. Raises ConnectionLost."""
        while True:
            while not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
            event = self._waiting.popleft()
            self._room.set()
            await socket.send(json.dumps(event, ensure_ascii=False, separators=(",", ":")))
            self.on_sent(event)

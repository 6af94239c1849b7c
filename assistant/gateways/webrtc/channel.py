"""The data channel `oai-events` as the Realtime gateway's socket."""

import asyncio
import json

from aiortc import RTCDataChannel

from assistant.gateways.realtime.errors import ConnectionLost
from assistant.gateways.realtime.events import error_event

LABEL = "oai-events"

LONGEST_MESSAGE = 256 * 1024
"""Bytes of one event; browsers take no longer message (RFC 8841 leaves the limit to them)."""

_MUCH = 1024 * 1024  # bytes on their way, beyond which sending waits


class EventChannel:
    """Sends the session's events once the client has opened the channel."""

    def __init__(self) -> None:
        self._channel: RTCDataChannel | None = None
        self._opened = asyncio.Event()
        self._lower = asyncio.Event()

    def attach(self, channel: RTCDataChannel) -> None:
        """Use `channel`, which the client opened."""
        self._channel = channel
        channel.bufferedAmountLowThreshold = _MUCH // 2
        channel.on("bufferedamountlow", self._lower.set)
        channel.on("close", self._lower.set)
        self._opened.set()

    async def send(self, text: str) -> None:
        """Send one event; one too long for a channel is replaced by an `error` that says so.

        Raises ConnectionLost.
        """
        await self._opened.wait()
        channel = self._channel
        if len(text.encode()) > LONGEST_MESSAGE:
            text = json.dumps(_too_long(json.loads(text)["type"]))
        while channel is not None and channel.readyState == "open":
            if channel.bufferedAmount < _MUCH:
                channel.send(text)
                return
            self._lower.clear()
            await self._lower.wait()
        raise ConnectionLost


def _too_long(kind: str) -> dict[str, object]:
    return error_event(
        f"'{kind}' is longer than the {LONGEST_MESSAGE} bytes a data channel takes; "
        "read it over a WebSocket.",
        code="event_too_large",
    )

"""The track an answer goes out on: paced, encoded here, silent when there is nothing to say."""

import fractions
from collections.abc import Callable
from typing import Any

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import Packet

from assistant.gateways.pacing import Pace
from assistant.gateways.webrtc.opus import FRAME_MS, SILENT_BYTES, Encoder

_CLOCK_RATE = 48_000  # of RTP timestamps of Opus, RFC 7587
_TICKS = _CLOCK_RATE * FRAME_MS // 1000


class VoiceTrack(MediaStreamTrack):
    """Asks `next_frame` for 20 ms of 24 kHz pcm16 every 20 ms, and gives them as Opus.

    The timestamps go on through silence, in which hardly a packet is sent (DTX). The viewer's
    clock may drift from ours: the receiver stretches what it plays, as with any live source.
    """

    kind = "audio"

    def __init__(self, next_frame: Callable[[], bytes], encoder: Encoder | None = None) -> None:
        super().__init__()
        self._next_frame = next_frame
        self._encoder = encoder or Encoder()
        self._frames = 0
        self._pace = Pace()

    async def recv(self) -> "Packet[Any]":
        """The next packet, when it is time for it. Raises MediaStreamError once stopped."""
        while True:
            await self._pace.wait()
            if self.readyState != "live":
                raise MediaStreamError
            encoded = self._encoder.encode(self._next_frame())
            at = self._frames * _TICKS
            self._frames += 1
            if len(encoded) > SILENT_BYTES:
                packet: Packet[Any] = Packet(encoded)
                packet.pts, packet.time_base = at, fractions.Fraction(1, _CLOCK_RATE)
                return packet

"""The viewer's microphone: what arrives on a peer connection's audio, past aiortc's own buffer.

aiortc's jitter buffer of audio holds four packets back, stands still for a third of a second at
each one lost, keeps that delay from then on, and drops what is missing without a trace; its
decoder reads no FEC. So packets are taken where it would buffer them. That place is an attribute of
aiortc's own, which is why the version of aiortc is pinned to the minor.
"""

import asyncio
from collections.abc import Callable

from aiortc import RTCRtpReceiver
from aiortc.rtp import RtpPacket

from assistant.gateways.webrtc.reception import Reception, VoicePacket

_BUFFER = "_RTCRtpReceiver__jitter_buffer"
_TICK_S = 0.02


class Microphone:
    """Gives `hear` 24 kHz pcm16 as it comes in; stands in for the jitter buffer of `receiver`."""

    def __init__(
        self, receiver: RTCRtpReceiver, reception: Reception, hear: Callable[[bytes], None]
    ) -> None:
        if not hasattr(receiver, _BUFFER):
            raise RuntimeError("this version of aiortc keeps its jitter buffer elsewhere")
        setattr(receiver, _BUFFER, self)
        self._reception = reception
        self._hear = hear

    def add(self, packet: RtpPacket) -> tuple[bool, None]:
        """Take one packet; aiortc gets no frame to decode and asks for no picture."""
        self._pass_on(
            self._reception.push(
                VoicePacket(packet.sequence_number, packet.timestamp, packet.payload)
            )
        )
        return False, None

    async def keep_time(self) -> None:
        """Let time pass for packets that stay away, until cancelled."""
        while True:
            await asyncio.sleep(_TICK_S)
            self._pass_on(self._reception.tick())

    def _pass_on(self, sound: bytes) -> None:
        if sound:
            self._hear(sound)

"""A viewer's end of a call: an aiortc peer with microphone, loudspeaker and event channel."""

import asyncio
import fractions
import json
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import Packet

from assistant.gateways.webrtc.microphone import Microphone
from assistant.gateways.webrtc.opus import FRAME_BYTES, FRAME_MS, Encoder
from assistant.gateways.webrtc.reception import Reception
from assistant.speech.audio import SPEAKING_RATE, Audio

WAIT_S = 20.0

Signal = Callable[[str], Awaitable[str]]
"""Takes the offer to the server and brings the answer."""


class ScriptedMicrophone(MediaStreamTrack):
    """Silence, and whatever it is given to `say`, at the pace of speech."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()
        self._encoder = Encoder()
        self._frames = 0
        self._due: float | None = None
        self.quiet = asyncio.Event()

    def say(self, audio: Audio) -> None:
        """Say this next."""
        self._waiting += audio.at(SPEAKING_RATE).pcm16()
        self.quiet.clear()

    async def recv(self) -> Any:
        """The next 20 ms as Opus; in a client's DTX nothing is held back."""
        if self.readyState != "live":
            raise MediaStreamError
        now = asyncio.get_running_loop().time()
        self._due = now if self._due is None else self._due
        await asyncio.sleep(max(0.0, self._due - now))
        self._due += FRAME_MS / 1000
        frame = bytes(self._waiting[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\0")
        del self._waiting[:FRAME_BYTES]
        if not self._waiting:
            self.quiet.set()
        packet: Any = Packet(self._encoder.encode(frame))
        packet.pts, packet.time_base = self._frames * 960, fractions.Fraction(1, 48_000)
        self._frames += 1
        return packet


class Viewer:
    """Calls, speaks, and keeps what comes back."""

    def __init__(self) -> None:
        self.microphone = ScriptedMicrophone()
        self.events: list[dict[str, Any]] = []
        self.heard = bytearray()
        self.reception = Reception()
        self.answer = ""
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.channel: RTCDataChannel = self.peer.createDataChannel("oai-events")
        self._came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._opened = asyncio.Event()
        self._keeping_time: asyncio.Task[None] | None = None
        self.peer.addTrack(self.microphone)
        self.channel.on("message", lambda text: self._came.put_nowait(json.loads(text)))
        self.channel.on("open", self._opened.set)

    async def offer(self) -> str:
        """The SDP offer, its candidates gathered."""
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    async def call(self, signal: Signal) -> None:
        """Call, and wait until the channel is open."""
        self.answer = await signal(await self.offer())
        (transceiver,) = self.peer.getTransceivers()
        loudspeaker = Microphone(transceiver.receiver, self.reception, self.heard.extend)
        self._keeping_time = asyncio.create_task(loudspeaker.keep_time())
        await self.peer.setRemoteDescription(RTCSessionDescription(self.answer, "answer"))
        await asyncio.wait_for(self._opened.wait(), WAIT_S)

    def send(self, kind: str, **fields: Any) -> None:
        """Send one event."""
        self.channel.send(json.dumps({"type": kind, **fields}))

    def ask(self, text: str) -> None:
        """Ask in writing."""
        content = [{"type": "input_text", "text": text}]
        item = {"type": "message", "role": "user", "content": content}
        self.send("conversation.item.create", item=item)
        self.send("response.create")

    async def until(self, kind: str, wait_s: float = WAIT_S) -> dict[str, Any]:
        """The next event of that kind."""
        async with asyncio.timeout(wait_s):
            while True:
                event = await self._came.get()
                self.events.append(event)
                if event["type"] == kind:
                    return event

    @property
    def kinds(self) -> list[str]:
        """The types of the events so far."""
        return [event["type"] for event in self.events]

    @property
    def loud_ms(self) -> int:
        """How much of what was heard is not silence."""
        samples = np.frombuffer(bytes(self.heard), dtype="<i2")
        frames = samples[: len(samples) // 240 * 240].reshape(-1, 240)
        return int((np.abs(frames).max(axis=1, initial=0) > 600).sum()) * 10

    async def close(self) -> None:
        """Hang up."""
        if self._keeping_time is not None:
            self._keeping_time.cancel()
            await asyncio.gather(self._keeping_time, return_exceptions=True)
        await self.peer.close()

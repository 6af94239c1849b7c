"""Somebody else's place in a room of sound: an aiortc peer that speaks and keeps what it hears."""

import asyncio

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from support.peer import WAIT_S, ScriptedMicrophone

from assistant.gateways.webrtc.microphone import Microphone
from assistant.gateways.webrtc.reception import Reception
from assistant.speech.audio import SPEAKING_RATE, Audio


class Recording:
    """What somebody has heard: 24 kHz mono pcm16, in true time while they are connected."""

    def __init__(self) -> None:
        self._heard = bytearray()
        self._more = asyncio.Event()

    def hear(self, sound: bytes) -> None:
        """Take what comes next."""
        self._heard += sound
        self._more.set()

    @property
    def seconds(self) -> float:
        """How much was heard so far."""
        return len(self._heard) / 2 / SPEAKING_RATE

    def since(self, seconds: float) -> Audio:
        """What was heard from there on."""
        begin = round(seconds * SPEAKING_RATE) * 2
        return Audio.from_pcm16(bytes(self._heard[begin:]), SPEAKING_RATE)

    async def listen(self, seconds: float) -> Audio:
        """What is heard from now on."""
        begin = len(self._heard)
        end = begin + round(seconds * SPEAKING_RATE) * 2
        async with asyncio.timeout(seconds + WAIT_S):
            while len(self._heard) < end:
                self._more.clear()
                await self._more.wait()
        return Audio.from_pcm16(bytes(self._heard[begin:end]), SPEAKING_RATE)


class Participant:
    """One peer connection, with a microphone and a recording of what it hears."""

    def __init__(self, recording: Recording | None = None) -> None:
        self.microphone = ScriptedMicrophone()
        self.recording = recording or Recording()
        self.reception = Reception()
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connected = asyncio.Event()
        self._keeping_time: asyncio.Task[None] | None = None
        self.peer.on("connectionstatechange", self._on_state)

    async def offer(self, *, speaks: bool = True, hears: bool = True) -> str:
        """An SDP offer."""
        if speaks:
            self.peer.addTransceiver(self.microphone, "sendrecv" if hears else "sendonly")
        else:
            self.peer.addTransceiver("audio", "recvonly")
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    async def accept(self, answer: str) -> None:
        """Take the answer, and wait until sound can flow."""
        self._listen()
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await asyncio.wait_for(self._connected.wait(), WAIT_S)

    async def answer(self, offer: str) -> str:
        """The SDP answer to an offer."""
        await self.peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        self._listen()
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        return str(self.peer.localDescription.sdp)

    async def say(self, audio: Audio) -> None:
        """Say it, and return when it has been said."""
        self.microphone.say(audio)
        await self.microphone.quiet.wait()

    async def close(self) -> None:
        """Hang up."""
        if self._keeping_time is not None:
            self._keeping_time.cancel()
            await asyncio.gather(self._keeping_time, return_exceptions=True)
        await self.peer.close()

    def _listen(self) -> None:
        (transceiver,) = self.peer.getTransceivers()
        ear = Microphone(transceiver.receiver, self.reception, self.recording.hear)
        self._keeping_time = asyncio.create_task(ear.keep_time())

    def _on_state(self) -> None:
        if self.peer.connectionState == "connected":
            self._connected.set()

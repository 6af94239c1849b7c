"""A peer connection into a room that somebody else runs: sound, and nothing else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

from aiortc import (
    RTCConfiguration,
    RTCIceCandidate,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError
from aiortc.sdp import candidate_from_sdp

from assistant.gateways.link import LinkError, LinkLost, NextFrame
from assistant.gateways.webrtc.microphone import Microphone
from assistant.gateways.webrtc.opus import Encoder
from assistant.gateways.webrtc.reception import Reception
from assistant.gateways.webrtc.sdp import asking_for_fec
from assistant.gateways.webrtc.track import VoiceTrack

CONNECT_S = 15.0
"""How long it may take from both descriptions to sound that can flow."""

EXPECTED_LOSS_PERCENT = 20
"""What the voice's FEC is made for. `tests/benchmarks/voice_loss.py`: in as many bits, as much is
understood as with FEC made for 10 %, where nothing is lost and, within noise, where 30 % is."""

Hear = Callable[[bytes], None]
"""Takes what was heard, 24 kHz mono pcm16, as it comes in."""


class RoomPeer:
    """One connection: it says what `next_frame` gives, and hands what it receives to `hear`.

    Either may be left out. `broken` is called once, where a connection that stood is lost.
    """

    def __init__(
        self,
        configuration: RTCConfiguration,
        *,
        next_frame: NextFrame | None = None,
        hear: Hear | None = None,
        broken: Callable[[LinkLost], None],
    ) -> None:
        self._next_frame = next_frame
        self._hear = hear
        self._broken = broken
        self._connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._described = asyncio.Event()
        self._candidates: asyncio.Queue[RTCIceCandidate | None] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False
        self._peer = RTCPeerConnection(configuration)
        self._peer.on("connectionstatechange", self._on_state)

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls,
        configuration: RTCConfiguration,
        *,
        next_frame: NextFrame | None = None,
        hear: Hear | None = None,
        broken: Callable[[LinkLost], None],
    ) -> AsyncIterator["RoomPeer"]:
        """One that is closed at the end, whatever became of it."""
        peer = cls(configuration, next_frame=next_frame, hear=hear, broken=broken)
        try:
            yield peer
        finally:
            await peer.close()

    async def offer(self) -> str:
        """An SDP offer of Opus with in-band FEC, its candidates gathered."""
        if self._next_frame is None:
            transceiver = self._peer.addTransceiver("audio", direction="recvonly")
        else:
            direction = "sendonly" if self._hear is None else "sendrecv"
            track = VoiceTrack(self._next_frame, Encoder(loss_percent=EXPECTED_LOSS_PERCENT))
            transceiver = self._peer.addTransceiver(track, direction=direction)
        _only_opus(transceiver)
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return asking_for_fec(self._peer.localDescription.sdp)

    async def accept(self, answer: str) -> None:
        """Take the other side's SDP answer. Raises LinkError where it is of no use."""
        with _understood():
            self._work()
            await self._peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        self._described.set()

    async def answer(self, offer: str) -> str:
        """The SDP answer to the other side's offer. Raises LinkError where it is of no use."""
        with _understood():
            await self._peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            self._work()
            _only_opus(self._audio)
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        self._described.set()
        return asking_for_fec(self._peer.localDescription.sdp)

    def add_candidate(self, line: str, mid: str | None = None, index: int | None = None) -> None:
        """Take one more way to reach the other side; an empty `line` says that it was the last."""
        candidate = candidate_from_sdp(line.removeprefix("candidate:")) if line else None
        if candidate is not None:
            candidate.sdpMid, candidate.sdpMLineIndex = mid, index
        self._candidates.put_nowait(candidate)

    async def connected(self) -> None:
        """Return when sound can flow. Raises LinkLost."""
        try:
            async with asyncio.timeout(CONNECT_S):
                await asyncio.shield(self._connected)
        except TimeoutError:
            raise LinkLost(
                f"no way for the sound was found within {CONNECT_S:.0f} s; where a firewall is "
                "between, set webrtc_turn_url"
            ) from None

    async def close(self) -> None:
        """Let go of the connection, its sockets and its tasks."""
        self._closing = True
        self._connected.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._peer.close()

    @property
    def _audio(self) -> RTCRtpTransceiver:
        found = next((t for t in self._peer.getTransceivers() if t.kind == "audio"), None)
        if found is None:
            raise ValueError("it has no audio")
        return found

    def _work(self) -> None:
        if self._hear is not None:
            microphone = Microphone(self._audio.receiver, Reception(), self._hear)
            self._begin(microphone.keep_time())
        self._begin(self._take_candidates())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work, name="a room's sound"))

    async def _take_candidates(self) -> None:
        await self._described.wait()
        while True:
            await self._peer.addIceCandidate(await self._candidates.get())

    def _on_state(self) -> None:
        state = self._peer.connectionState
        if state == "connected" and not self._connected.done():
            self._connected.set_result(None)
        if state not in ("failed", "closed") or self._closing:
            return
        if self._connected.done():
            self._broken(LinkLost("the sound of the room broke off"))
        else:
            self._connected.set_exception(LinkLost("no way for the sound was found (ICE failed)"))


def _only_opus(transceiver: RTCRtpTransceiver) -> None:
    able = RTCRtpReceiver.getCapabilities("audio")
    codecs = able.codecs if able is not None else []
    transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType == "audio/opus"])


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except (
        InvalidAccessError,
        InvalidStateError,
        OperationError,
        ValueError,
        IndexError,
        KeyError,
        AssertionError,
    ) as error:
        raise LinkError(f"the room's description of its sound is of no use: {error}") from error

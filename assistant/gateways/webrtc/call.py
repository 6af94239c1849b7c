"""One call: a peer connection, and the Realtime session that is held over it."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiortc import (
    RTCDataChannel,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError

from assistant.gateways.realtime.audio_in import MakeDetector
from assistant.gateways.realtime.connection import Connection, first_config, silero_detector
from assistant.gateways.realtime.errors import ConnectionLost, ProtocolError
from assistant.gateways.realtime.events import new_id
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.session_config import SessionConfig
from assistant.gateways.webrtc import sdp
from assistant.gateways.webrtc.channel import LABEL, EventChannel
from assistant.gateways.webrtc.configuration import configuration
from assistant.gateways.webrtc.microphone import Microphone
from assistant.gateways.webrtc.opus import FRAME_BYTES
from assistant.gateways.webrtc.reception import Reception
from assistant.gateways.webrtc.speaker import TrackSpeaker
from assistant.gateways.webrtc.track import VoiceTrack
from assistant.settings import Settings

CONNECT_S = 20.0
"""How long a client may take from its answer to an open channel."""

LONGEST_S = 60 * 60.0
"""A call ends after an hour, as OpenAI's do."""

_INBOX = 500  # messages and pieces of sound that wait: some 10 s
_CLEAR = json.dumps({"type": "input_audio_buffer.clear"})

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client calls with: `session` is its configuration, where it sent one."""

    offer: str
    model: str
    viewer: str = ""
    session: dict[str, Any] = field(default_factory=dict)


class Call:
    """Get the `answer`, `hold` the call to its end, and `close` it whatever happened."""

    def __init__(
        self,
        asked: Asked,
        room: RoomPort,
        settings: Settings,
        *,
        make_detector: MakeDetector = silero_detector,
    ) -> None:
        self.id = new_id("rtc")
        self.reception = Reception()
        self._asked = asked
        self._room = room
        self._settings = settings
        self._make_detector = make_detector
        self._over = asyncio.Event()
        self._begun = asyncio.Event()  # the channel is open, or the call over before it was
        self._channel = EventChannel()
        self._inbox: asyncio.Queue[str | bytes] = asyncio.Queue(_INBOX)
        self._speaker: TrackSpeaker | None = None
        self._peer = RTCPeerConnection(configuration(settings))
        self._peer.on("connectionstatechange", self._on_state)
        self._peer.on("datachannel", self._on_channel)

    async def answer(self) -> str:
        """The SDP answer to the client's offer. Raises OfferRefused, ProtocolError."""
        sdp.check_offer(self._asked.offer)
        self._config()
        try:
            offer = RTCSessionDescription(self._asked.offer, type="offer")
            await self._peer.setRemoteDescription(offer)
            able = RTCRtpReceiver.getCapabilities("audio")
            codecs = able.codecs if able is not None else []
            self._audio.setCodecPreferences([c for c in codecs if c.mimeType == "audio/opus"])
            self._peer.addTrack(VoiceTrack(self._next_frame))
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except (InvalidAccessError, InvalidStateError, OperationError, ValueError) as error:
            raise sdp.OfferRefused(f"the SDP offer cannot be answered: {error}") from error
        made: str = self._peer.localDescription.sdp
        return sdp.finished_answer(made, public_address=str(self._settings.webrtc_public_address))

    async def hold(self) -> None:
        """Hold the session until the client hangs up, is lost, or an hour is over."""
        try:
            async with asyncio.timeout(LONGEST_S), asyncio.TaskGroup() as tasks:
                connection = Connection(
                    self._room,
                    self._settings,
                    tasks,
                    config=self._config(),
                    viewer=self._asked.viewer,
                    make_detector=self._make_detector,
                    speaker=self._make_speaker,
                )
                microphone = Microphone(self._audio.receiver, self.reception, self._heard)
                tasks.create_task(self._until_over())
                tasks.create_task(microphone.keep_time())
                tasks.create_task(connection.outbox.deliver(self._channel))
                connection.open()
                await self._serve(connection)
        except* ConnectionLost:
            _log.debug("call over", call=self.id)
        except* TimeoutError:
            _log.info("call ended after its longest time", call=self.id)

    def hang_up(self) -> None:
        """End `hold`."""
        self._over.set()
        self._begun.set()

    async def close(self) -> None:
        """Let go of the connection, its sockets and its threads."""
        self.hang_up()
        await self._peer.close()

    async def _serve(self, connection: Connection) -> None:
        """What the client sends and says, in the order it came."""
        while True:
            came = await self._inbox.get()
            if isinstance(came, str):
                await connection.handle(came)
                continue
            try:
                await connection.hear(came)
            except ProtocolError:  # the buffer is full of what nobody committed
                await connection.handle(_CLEAR)
                await connection.hear(came)

    async def _until_over(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._begun.wait()
            await self._over.wait()
        except TimeoutError:
            _log.info("call never connected", call=self.id)
        raise ConnectionLost

    def _config(self) -> SessionConfig:
        """Raises ProtocolError where the client's own configuration is wrong."""
        config = first_config(self._room, self._settings, self._asked.model)
        return config.updated(self._asked.session) if self._asked.session else config

    @property
    def _audio(self) -> RTCRtpTransceiver:
        return next(t for t in self._peer.getTransceivers() if t.kind == "audio")

    def _make_speaker(self, outbox: Outbox) -> TrackSpeaker:
        self._speaker = TrackSpeaker(outbox)
        return self._speaker

    def _next_frame(self) -> bytes:
        return self._speaker.next_frame() if self._speaker is not None else bytes(FRAME_BYTES)

    def _heard(self, sound: bytes) -> None:
        if self._inbox.full():
            _log.warning("sound dropped: the session is busy", call=self.id)
        else:
            self._inbox.put_nowait(sound)

    def _told(self, message: str | bytes) -> None:
        if self._inbox.full():
            _log.warning("hung up: more messages than can be done", call=self.id)
            self.hang_up()
        else:
            text = message if isinstance(message, str) else message.decode(errors="replace")
            self._inbox.put_nowait(text)

    def _on_channel(self, channel: RTCDataChannel) -> None:
        if channel.label != LABEL:
            return
        channel.on("message", self._told)
        channel.on("close", self.hang_up)
        self._channel.attach(channel)
        self._begun.set()

    def _on_state(self) -> None:
        if self._peer.connectionState in ("failed", "closed"):
            self.hang_up()

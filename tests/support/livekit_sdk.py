"""A stand-in for LiveKit's SDK, by the surface of livekit 1.2 and livekit-api 1.2.

Its classes have the SDK's names, and their methods its parameters: where the packages are
installed, a test compares them. One server with one room is behind it; sound goes at its pace.
"""

import asyncio
import enum
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from assistant.gateways.livekit.sdk import Sdk
from assistant.speech.audio import SPEAKING_RATE, Audio

KEY, SECRET = "key", "sesame"
FRAME_MS = 10


class _Enum(enum.IntEnum):
    """As protobuf's enums are used."""

    @classmethod
    def items(cls) -> list[tuple[str, int]]:
        return [(member.name, member.value) for member in cls]


DisconnectReason = _Enum(
    "DisconnectReason",
    "UNKNOWN_REASON CLIENT_INITIATED DUPLICATE_IDENTITY SERVER_SHUTDOWN PARTICIPANT_REMOVED "
    "ROOM_DELETED STATE_MISMATCH JOIN_FAILURE MIGRATION SIGNAL_CLOSE ROOM_CLOSED",
    start=0,
)
TrackKind = _Enum("TrackKind", "KIND_UNKNOWN KIND_AUDIO KIND_VIDEO", start=0)
TrackSource = _Enum("TrackSource", "SOURCE_UNKNOWN SOURCE_CAMERA SOURCE_MICROPHONE", start=0)
ParticipantKind = _Enum(
    "ParticipantKind",
    "PARTICIPANT_KIND_STANDARD PARTICIPANT_KIND_INGRESS PARTICIPANT_KIND_EGRESS "
    "PARTICIPANT_KIND_SIP PARTICIPANT_KIND_AGENT",
    start=0,
)


class ConnectError(Exception):
    def __init__(self, message: str) -> None:
        self.message = message


class PublishTrackError(Exception):
    def __init__(self, message: str) -> None:
        self.message = message


class StreamError(ConnectionError):
    pass


@dataclass
class RoomOptions:
    auto_subscribe: bool = True
    connect_timeout: float | None = None


@dataclass
class TrackPublishOptions:
    source: int = 0


@dataclass
class VideoGrants:
    room_join: bool | None = None
    room: str = ""
    can_publish: bool = True
    can_subscribe: bool = True
    can_publish_data: bool = True


class AccessToken:
    def __init__(self, api_key: str | None = None, api_secret: str | None = None) -> None:
        self._claims: dict[str, Any] = {"iss": api_key, "secret": api_secret}

    def with_identity(self, identity: str) -> "AccessToken":
        self._claims["sub"] = identity
        return self

    def with_name(self, name: str) -> "AccessToken":
        self._claims["name"] = name
        return self

    def with_grants(self, grants: VideoGrants) -> "AccessToken":
        self._claims["video"] = vars(grants)
        return self

    def with_ttl(self, ttl: timedelta) -> "AccessToken":
        self._claims["ttl"] = ttl.total_seconds()
        return self

    def to_jwt(self) -> str:
        return json.dumps(self._claims)


class AudioFrame:
    def __init__(
        self, data: bytes, sample_rate: int, num_channels: int, samples_per_channel: int
    ) -> None:
        assert len(data) == num_channels * samples_per_channel * 2
        self.data, self.sample_rate = memoryview(data), sample_rate


class AudioSource:
    """Plays what it is given at its pace, holding back as much as its queue does."""

    def __init__(self, sample_rate: int, num_channels: int, queue_size_ms: int = 1000) -> None:
        assert num_channels == 1
        assert queue_size_ms % 10 == 0
        self._rate, self._queue_s = sample_rate, queue_size_ms / 1000
        self._played_until = 0.0
        self.heard = bytearray()
        self.cleared = 0

    @property
    def _waiting_s(self) -> float:
        return max(0.0, self._played_until - asyncio.get_running_loop().time())

    def clear_queue(self) -> None:
        unplayed = round(self._waiting_s * self._rate) * 2
        if unplayed:
            del self.heard[-unplayed:]
        self._played_until = 0.0
        self.cleared += 1

    async def capture_frame(self, frame: AudioFrame) -> None:
        seconds = len(frame.data) / 2 / self._rate
        await asyncio.sleep(max(0.0, self._waiting_s + seconds - self._queue_s))
        now = asyncio.get_running_loop().time()
        self._played_until = max(now, self._played_until) + seconds
        self.heard += frame.data

    async def aclose(self) -> None:
        self._played_until = 0.0


class LocalAudioTrack:
    def __init__(self, source: AudioSource) -> None:
        self.source = source

    @staticmethod
    def create_audio_track(name: str, source: AudioSource) -> "LocalAudioTrack":
        return LocalAudioTrack(source)


@dataclass(eq=False)
class RemoteTrack:
    kind: int
    streams: list["AudioStream"] = field(default_factory=list)


class AudioStream:
    def __init__(
        self, track: RemoteTrack, capacity: int = 0, sample_rate: int = 48000, num_channels: int = 1
    ) -> None:
        assert num_channels == 1
        self.rate = sample_rate
        self.frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._track = track
        track.streams.append(self)

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._events()

    async def _events(self) -> AsyncIterator[Any]:
        while (pcm := await self.frames.get()) is not None:
            yield SimpleNamespace(frame=AudioFrame(pcm, self.rate, 1, len(pcm) // 2))

    async def aclose(self) -> None:
        if self in self._track.streams:
            self._track.streams.remove(self)


class TextStreamReader:
    """A comment, in the pieces it came in; `stalls` never ends."""

    def __init__(self, pieces: list[str], *, stalls: bool = False) -> None:
        self._pieces, self._stalls = pieces, stalls
        timestamp = int(datetime.now(UTC).timestamp() * 1000)
        self.info = SimpleNamespace(stream_id=uuid4().hex, timestamp=timestamp)
        self.closed = False

    def __aiter__(self) -> AsyncIterator[str]:
        return self._read()

    async def _read(self) -> AsyncIterator[str]:
        for piece in self._pieces:
            await asyncio.sleep(0)
            yield piece
        if self._stalls:
            await asyncio.Event().wait()

    def close(self) -> None:
        self.closed = True


class RemoteTrackPublication:
    """One track of somebody's, as one room sees it."""

    def __init__(self, room: "Room", participant: "RemoteParticipant", track: RemoteTrack) -> None:
        self.sid, self.kind, self.subscribed = uuid4().hex, track.kind, False
        self._room, self._participant, self._track = room, participant, track

    def set_subscribed(self, subscribed: bool) -> None:
        self.subscribed = subscribed
        event = "track_subscribed" if subscribed else "track_unsubscribed"
        self._room.later(event, self._track, self, self._participant)


@dataclass(eq=False)
class RemoteParticipant:
    identity: str
    name: str = ""
    kind: int = 0
    can_publish: bool = False
    tracks: list[RemoteTrack] = field(default_factory=list)
    track_publications: dict[str, RemoteTrackPublication] = field(default_factory=dict)

    @property
    def permissions(self) -> Any:
        return SimpleNamespace(can_publish=self.can_publish)


class LocalParticipant:
    def __init__(self, server: "Server") -> None:
        self._server = server
        self.tracks: list[LocalAudioTrack] = []

    async def publish_track(self, track: LocalAudioTrack, options: TrackPublishOptions) -> None:
        assert options.source == TrackSource.SOURCE_MICROPHONE
        if self._server.mute:
            raise PublishTrackError("not allowed to publish")
        self.tracks.append(track)

    async def send_text(
        self,
        text: str,
        *,
        destination_identities: list[str] | None = None,
        topic: str = "",
    ) -> None:
        if self._server.refuses_text:
            raise StreamError("not allowed to publish data")
        assert topic == "lk.chat"
        self._server.written.put_nowait((text, destination_identities))


class Room:
    def __init__(self, server: "Server") -> None:
        self._server = server
        self._callbacks: dict[str, Callable[..., None]] = {}
        self._handlers: dict[str, Callable[[TextStreamReader, str], None]] = {}
        self._connected = False
        self.local_participant = LocalParticipant(server)
        self.remote_participants: dict[str, RemoteParticipant] = {}

    def on(self, event: str, callback: Callable[..., None]) -> None:
        self._callbacks[event] = callback

    def register_text_stream_handler(
        self, topic: str, handler: Callable[[TextStreamReader, str], None]
    ) -> None:
        self._handlers[topic] = handler

    def isconnected(self) -> bool:
        return self._connected

    async def connect(self, url: str, token: str, options: RoomOptions) -> None:
        await asyncio.sleep(0)
        claims = json.loads(token)
        if (claims["iss"], claims["secret"]) != (KEY, SECRET):
            raise ConnectError("signal failure: HTTP error: 401 Unauthorized")
        if self._server.away:
            raise ConnectError("signal failure: IO error: Connection refused")
        if self._server.silent:
            await asyncio.Event().wait()
        assert not options.auto_subscribe
        self.token = claims
        self._connected = True
        self._server.rooms.append(self)
        for participant in self._server.participants:
            self.add(participant)

    async def disconnect(self) -> None:
        if self._connected:
            self.gone(DisconnectReason.CLIENT_INITIATED)

    def add(self, participant: RemoteParticipant) -> None:
        self.remote_participants[participant.identity] = participant
        for track in participant.tracks:
            self.publish(participant, track)

    def publish(self, participant: RemoteParticipant, track: RemoteTrack) -> None:
        publication = RemoteTrackPublication(self, participant, track)
        participant.track_publications[publication.sid] = publication
        self.later("track_published", publication, participant)

    def open(self, topic: str, reader: TextStreamReader, identity: str) -> None:
        if topic in self._handlers:
            self._handlers[topic](reader, identity)

    def gone(self, reason: int) -> None:
        self._connected = False
        self._server.rooms.remove(self)
        self.later("disconnected", reason)

    def later(self, event: str, *given: Any) -> None:
        if event in self._callbacks:
            asyncio.get_running_loop().call_soon(partial(self._callbacks[event], *given))


class Server:
    """One room of a LiveKit server, and who else is in it."""

    def __init__(self) -> None:
        self.rooms: list[Room] = []
        self.participants: list[RemoteParticipant] = []
        self.written: asyncio.Queue[tuple[str, list[str] | None]] = asyncio.Queue()
        self.away = self.silent = self.mute = self.refuses_text = False

    @property
    def room(self) -> Room:
        """Xiaoer's, of the connection that stands."""
        (room,) = self.rooms
        return room

    @property
    def source(self) -> AudioSource:
        """Xiaoer's voice."""
        (track,) = self.room.local_participant.tracks
        return track.source

    def join(self, participant: RemoteParticipant) -> None:
        """Somebody comes in."""
        self.participants.append(participant)
        for room in self.rooms:
            room.add(participant)

    def comment(self, identity: str, *pieces: str, topic: str = "lk.chat") -> TextStreamReader:
        """Somebody writes."""
        reader = TextStreamReader(list(pieces))
        for room in list(self.rooms):
            room.open(topic, reader, identity)
        return reader

    async def talk(self, track: RemoteTrack, audio: Audio) -> None:
        """Somebody speaks, at the pace of speech."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(int(audio.seconds * 1000 / FRAME_MS)):
            at = audio.rate * FRAME_MS // 1000
            piece = Audio(audio.samples[number * at : (number + 1) * at], audio.rate)
            for stream in track.streams:
                stream.frames.put_nowait(piece.at(stream.rate).pcm16())
            await asyncio.sleep(max(0.0, began + number * FRAME_MS / 1000 - loop.time()))

    async def listen(self, seconds: float) -> Audio:
        """What the others hear of Xiaoer, from now on."""
        source = self.source
        begin = len(source.heard)
        await asyncio.sleep(seconds)
        return Audio.from_pcm16(bytes(source.heard[begin:]), SPEAKING_RATE)

    def sdk(self) -> Sdk:
        """The SDK as it is loaded."""
        return Sdk(
            Room=partial(Room, self),
            RoomOptions=RoomOptions,
            AudioFrame=AudioFrame,
            AudioSource=AudioSource,
            AudioStream=AudioStream,
            LocalAudioTrack=LocalAudioTrack,
            TrackPublishOptions=TrackPublishOptions,
            TrackSource=TrackSource,
            TrackKind=TrackKind,
            ParticipantKind=ParticipantKind,
            DisconnectReason=DisconnectReason,
            ConnectError=ConnectError,
            PublishTrackError=PublishTrackError,
            StreamError=StreamError,
            AccessToken=AccessToken,
            VideoGrants=VideoGrants,
        )

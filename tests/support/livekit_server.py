"""A LiveKit server of one room, for LiveKit's own SDK to join: needs the [livekit] extra.

It speaks the public protocol as far as one participant uses it: signalling in protobuf over a
WebSocket at `/rtc`, a WebRTC connection each way, and data streams in the channel `_reliable`.
"""

import asyncio
import contextlib
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from fractions import Fraction
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import numpy as np
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame
from livekit.api import TokenVerifier
from livekit.protocol import models
from livekit.protocol import rtc as signal
from support.links import SOON_S
from websockets.asyncio.server import Request, Response, Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from assistant.speech.audio import Audio, join, silence

KEY, SECRET, ROOM = "key", "a secret of thirty-two characters", "live"
RATE = 48_000
STEP = RATE // 50


class HostTrack(MediaStreamTrack):
    """The host's microphone: silence, but for what they are given to say."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[np.ndarray] = deque()
        self._sent = 0
        self._began = 0.0
        self._said = asyncio.Event()

    async def say(self, audio: Audio) -> None:
        samples = (audio.at(RATE).samples * 32767).astype(np.int16)
        self._waiting.extend(samples[n : n + STEP] for n in range(0, len(samples) - STEP + 1, STEP))
        self._said.clear()
        await self._said.wait()

    async def recv(self) -> AudioFrame:
        self._began = self._began or time.monotonic()
        await asyncio.sleep(max(0.0, self._began + self._sent / RATE - time.monotonic()))
        samples = self._waiting.popleft() if self._waiting else np.zeros(STEP, np.int16)
        if not self._waiting:
            self._said.set()
        frame = AudioFrame.from_ndarray(samples[None], "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._sent, Fraction(1, RATE)
        self._sent += STEP
        return frame


class Connection:
    """One participant's connection, from joining to leaving."""

    def __init__(self, socket: ServerConnection, server: "LiveKitServer") -> None:
        self._socket = socket
        self._server = server
        self._subscriber, self._publisher = RTCPeerConnection(), RTCPeerConnection()
        self._early: dict[int, list[Any]] = defaultdict(list)
        self._texts: dict[str, str] = {}
        self._recording: asyncio.Task[None] | None = None
        self._channel = self._subscriber.createDataChannel("_reliable")
        self._subscriber.createDataChannel("_lossy", maxRetransmits=0)
        self._publisher.on("track", self._record)
        self._publisher.on("datachannel", lambda channel: channel.on("message", self._data))
        self.host = HostTrack()
        self.heard: list[Audio] = []

    async def run(self, identity: str) -> None:
        joined = signal.JoinResponse(
            room=models.Room(sid="RM_1", name=ROOM),
            participant=_participant(identity),
            other_participants=self._server.others,
            subscriber_primary=True,
            ping_interval=5,
            ping_timeout=15,
            server_info=models.ServerInfo(version="1.9.0", protocol=16),
        )
        await self._send(join=joined)
        await self._offer()
        with contextlib.suppress(ConnectionClosed):
            async for message in self._socket:
                request = signal.SignalRequest.FromString(message)
                if request.WhichOneof("message") == "leave":
                    break
                await self._answer(request)

    async def close(self) -> None:
        await self._subscriber.close()
        await self._publisher.close()
        if self._recording is not None:
            await asyncio.gather(self._recording, return_exceptions=True)

    async def end(self, reason: int) -> None:
        """Have the participant leave."""
        leave = signal.LeaveRequest(reason=reason, action=signal.LeaveRequest.DISCONNECT)
        await self._send(leave=leave)

    async def say(self, text: str, identity: str) -> None:
        """Somebody else's comment, in two pieces."""
        async with asyncio.timeout(SOON_S):
            while self._channel.readyState != "open":  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
        stream, half = uuid4().hex, len(text) // 2
        header = models.DataStream.Header(
            stream_id=stream,
            timestamp=int(time.time() * 1000),
            topic="lk.chat",
            mime_type="text/plain",
            text_header=models.DataStream.TextHeader(),
        )
        pieces = [
            models.DataStream.Chunk(stream_id=stream, chunk_index=n, content=piece.encode())
            for n, piece in enumerate((text[:half], text[half:]))
        ]
        trailer = models.DataStream.Trailer(stream_id=stream)
        self._tell(identity, stream_header=header)
        for piece in pieces:
            self._tell(identity, stream_chunk=piece)
        self._tell(identity, stream_trailer=trailer)

    def _tell(self, identity: str, **what: Any) -> None:
        packet = models.DataPacket(participant_identity=identity, **what)
        self._channel.send(packet.SerializeToString())

    async def _answer(self, request: signal.SignalRequest) -> None:
        match request.WhichOneof("message"):
            case "answer":
                answer = RTCSessionDescription(request.answer.sdp, "answer")
                await self._subscriber.setRemoteDescription(answer)
                await self._candidates(signal.SUBSCRIBER)
            case "offer":
                offer = RTCSessionDescription(request.offer.sdp, "offer")
                await self._publisher.setRemoteDescription(offer)
                await self._candidates(signal.PUBLISHER)
                await self._publisher.setLocalDescription(await self._publisher.createAnswer())
                sdp = self._publisher.localDescription.sdp
                described = signal.SessionDescription(type="answer", sdp=sdp, id=request.offer.id)
                await self._send(answer=described)
            case "trickle":
                self._early[request.trickle.target].append(
                    json.loads(request.trickle.candidateInit)
                )
                await self._candidates(request.trickle.target)
            case "add_track":
                asked = request.add_track
                track = models.TrackInfo(
                    sid="TR_me", type=asked.type, name=asked.name, mime_type="audio/opus"
                )
                published = signal.TrackPublishedResponse(cid=asked.cid, track=track)
                await self._send(track_published=published)
            case "subscription" if request.subscription.subscribe:
                sender = self._subscriber.addTrack(self.host)
                sender._stream_id = "PA_anchor|TR_anchor"
                await self._offer()
            case "ping_req":
                pong = signal.Pong(last_ping_timestamp=request.ping_req.timestamp)
                await self._send(pong_resp=pong)

    async def _offer(self) -> None:
        await self._subscriber.setLocalDescription(await self._subscriber.createOffer())
        sdp = self._subscriber.localDescription.sdp
        await self._send(offer=signal.SessionDescription(type="offer", sdp=sdp))

    async def _candidates(self, target: int) -> None:
        connection = self._publisher if target == signal.PUBLISHER else self._subscriber
        while connection.remoteDescription is not None and self._early[target]:
            given = self._early[target].pop(0)
            if given["candidate"]:
                candidate = candidate_from_sdp(given["candidate"].partition(":")[2])
                candidate.sdpMid = given["sdpMid"]
                candidate.sdpMLineIndex = given["sdpMLineIndex"]
                await connection.addIceCandidate(candidate)

    async def _send(self, **response: Any) -> None:
        await self._socket.send(signal.SignalResponse(**response).SerializeToString())

    def _record(self, track: MediaStreamTrack) -> None:
        async def record() -> None:
            with contextlib.suppress(MediaStreamError):
                while True:
                    frame = await track.recv()
                    assert isinstance(frame, AudioFrame)
                    samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
                    self.heard.append(
                        Audio(samples.mean(axis=1).astype(np.float32) / 32768, frame.sample_rate)
                    )

        self._recording = asyncio.create_task(record())

    def _data(self, message: bytes) -> None:
        packet = models.DataPacket.FromString(message)
        match packet.WhichOneof("value"):
            case "stream_header" if packet.stream_header.topic == "lk.chat":
                self._texts[packet.stream_header.stream_id] = ""
            case "stream_chunk":
                self._texts[packet.stream_chunk.stream_id] += packet.stream_chunk.content.decode()
            case "stream_trailer":
                text = self._texts.pop(packet.stream_trailer.stream_id)
                self._server.written.put_nowait((text, list(packet.destination_identities)))


class LiveKitServer:
    """The room, with a host, a viewer, and whoever joins."""

    def __init__(self) -> None:
        self.others = [_participant("anchor", "主播", host=True), _participant("v1", "小美")]
        self.written: asyncio.Queue[tuple[str, list[str]]] = asyncio.Queue()
        self.connections: list[Connection] = []
        self.url = ""

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator["LiveKitServer"]:
        server: Server
        async with serve(self._joined, "127.0.0.1", 0, process_request=self._asked) as server:
            self.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
            yield self

    async def connection(self) -> Connection:
        """Xiaoer's, once it stands."""
        async with asyncio.timeout(SOON_S):
            while not self.connections:  # noqa: ASYNC110 - a plain list
                await asyncio.sleep(0.01)
        return self.connections[-1]

    async def listen(self, seconds: float) -> Audio:
        """What the others hear of Xiaoer, from now on."""
        heard = (await self.connection()).heard
        begin = len(heard)
        await asyncio.sleep(seconds)
        return join([silence(0.01, RATE), *heard[begin:]])

    def _asked(self, connection: ServerConnection, request: Request) -> Response | None:
        try:
            self._identity(request)
        except Exception:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "invalid token")
        if urlsplit(request.path).path != "/rtc":  # as a server that knows the first version only
            return connection.respond(HTTPStatus.NOT_FOUND, "")
        return None

    def _identity(self, request: Request) -> str:
        given = parse_qs(urlsplit(request.path).query).get("access_token", [""])[0]
        token = given or request.headers.get("Authorization", "").removeprefix("Bearer ")
        claims = TokenVerifier(KEY, SECRET).verify(token)
        assert claims.video is not None
        assert claims.video.room_join
        assert claims.video.room == ROOM
        return claims.identity

    async def _joined(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        connection = Connection(socket, self)
        self.connections.append(connection)
        try:
            await connection.run(self._identity(socket.request))
        finally:
            self.connections.remove(connection)
            await connection.close()


def _participant(identity: str, name: str = "", *, host: bool = False) -> models.ParticipantInfo:
    tracks = [
        models.TrackInfo(
            sid=f"TR_{identity}",
            type=models.TrackType.AUDIO,
            source=models.TrackSource.MICROPHONE,
            mime_type="audio/opus",
        )
    ]
    return models.ParticipantInfo(
        sid=f"PA_{identity}",
        identity=identity,
        name=name,
        state=models.ParticipantInfo.ACTIVE,
        tracks=tracks if host else [],
        is_publisher=host,
        permission=models.ParticipantPermission(
            can_publish=host, can_subscribe=True, can_publish_data=True
        ),
    )

"""A server of WHIP (RFC 9725) and WHEP for tests: real HTTP, real WebRTC, as the documents say.

Each stream is what its one publisher sends, handed on packet by packet to whoever plays it.
"""

import asyncio
import contextlib
import fractions
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import uvicorn
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.sdp import SessionDescription
from av import Packet
from fastapi import FastAPI, Request, Response
from support.links import SOON_S

SDP = "application/sdp"


class Relayed(MediaStreamTrack):
    """What one player gets of a stream."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.packets: asyncio.Queue[Any] = asyncio.Queue()

    async def recv(self) -> Any:
        came = await self.packets.get()
        packet: Any = Packet(came.payload)
        packet.pts, packet.time_base = came.timestamp, fractions.Fraction(1, 48_000)
        return packet


@dataclass
class Stream:
    """Stands in for the jitter buffer of its publisher's receiver, and keeps nothing back."""

    publisher: str = ""
    players: dict[str, Relayed] = field(default_factory=dict)

    def add(self, packet: Any) -> tuple[bool, None]:
        """Hand one packet on."""
        for player in self.players.values():
            player.packets.put_nowait(packet)
        return False, None


class WhipServer:
    """Two streams, `host` and `xiaoer`, and a token for each way."""

    def __init__(self) -> None:
        self.url = ""
        self.publish_token, self.play_token = uuid4().hex, uuid4().hex
        self.streams = {"host": Stream(), "xiaoer": Stream()}
        self.links: list[str] = []
        """Link fields of the next answers."""
        self.asked: list[tuple[str, str, int]] = []
        """Method, path and status of each request."""
        self.refusals: list[Response] = []
        """What the next posts are answered in place of a session."""
        self._sessions: dict[str, RTCPeerConnection] = {}
        self.app = FastAPI()
        self.app.middleware("http")(self._note)
        self.app.add_api_route("/moved/{way}/{name}", self._moved, methods=["POST"])
        self.app.add_api_route("/{way}/{name}", self._options, methods=["OPTIONS"])
        self.app.add_api_route("/{way}/{name}", self._post, methods=["POST"])
        self.app.add_api_route("/{way}/{name}/{number}", self._delete, methods=["DELETE"])

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncIterator["WhipServer"]:
        """One that listens, until this ends."""
        server = cls()
        web = uvicorn.Server(
            uvicorn.Config(server.app, port=0, log_level="error", lifespan="off", ws="none")
        )
        serving = asyncio.create_task(web.serve())
        try:
            async with asyncio.timeout(SOON_S):
                while not web.started:  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.01)
            port = web.servers[0].sockets[0].getsockname()[1]
            server.url = f"http://127.0.0.1:{port}"
            yield server
        finally:
            await server.hang_up()
            web.should_exit = True
            await serving

    @property
    def sessions(self) -> int:
        """How many are going on."""
        return len(self._sessions)

    async def hang_up(self, way: str = "", name: str = "") -> None:
        """End the sessions of one way at a stream, or all, as a server that goes down does."""
        beginning = f"{way}-{name}-" if way else ""
        for number in [n for n in self._sessions if n.startswith(beginning)]:
            await self._end(number)

    async def _note(self, request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        self.asked.append((request.method, request.url.path, response.status_code))
        return response

    async def _moved(self, way: str, name: str) -> Response:
        return Response(status_code=307, headers={"Location": f"/{way}/{name}"})

    async def _options(self, way: str, name: str) -> Response:
        return Response(status_code=200, headers={"Accept-Post": SDP})

    async def _post(self, way: str, name: str, request: Request) -> Response:
        if self.refusals:
            return self.refusals.pop(0)
        if refused := self._refused(way, name, request):
            return refused
        if request.headers.get("content-type") != SDP:
            return Response(status_code=415, headers={"Accept-Post": SDP})
        if request.headers.get("accept") not in (SDP, "*/*", None):
            return Response(status_code=406)
        offer = (await request.body()).decode()
        try:
            wrong = _wrong(way, SessionDescription.parse(offer))
        except (ValueError, IndexError, KeyError, AssertionError):
            return Response("the SDP cannot be read", status_code=422)
        if wrong:
            return Response(wrong, status_code=406)
        if way == "whip" and self.streams[name].publisher:
            return Response(status_code=409)
        number = f"{way}-{name}-{uuid4().hex}"
        answer = await self._answered(way, name, number, offer)
        response = Response(answer, status_code=201, media_type=SDP)
        response.headers["Location"] = f"/{way}/{name}/{number}"
        response.headers["ETag"] = f'"{uuid4().hex}"'
        for link in self.links:
            response.headers.append("Link", link)
        return response

    async def _delete(self, way: str, name: str, number: str, request: Request) -> Response:
        if refused := self._refused(way, name, request):
            return refused
        if number not in self._sessions:
            return Response(status_code=404)
        await self._end(number)
        return Response(status_code=200)

    def _refused(self, way: str, name: str, request: Request) -> Response | None:
        if way not in ("whip", "whep") or name not in self.streams:
            return Response(status_code=404)
        given = request.headers.get("authorization")
        if given is None:
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        token = self.publish_token if way == "whip" else self.play_token
        return None if given == f"Bearer {token}" else Response(status_code=403)

    async def _answered(self, way: str, name: str, number: str, offer: str) -> str:
        stream = self.streams[name]
        peer = self._sessions[number] = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        peer.on("connectionstatechange", lambda: self._changed(number, peer))
        await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        (transceiver,) = peer.getTransceivers()
        if way == "whip":
            stream.publisher = number
            vars(transceiver.receiver)["_RTCRtpReceiver__jitter_buffer"] = stream
        else:
            stream.players[number] = Relayed()
            peer.addTrack(stream.players[number])
        await peer.setLocalDescription(await peer.createAnswer())
        return str(peer.localDescription.sdp)

    def _changed(self, number: str, peer: RTCPeerConnection) -> None:
        if peer.connectionState in ("failed", "closed"):
            self._forget(number)

    async def _end(self, number: str) -> None:
        peer = self._sessions.get(number)
        self._forget(number)
        if peer is not None:
            await peer.close()

    def _forget(self, number: str) -> None:
        self._sessions.pop(number, None)
        for stream in self.streams.values():
            stream.players.pop(number, None)
            if stream.publisher == number:
                stream.publisher = ""


def _wrong(way: str, offer: SessionDescription) -> str:
    """What of an offer is not as RFC 9725, 4.4 has it; "" where nothing is."""
    if [media.kind for media in offer.media] != ["audio"]:
        return "one stream of audio is wanted"
    (audio,) = offer.media
    wanted = ("sendonly", "sendrecv") if way == "whip" else ("recvonly", "sendrecv")
    if audio.direction not in wanted:
        return f"{audio.direction} is the wrong way"
    if not audio.rtcp_mux or not any(group.semantic == "BUNDLE" for group in offer.group):
        return "it is neither bundled nor multiplexed"
    opus = any(codec.mimeType.lower() == "audio/opus" for codec in audio.rtp.codecs)
    return "" if opus else "Opus is wanted"

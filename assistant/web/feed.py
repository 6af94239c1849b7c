"""The generic gateway's other side: a bridge connects to Xiaoer, over a WebSocket of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from assistant.gateways.feed import messages
from assistant.gateways.feed.link import FeedLink
from assistant.gateways.link import LinkError, LinkLost, NextFrame
from assistant.gateways.presence import Presence
from assistant.room.floor import Mode
from assistant.room.rooms import RoomNotFound
from assistant.web.admission import GuestOf
from assistant.web.context import RoomsOf, TelemetryOf
from assistant.web.problems import problem

_POLICY = 1008

router = APIRouter(tags=["gateways"])


class _Socket:
    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> str | bytes:
        try:
            message = await self._websocket.receive()
        except (WebSocketDisconnect, RuntimeError) as error:
            raise LinkLost("the bridge left") from error
        if message["type"] == "websocket.disconnect":
            raise LinkLost("the bridge left")
        return str(message.get("text") or (message.get("bytes") or b"").decode(errors="replace"))

    async def send(self, text: str) -> None:
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise LinkLost("the bridge left") from error


class _Once:
    """The bridge that is connected; when it leaves, it is its own to come again."""

    name = "feed"

    def __init__(self, socket: _Socket, room: str) -> None:
        self._socket = socket
        self._room = room

    @asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[FeedLink]:
        async with FeedLink.opened(self._socket, next_frame, room=self._room) as link:
            yield link


@router.websocket("/api/rooms/{room}/feed")
async def feed(
    websocket: WebSocket,
    room: str,
    rooms: RoomsOf,
    telemetry: TelemetryOf,
    guest: GuestOf,
    mode: Mode = "text",
) -> None:
    """A bridge's connection: `hello`, then what happens there; answers come back. The messages are
    those of `/api/feed/schema`."""
    guest.enter(room, "feed")
    try:
        session = await rooms.get(room)
    except RoomNotFound as error:
        body = problem(404, str(error))
        await websocket.send_denial_response(
            JSONResponse(body, 404, media_type="application/problem+json")
        )
        return
    await websocket.accept()
    socket = _Socket(websocket)
    presence = Presence(session, _Once(socket, room), telemetry, mode=mode, again=False)
    with telemetry.connection("feed"):
        try:
            await presence.run()
        except LinkLost:
            return
        except LinkError as error:
            await _say_why(socket, websocket, str(error))
        else:
            await websocket.close()


@router.get("/api/feed/schema", summary="The feed's messages, as JSON schema")
async def schema() -> dict[str, Any]:
    """What a bridge sends and gets."""
    return await asyncio.to_thread(messages.schema)


async def _say_why(socket: _Socket, websocket: WebSocket, detail: str) -> None:
    try:
        await socket.send(messages.Fault(detail=detail).model_dump_json())
    except LinkLost:
        return
    await websocket.close(_POLICY)

"""`WS /v1/realtime?model=room:<id>`: OpenAI's Realtime protocol, in a room.

A client that cannot be served is let in, told why in an `error` event, and sent away: browsers and
OpenAI's clients show the words of neither an HTTP refusal nor, reliably, of a close frame.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from assistant.gateways.realtime.connection import serve
from assistant.gateways.realtime.errors import ConnectionLost
from assistant.gateways.realtime.events import error_event
from assistant.review.access.errors import AccessRefused
from assistant.room.session import RoomSession
from assistant.web.admission import GuestOf
from assistant.web.context import EnginesOf, RoomsOf, SettingsOf, TelemetryOf
from assistant.web.openai_models import room_of_model
from assistant.web.problems import Problem

SUBPROTOCOL = "realtime"  # what browsers offer beside the key; they fail unless it is taken up

TRY_AGAIN_LATER = 1013
NOT_LET_IN = 4401
NO_SUCH_ROOM = 4404

router = APIRouter()


@router.websocket("/v1/realtime")
async def realtime(
    websocket: WebSocket,
    rooms: RoomsOf,
    engines: EnginesOf,
    settings: SettingsOf,
    telemetry: TelemetryOf,
    guest: GuestOf,
    model: str = "",
    viewer: Annotated[str, Query(max_length=64)] = "",
) -> None:
    """A conversation with the room; `viewer` is who asks, empty for somebody unknown."""
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
    if engines.loading:
        message = f"still loading: {', '.join(engines.loading)}; connect again in a few seconds"
        await _refuse(websocket, message, "server_loading", TRY_AGAIN_LATER, kind="server_error")
        return
    try:
        guest.anywhere()
        room: RoomSession = await room_of_model(rooms, model)
        viewer = guest.as_viewer(room.room.id, viewer)
    except AccessRefused as refused:
        await _refuse(websocket, str(refused), "invalid_api_key", NOT_LET_IN)
        return
    except Problem as problem:
        await _refuse(websocket, problem.detail, "model_not_found", NO_SUCH_ROOM, param="model")
        return
    with telemetry.connection("realtime"):
        await serve(_Socket(websocket), room, settings, model=model, viewer=viewer)


async def _refuse(
    websocket: WebSocket,
    message: str,
    code: str,
    close_code: int,
    *,
    kind: Literal["invalid_request_error", "server_error"] = "invalid_request_error",
    param: str | None = None,
) -> None:
    await websocket.send_json(error_event(message, code=code, kind=kind, param=param))
    # a close frame holds 123 bytes of reason
    await websocket.close(close_code, message.encode()[:120].decode(errors="ignore"))


class _Socket:
    """The gateway's socket over Starlette's."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> str | bytes:
        message = await self._websocket.receive()
        if message["type"] != "websocket.receive":
            raise ConnectionLost
        text: str | None = message.get("text")
        return text if text is not None else bytes(message["bytes"])

    async def send(self, text: str) -> None:
        if self._websocket.client_state is not WebSocketState.CONNECTED:
            raise ConnectionLost
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionLost from error

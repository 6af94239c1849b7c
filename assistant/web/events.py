"""The events of a room, as they happen, over a WebSocket."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from starlette.websockets import WebSocketState

from assistant.review.access.roles import Right
from assistant.room.events import RoomChanged, SubscriberDropped
from assistant.room.rooms import RoomNotFound
from assistant.web.access import AccessOf, permitted, until_not
from assistant.web.admission import GuestOf
from assistant.web.context import RoomsOf, SettingsOf, TelemetryOf
from assistant.web.problems import problem

GOING_AWAY = 1001
TRY_AGAIN_LATER = 1013
NO_LONGER = 4401

ASKED_FOR = {
    "room.pulse": "pulse",
    **dict.fromkeys(
        (
            "host.said",
            "host.alarm",
            "room.conduct",
            "question.held",
            "draft.waiting",
            "draft.settled",
        ),
        "staff",
    ),
}
"""Events that come only to whoever asks for them, and by which parameter."""

router = APIRouter()


@router.websocket("/api/rooms/{room}/events")
async def watch(
    websocket: WebSocket,
    room: str,
    rooms: RoomsOf,
    telemetry: TelemetryOf,
    access: AccessOf,
    settings: SettingsOf,
    guest: GuestOf,
    *,
    staff: bool = False,
    pulse: bool = False,
) -> None:
    """First the whole room, then what happens; a reader too slow to follow is sent away (1013).

    Two kinds come where they are asked for: `staff`, what is for staff alone (the host's words and
    alarms on them, who answers, what is held and which drafts wait); `pulse`, twice a second at
    most, how many write and ask, and what most wait for. What is told to one customer alone comes
    to whoever shows their token.
    """

    if staff:
        await permitted(Right.WATCH, websocket, access, settings)
    else:
        guest.enter(room, "watch")
    try:
        session = await rooms.get(room)
    except RoomNotFound as error:
        body = problem(404, str(error))
        await websocket.send_denial_response(
            JSONResponse(body, 404, media_type="application/problem+json")
        )
        return
    await websocket.accept()
    with telemetry.connection("events"):
        async with session.events.subscribe(guest.customer(room, "watch")) as messages:
            await session.refresh()
            await _send(websocket, RoomChanged(session.describe()).as_json())
            asked = {"staff": staff, "pulse": pulse}
            unasked = frozenset(kind for kind, by in ASKED_FOR.items() if not asked[by])
            also = (until_not(Right.WATCH, websocket, access, settings),) if staff else ()
            await until_one_ends(websocket, _without(unasked, messages), *also)


async def _without(
    unasked: frozenset[str], messages: AsyncIterator[Mapping[str, Any]]
) -> AsyncIterator[Mapping[str, Any]]:
    async for message in messages:
        if message["type"] not in unasked:
            yield message


async def until_one_ends(
    websocket: WebSocket,
    messages: AsyncIterator[Mapping[str, Any]],
    *also: Coroutine[Any, Any, None],
) -> None:
    """Send `messages` until there are no more, the reader has left or one of `also` is over, which
    sends them away (4401); of a reader too slow, part (1013)."""
    work = (_forward(websocket, messages), _drain(websocket), *also)
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    here = WebSocketState.CONNECTED
    if also and websocket.application_state is here is websocket.client_state:
        await websocket.close(NO_LONGER)


async def _forward(websocket: WebSocket, messages: AsyncIterator[Mapping[str, Any]]) -> None:
    code = GOING_AWAY
    try:
        async for message in messages:
            await _send(websocket, message)
    except SubscriberDropped:
        code = TRY_AGAIN_LATER
    except WebSocketDisconnect:
        return
    if websocket.application_state is WebSocketState.CONNECTED:
        await websocket.close(code)


async def _drain(websocket: WebSocket) -> None:
    # a watcher has nothing to say; reading is how its leaving is noticed
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


async def _send(websocket: WebSocket, message: Mapping[str, Any]) -> None:
    await websocket.send_text(json.dumps(message, ensure_ascii=False))

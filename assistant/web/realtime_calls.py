"""`POST /v1/realtime/calls`: the Realtime protocol over WebRTC, signalled as OpenAI does.

An SDP offer comes in, alone (`application/sdp`) or with a session (`multipart/form-data`, fields
`sdp` and `session`), its answer goes out, and the conversation is held over the connection.
"""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import UploadFile

from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.webrtc.call import Asked
from assistant.gateways.webrtc.calls import TooManyCalls
from assistant.gateways.webrtc.opus import OpusUnavailable
from assistant.gateways.webrtc.sdp import OfferRefused
from assistant.web.admission import GuestOf
from assistant.web.context import CallsOf, EnginesOf, RoomsOf
from assistant.web.openai_models import room_of_model
from assistant.web.problems import Problem

SDP = "application/sdp"

router = APIRouter(prefix="/v1/realtime/calls", tags=["OpenAI-compatible"])


@router.post("", status_code=201, response_class=Response, summary="Call a room over WebRTC")
async def call(
    request: Request,
    rooms: RoomsOf,
    engines: EnginesOf,
    calls: CallsOf,
    guest: GuestOf,
    model: str = "",
    viewer: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The SDP answer; `Location` is the call. `viewer` is who asks, empty for somebody unknown."""
    guest.anywhere()
    offer, session = await _read(request)
    model = model or str(session.get("model", ""))
    if engines.loading:
        raise Problem(503, f"still loading: {', '.join(engines.loading)}; call again")
    room = await room_of_model(rooms, model)
    viewer = guest.as_viewer(room.room.id, viewer)
    asked = Asked(offer, model, viewer, {**session, "model": model} if session else {})
    try:
        taken, answer = await calls.take(asked, room)
    except OfferRefused as refused:
        raise Problem(400, str(refused), param="sdp") from refused
    except ProtocolError as fault:
        raise Problem(400, str(fault), param=fault.param or "session") from fault
    except (TooManyCalls, OpusUnavailable) as busy:
        raise Problem(503, str(busy)) from busy
    location = f"/v1/realtime/calls/{taken.id}"
    return Response(answer, 201, {"Location": location}, media_type=SDP)


@router.post("/{call_id}/hangup", status_code=200, response_class=Response, summary="End a call")
async def hang_up(call_id: str, calls: CallsOf) -> Response:
    """Ends the call; 404 where there is none, or none any more."""
    if not calls.hang_up(call_id):
        raise Problem(404, f"there is no call {call_id!r}")
    return Response(status_code=200)


async def _read(request: Request) -> tuple[str, dict[str, Any]]:
    """The offer and the session of a request. Raises Problem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == SDP:
        return (await request.body()).decode(errors="replace"), {}
    if kind != "multipart/form-data":
        raise Problem(415, f"send {SDP}, or multipart/form-data with 'sdp' and 'session'")
    async with request.form(max_files=2, max_fields=8) as form:
        offer = await _text(form.get("sdp"))
        written = await _text(form.get("session"))
    if not offer:
        raise Problem(400, "Missing required parameter: 'sdp'.", param="sdp")
    try:
        session = json.loads(written or "{}")
    except ValueError as error:
        raise Problem(400, f"'session' is not JSON: {error}", param="session") from error
    if not isinstance(session, dict):
        raise Problem(400, "'session' must be a JSON object", param="session")
    return offer, session


async def _text(field: UploadFile | str | None) -> str:
    if isinstance(field, UploadFile):
        return (await field.read()).decode(errors="replace")
    return field or ""

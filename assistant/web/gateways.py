"""Joining live rooms elsewhere: one of our rooms reads and answers there, until it is left."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from assistant.gateways.feed.messages import FromBridge, Unreadable
from assistant.gateways.feed.webhook import Full, Inlet
from assistant.gateways.link import LinkError, LinkLost
from assistant.gateways.presence import State
from assistant.gateways.presences import Joined
from assistant.gateways.registry import gateway
from assistant.review.access.roles import Right
from assistant.room.floor import Mode
from assistant.web.access import Caller, requires
from assistant.web.admission import GuestOf
from assistant.web.context import PresencesOf, RoomOf, SettingsOf
from assistant.web.problems import Problem
from assistant.web.views import PROBLEMS, Body, Open

router = APIRouter(prefix="/api/rooms/{room}/gateways", tags=["gateways"])

EVENTS_AT_ONCE = 500

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class JoinBody(Body):
    """Which live room to join, and how."""

    gateway: Word = Field(description="as `xiaoer join` calls it")
    url: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2048)] = ""
    mode: Mode = Field("text", description="how far it may speak aloud there")


class FloorBody(Body):
    """How far it may speak aloud from now on."""

    mode: Mode | None = None
    hand_over: bool = Field(False, description="let it speak at once, until the host does again")


class PresenceView(Open):
    """A live room that is joined."""

    id: str
    room: str
    gateway: str
    url: str
    state: State
    joins: int = Field(description="connections that were made so far")
    reason: str = Field(description="why it rests or failed")
    mode: Mode = Field(description="how far it may speak aloud there")
    counts: dict[str, int] = Field(description="what became of comments and messages")


class EventsTaken(Open):
    """What became of events that were posted."""

    taken: int


class PresenceList(Open):
    """The live rooms one of our rooms is in, oldest first."""

    object: Literal["list"] = "list"
    data: list[PresenceView]


@router.post("", status_code=201, summary="Join a live room", responses=PROBLEMS)
async def join(
    caller: Annotated[Caller, requires(Right.GATEWAYS, log="gateway.joined")],
    session: RoomOf,
    body: JoinBody,
    presences: PresencesOf,
    settings: SettingsOf,
) -> PresenceView:
    """It is joined in the background: `state` says when, and why not."""
    # not the address, which may hold a key
    caller.note(gateway=body.gateway, mode=body.mode)
    try:
        way = gateway(body.gateway, body.url, settings)
    except LinkError as error:
        raise Problem(400, str(error)) from error
    return _view(presences.join(session.room.id, session, way, body.url, body.mode))


@router.get(
    "",
    summary="The live rooms that are joined",
    responses=PROBLEMS,
    dependencies=[requires(Right.GATEWAYS)],
)
async def list_joined(session: RoomOf, presences: PresencesOf) -> PresenceList:
    """Those that are over too, the last of them."""
    return PresenceList(data=[_view(one) for one in presences.of_room(session.room.id)])


@router.get(
    "/{presence}",
    summary="One of them",
    responses=PROBLEMS,
    dependencies=[requires(Right.GATEWAYS)],
)
async def show(session: RoomOf, presence: str, presences: PresencesOf) -> PresenceView:
    """How it does now."""
    return _view(_of(session, presence, presences))


@router.put("/{presence}/floor", summary="Let it speak, or not", responses=PROBLEMS)
async def floor(
    caller: Annotated[Caller, requires(Right.GATEWAYS, log="gateway.floor")],
    session: RoomOf,
    presence: str,
    body: FloorBody,
    presences: PresencesOf,
) -> PresenceView:
    """Change its mode, or hand the floor over to it."""
    caller.note(**body.model_dump(exclude_none=True))
    joined = _of(session, presence, presences)
    if body.mode is not None:
        joined.presence.floor.switch(body.mode)
    if body.hand_over:
        joined.presence.floor.hand_over()
    return _view(joined)


@router.post(
    "/{presence}/events", status_code=202, summary="Say what happened there", responses=PROBLEMS
)
async def happened(
    guest: GuestOf,
    session: RoomOf,
    presence: str,
    body: Annotated[list[FromBridge], Field(max_length=EVENTS_AT_ONCE)],
    presences: PresencesOf,
) -> EventsTaken:
    """For a gateway that is told by posts, `webhook`: messages of `/api/feed/schema`, in order.

    Those before one that is refused are taken."""
    guest.enter(session.room.id, "feed")
    joined = _of(session, presence, presences)
    if not isinstance(joined.way, Inlet):
        raise Problem(409, f"{joined.gateway!r} hears for itself; nothing is posted to it")
    for number, message in enumerate(body):
        try:
            joined.way.push(message)
        except Unreadable as error:
            raise Problem(422, f"message {number}: {error}") from error
        except (Full, LinkLost) as error:
            raise Problem(503, f"message {number}: {error}") from error
    return EventsTaken(taken=len(body))


@router.delete("/{presence}", status_code=204, summary="Leave it", responses=PROBLEMS)
async def leave(
    caller: Annotated[Caller, requires(Right.GATEWAYS, log="gateway.left")],
    session: RoomOf,
    presence: str,
    presences: PresencesOf,
) -> Response:
    """What waits for an answer there gets none."""
    await presences.leave(_of(session, presence, presences).id)
    return Response(status_code=204)


def _of(session: RoomOf, presence: str, presences: PresencesOf) -> Joined:
    joined = presences.get(presence)
    if joined is None or joined.room != session.room.id:
        raise Problem(404, f"room {session.room.id!r} has joined nothing called {presence!r}")
    return joined


def _view(joined: Joined) -> PresenceView:
    standing = joined.standing
    return PresenceView(
        id=joined.id,
        room=joined.room,
        gateway=joined.gateway,
        url=joined.url,
        state=standing.state,
        joins=standing.joins,
        reason=standing.reason,
        mode=joined.presence.floor.mode,
        counts=joined.presence.counts,
    )

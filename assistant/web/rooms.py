"""Rooms: set one up, look at it, put a product on air."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AliasChoices, Field

from assistant.review.access.roles import Right
from assistant.room.cards import RoomView
from assistant.settings import Language
from assistant.web.access import Caller, requires
from assistant.web.admission import WATCHING, GuestOf
from assistant.web.context import RoomOf, RoomsOf
from assistant.web.problems import Problem
from assistant.web.views import PROBLEMS, Body, Name

router = APIRouter(prefix="/api/rooms", tags=["rooms"])


class RoomBody(Body):
    """A room to set up."""

    room: Name = Field(validation_alias=AliasChoices("room", "id"), examples=["winter"])
    catalog: Name = Field(description="a catalog that was imported", examples=["demo"])
    title: Name = Field(default="", description="empty: the shop's name")
    language: Language | None = Field(default=None, description="null: the shop's language")
    voice: Name = Field(default="", description="empty: the server's default voice")
    listing: list[str] | None = Field(
        default=None, description="product handles by link number; null: the whole catalog"
    )
    on_air: str | None = Field(default=None, description="a handle; null: the first one listed")


class OnAirBody(Body):
    """What to put on air."""

    sku: Name = Field(description="a SKU or a product handle", min_length=1)
    pinned: bool | None = Field(
        default=None,
        description="true: only staff change it from now on, whatever the platform shows and the "
        "host says; false: no longer so; null: as it is",
    )


class FactCardsBody(Body):
    """Whether to help unasked."""

    on: bool


@router.post(
    "",
    status_code=201,
    summary="Set up a room",
    responses={**PROBLEMS, 409: {"description": "There is a room of that id already"}},
)
async def create_room(
    caller: Annotated[Caller, requires(Right.ROOMS, log="room.set_up")],
    body: RoomBody,
    rooms: RoomsOf,
) -> RoomView:
    """A room sells from one catalog; by default it lists all of it."""
    caller.note(room=body.room, catalog=body.catalog)
    try:
        session = await rooms.create(
            body.room,
            catalog=body.catalog,
            title=body.title,
            language=body.language or "",
            voice=body.voice,
            listing=body.listing,
            on_air=body.on_air,
        )
    except ValueError as error:
        if type(error) is ValueError:
            raise Problem(422, str(error), param="room") from error
        raise
    return session.describe()


@router.get(
    "/{room}", summary="A room and what it sells", responses=PROBLEMS, dependencies=[WATCHING]
)
async def get_room(session: RoomOf, guest: GuestOf) -> RoomView:
    """The room with its cards, at the prices in force at this moment."""
    await session.refresh()
    known = bool(guest.customer(session.room.id))
    return session.describe().model_copy(update={"known": known})


@router.put("/{room}/on-air", summary="Put a product on air", responses=PROBLEMS)
async def put_on_air(
    caller: Annotated[Caller, requires(Right.ON_AIR, log="product.put_on_air")],
    session: RoomOf,
    body: OnAirBody,
) -> RoomView:
    """What viewers mean by "this one" from now on."""
    caller.note(sku=body.sku, pinned=body.pinned)
    await session.put_on_air(body.sku, pinned=body.pinned)
    return session.describe()


@router.put("/{room}/fact-cards", summary="Help unasked, or not", responses=PROBLEMS)
async def tell_fact_cards(
    caller: Annotated[Caller, requires(Right.ON_AIR, log="room.fact_cards")],
    session: RoomOf,
    body: FactCardsBody,
) -> RoomView:
    """A short fact card where questions of one theme have waited 20 s, and where a product goes on
    air: `room.card` among the events, and a message in every live room that is joined."""
    caller.note(on=body.on)
    await session.help_unasked(body.on)
    return session.describe()

"""Room tokens, which a shop's own pages and bots are let into a room with."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.review.access.roles import Right
from assistant.review.access.room_tokens import May
from assistant.web.access import AccessOf, Caller, requires
from assistant.web.context import RoomOf, SettingsOf
from assistant.web.views import PROBLEMS, Body

router = APIRouter(prefix="/api/rooms", tags=["rooms"])


class TokenBody(Body):
    """Whom a token is for, and what it lets them do."""

    viewer: Annotated[str, Field(max_length=128)] = Field(
        "", description="whom they speak as; empty: whom they say they are"
    )
    may: list[May] = Field(
        ["watch", "ask"],
        description="watch: see the room and what happens; ask: ask, comment and talk; feed: say "
        "what happens elsewhere, as a bridge",
    )
    customer: Annotated[str, Field(max_length=128)] = Field(
        "",
        description="who they are to the shop, as its customers are loaded: then they may ask of "
        "their own purchases, and are told alone; empty: nobody knows",
    )
    minutes: int | None = Field(None, ge=1, le=1440, description="null: as it is set")


class TokenView(BaseModel):
    """A token, good for some minutes."""

    token: str
    minutes: int
    path: str = Field(description="the room's page with the token, to send a viewer to")


@router.post("/{room}/tokens", status_code=201, summary="Make a room token", responses=PROBLEMS)
async def make_token(
    caller: Annotated[Caller, requires(Right.TOKENS, log="room.token_made")],
    session: RoomOf,
    body: TokenBody,
    access: AccessOf,
    settings: SettingsOf,
) -> TokenView:
    """Needed where the setting `rooms` is `tokens`; there it also says whom a viewer speaks as.

    A `customer` makes the viewer known, wherever rooms are open or not."""
    room, minutes = session.room.id, body.minutes or settings.room_token_minutes
    caller.note(viewer=body.viewer, may=body.may, minutes=minutes, customer=body.customer)
    token = await access.room_tokens.issue(
        room, viewer=body.viewer, may=body.may, minutes=minutes, customer=body.customer
    )
    return TokenView(token=token, minutes=minutes, path=f"/rooms/{quote(room)}?token={token}")

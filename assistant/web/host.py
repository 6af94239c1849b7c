"""The host of a room as staff follow them: what they said, and where the shop says otherwise."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from assistant.review.access.roles import Right
from assistant.room.host_ear.alarms import Alarm
from assistant.room.host_ear.transcript import Spoken
from assistant.web.access import Caller, requires
from assistant.web.context import RoomOf
from assistant.web.views import PROBLEMS, Body

router = APIRouter(prefix="/api/rooms", tags=["host"])


class LineView(BaseModel):
    """A stretch of the host's speech."""

    text: str
    at: datetime
    seconds: float
    on_air: str = Field(description="handle of what was shown")
    confidence: float = Field(description="the recogniser's, 0 to 1")
    held_back: bool = Field(description="the shop does not bear it out: it is not repeated")


class PublishedView(BaseModel):
    """A fact that the shop publishes of what the host spoke of."""

    product: str
    field: str
    value: str
    unit: str
    label: str
    subject: str
    origin: str


class AlarmView(BaseModel):
    """What the host said, and what the shop publishes, side by side."""

    id: str
    kind: Literal["price", "gift", "size", "promise"]
    product: str
    title: str
    claim: str
    said: str
    published: list[PublishedView]
    at: datetime
    raised_at: datetime
    confidence: float
    state: Literal["open", "confirmed", "dismissed"]
    times: int = Field(description="how often the host has said it")


class VerdictBody(Body):
    """What staff have found."""

    state: Literal["confirmed", "dismissed"] = Field(
        description="confirmed: the host is right; dismissed: the host was wrong"
    )


@router.get(
    "/{room}/host/transcript",
    summary="What the host said lately",
    responses=PROBLEMS,
    dependencies=[requires(Right.WATCH)],
)
async def transcript(
    session: RoomOf,
    seconds: Annotated[float, Query(gt=0, le=900, description="how far back")] = 300,
) -> list[LineView]:
    """Oldest first, as it was recognised."""
    now = session.now()
    lines = [one for one in session.ear.transcript if (now - one.at).total_seconds() <= seconds]
    return [_line_view(line, held_back=session.ear.alarms.holds_back(line.text)) for line in lines]


@router.get(
    "/{room}/host/alarms",
    summary="What the host said otherwise",
    responses=PROBLEMS,
    dependencies=[requires(Right.WATCH)],
)
async def alarms(
    session: RoomOf,
    state: Literal["open", "confirmed", "dismissed"] | None = None,
) -> list[AlarmView]:
    """Oldest first; `state` leaves out the others."""
    return [_alarm_view(one) for one in session.ear.alarms if state in (None, one.state)]


@router.put("/{room}/host/alarms/{alarm}", summary="Settle an alarm", responses=PROBLEMS)
async def settle(
    caller: Annotated[Caller, requires(Right.ANSWER, log="alarm.settled")],
    session: RoomOf,
    alarm: str,
    body: VerdictBody,
) -> AlarmView:
    """Where the host is right, Xiaoer may quote them; the catalog stays what answers rest on, and
    is to be corrected itself. Where they were wrong, it never does."""
    caller.note(state=body.state)
    return _alarm_view(session.ear.alarms.settle(alarm, right=body.state == "confirmed"))


def _line_view(line: Spoken, *, held_back: bool) -> LineView:
    return LineView.model_validate({**line.as_json(), "held_back": held_back})


def _alarm_view(alarm: Alarm) -> AlarmView:
    return AlarmView.model_validate(alarm.as_json())

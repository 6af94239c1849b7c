"""Who answers: modes, takeovers, drafts that wait, staff's own words, and the kill switch."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from assistant.review.access.roles import Right
from assistant.room.conduct.ruling import AnsweredBy, Mode
from assistant.room.conduct.words import draft_view
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.web.access import Caller, requires
from assistant.web.context import RoomOf, RoomsOf
from assistant.web.problems import Problem
from assistant.web.views import CONFLICT, PROBLEMS, AnswerView, Body, LanguageOrNone, Text

ViewerId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=320)]
Id = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{0,64}$")]

router = APIRouter(prefix="/api", tags=["conduct"])

Reader = Annotated[Caller, requires(Right.WATCH)]


class TakeoverView(BaseModel):
    """Somebody of staff answers."""

    viewer: str = Field(description="whom; empty for the whole room")
    by: str
    since: datetime
    until: datetime | None = Field(description="null: until it is given back")


class ConductView(BaseModel):
    """Who answers in a room."""

    mode: Mode
    stopped: bool = Field(description="whether the assistant is silent in all rooms")
    answered_by: AnsweredBy
    takeovers: list[TakeoverView]


class ModeBody(Body):
    """How a room answers from now on."""

    mode: Mode = Field(
        description="auto: by itself; assist: by drafts that wait for a person; off: not at all"
    )


class TakeoverBody(Body):
    """Whom to take over."""

    viewer: ViewerId = Field("", description="as `to` of a question names them; empty: the room")
    seconds: float | None = Field(
        None, gt=0, le=7 * 86_400, description="null: until it is given back"
    )


class StoppedView(BaseModel):
    """The kill switch."""

    stopped: bool
    by: str = Field(description="who set it; empty where nobody ever did")


class StoppedBody(Body):
    """Where the kill switch is to stand."""

    stopped: bool


class DraftView(BaseModel):
    """An answer that waits for a person, or what became of it."""

    draft_id: str = Field(description="the id of the answer it becomes")
    question_id: str
    viewer: str
    to: str = Field(description="whom it is for, as takeovers and words name them")
    answer: AnswerView
    made_at: datetime
    until: datetime = Field(description="when it is handed off if nobody approves it")
    state: str = Field(description="waiting, approved or handed_off")
    by: str = Field(description="who settled it; empty where time did")


class DraftsView(BaseModel):
    """Drafts, oldest first."""

    drafts: list[DraftView]


class VerdictBody(Body):
    """What becomes of a draft."""

    approve: bool
    text: Text | None = Field(None, description="what is told instead, in staff's words")


class WordsBody(Body):
    """What staff say."""

    text: Text
    viewer: ViewerId = Field("", description="whom to; empty: the room")
    aloud: bool = Field(False, description="heard too: in their call, or in the host's pauses")
    language: LanguageOrNone = Field("", description="empty: the room's")
    answer_id: Id = Field("", description="of who may ask twice: the same is told once")


class WordsView(BaseModel):
    """What was said, as an answer."""

    answer_id: str


@router.get("/rooms/{room}/conduct", summary="Who answers in a room", responses=PROBLEMS)
async def get_conduct(_: Reader, session: RoomOf) -> ConductView:
    """Its mode, the kill switch, and whom staff have taken over."""
    return _view(session)


@router.put("/rooms/{room}/conduct", summary="Set a room's mode", responses=PROBLEMS)
async def set_mode(
    caller: Annotated[Caller, requires(Right.CONDUCT, log="room.mode")],
    session: RoomOf,
    body: ModeBody,
) -> ConductView:
    """In force at once, here, and within a second in every other process."""
    caller.note(mode=body.mode)
    await session.desk.set_mode(body.mode, by=caller.name)
    return _view(session)


@router.post("/rooms/{room}/takeover", summary="Take over a room or viewer", responses=PROBLEMS)
async def take_over(
    caller: Annotated[Caller, requires(Right.ANSWER, log="room.taken_over")],
    session: RoomOf,
    body: TakeoverBody,
) -> ConductView:
    """The assistant is silent there from now on; what it is saying ends."""
    caller.note(viewer=body.viewer, seconds=body.seconds)
    await session.desk.take_over(body.viewer, by=caller.name, seconds=body.seconds)
    return _view(session)


@router.delete("/rooms/{room}/takeover", summary="Give it back", responses=CONFLICT)
async def give_back(
    caller: Annotated[Caller, requires(Right.ANSWER, log="room.given_back")],
    session: RoomOf,
    viewer: Annotated[ViewerId, Query()] = "",
) -> ConductView:
    """The assistant answers again; questions held meanwhile stay with staff."""
    caller.note(viewer=viewer)
    if not await session.desk.give_back(viewer):
        what = f"viewer {viewer!r}" if viewer else f"room {session.room.id!r}"
        raise Problem(409, f"nobody has taken {what} over; there is nothing to give back")
    return _view(session)


@router.get("/rooms/{room}/drafts", summary="Drafts that wait", responses=PROBLEMS)
async def list_drafts(_: Reader, session: RoomOf) -> DraftsView:
    """Oldest first."""
    drafts = await session.desk.drafts()
    return DraftsView(drafts=[DraftView.model_validate(draft_view(one)) for one in drafts])


@router.post("/rooms/{room}/drafts/{draft}", summary="Approve a draft, or not", responses=CONFLICT)
async def settle_draft(
    caller: Annotated[Caller, requires(Right.ANSWER, log="draft.settled")],
    session: RoomOf,
    draft: str,
    body: VerdictBody,
) -> DraftView:
    """What is approved is told to who asked, in the way they did."""
    caller.note(approve=body.approve, text=body.text or "")
    if body.approve:
        settled = await session.desk.approve(draft, by=caller.name, text=body.text or "")
    elif body.text is not None:
        raise Problem(422, "text is for a draft that is approved; leave it out", param="text")
    else:
        settled = await session.desk.refuse(draft, by=caller.name)
    return DraftView.model_validate(draft_view(settled))


@router.post("/rooms/{room}/words", status_code=202, summary="Say something", responses=PROBLEMS)
async def say(
    caller: Annotated[Caller, requires(Right.ANSWER, log="room.words")],
    session: RoomOf,
    body: WordsBody,
) -> WordsView:
    """To one viewer, where they are: in their call, on the page, in the live room they wrote in. Or
    to the room and every live room it has joined."""
    caller.note(viewer=body.viewer, text=body.text)
    answer_id = await session.tell(
        body.text,
        viewer=body.viewer,
        aloud=body.aloud,
        language=body.language,
        answer_id=body.answer_id,
        by=caller.name,
    )
    return WordsView(answer_id=answer_id)


@router.get("/conduct", summary="The kill switch")
async def get_switch(_: Reader, rooms: RoomsOf) -> StoppedView:
    """Whether the assistant is silent in all rooms."""
    return _switch(rooms)


@router.put("/conduct", summary="Stop all rooms, or let them go on")
async def switch(
    caller: Annotated[Caller, requires(Right.CONDUCT, log="rooms.switched")],
    rooms: RoomsOf,
    body: StoppedBody,
) -> StoppedView:
    """Within a second the assistant says nothing more, in no room and no process."""
    caller.note(stopped=body.stopped)
    await rooms.office.stop(body.stopped, by=caller.name)
    return _switch(rooms)


def _view(session: RoomSession) -> ConductView:
    return ConductView.model_validate(session.desk.view())


def _switch(rooms: Rooms) -> StoppedView:
    return StoppedView(stopped=rooms.office.stopped, by=rooms.office.stopped_by)

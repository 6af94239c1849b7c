"""Questions by text, and the answers given."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from assistant.answering.values import Question
from assistant.web.admission import WATCHING, GuestOf
from assistant.web.context import RoomOf, RoomsOf
from assistant.web.views import PROBLEMS, AnswersView, AnswerView, QuestionBody

router = APIRouter(prefix="/api", tags=["questions"])


@router.post(
    "/rooms/{room}/questions",
    summary="Ask a question",
    response_model=AnswerView,
    response_model_exclude_unset=True,
    responses=PROBLEMS,
)
async def ask(room: str, guest: GuestOf, session: RoomOf, body: QuestionBody) -> Any:
    """The answer, complete, with the facts it rests on. Whoever watches the room sees it come, but
    for what a customer whom their token names asks of their own purchases."""
    viewer = guest.as_viewer(room, body.viewer)
    question = Question(
        text=body.text,
        room=session.room.id,
        viewer=viewer,
        language=body.language,
        customer=guest.customer(session.room.id),
    )
    return (await session.answer(question)).as_json()


@router.get(
    "/rooms/{room}/answers",
    summary="The last answers of a room",
    response_model=AnswersView,
    response_model_exclude_unset=True,
    responses=PROBLEMS,
    dependencies=[WATCHING],
)
async def list_answers(
    session: RoomOf, rooms: RoomsOf, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> Any:
    """Newest last. What was told to one viewer alone is not among them."""
    records = await rooms.answers.list(session.room.id, limit=limit)
    return {"answers": [one.document for one in records if not one.document.get("private", False)]}


@router.get(
    "/answers/{answer_id}",
    summary="One answer",
    response_model=AnswerView,
    response_model_exclude_unset=True,
    responses=PROBLEMS,
)
async def get_answer(answer_id: str, guest: GuestOf, rooms: RoomsOf) -> Any:
    """As it was given, whichever room it was in."""
    guest.anywhere()
    record = await rooms.answers.get(answer_id)
    guest.enter(record.room, "watch")
    return record.document

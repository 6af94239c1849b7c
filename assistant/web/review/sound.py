"""Questions by voice, as they were heard."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from assistant.web.context import RoomsOf
from assistant.web.problems import Problem
from assistant.web.review.staff import ListenerOf
from assistant.web.views import PROBLEMS

router = APIRouter(prefix="/api/review/answers", tags=["review"])

_PRIVATE = {"Cache-Control": "private, max-age=3600"}


@router.get(
    "/{answer_id}/sound",
    summary="What was heard of a question by voice",
    response_class=FileResponse,
    responses={
        **PROBLEMS,
        200: {"content": {"audio/ogg": {}}},
        206: {"description": "The part that `Range` names", "content": {"audio/ogg": {}}},
    },
)
async def sound(answer_id: str, rooms: RoomsOf, _: ListenerOf) -> FileResponse:
    """Ogg Opus, as browsers play it; parts of it by `Range`."""
    answer = await rooms.find_answer(answer_id)
    path = rooms.heard.path(answer.sound)
    if path is None:
        raise Problem(404, f"no sound is kept of answer {answer_id!r}")
    return FileResponse(path, media_type="audio/ogg", headers=_PRIVATE)

"""Comments: shown to the room, and answered where they ask something."""

from typing import Annotated

from fastapi import APIRouter, Body

from assistant.web.admission import GuestOf
from assistant.web.context import RoomOf
from assistant.web.views import PROBLEMS, CommentBody, CommentsAccepted, CommentView

COMMENTS_AT_ONCE = 200

router = APIRouter(prefix="/api/rooms", tags=["comments"])

CommentList = Annotated[list[CommentBody], Body(max_length=COMMENTS_AT_ONCE)]


@router.post(
    "/{room}/comments",
    status_code=202,
    summary="Add one comment or a list",
    responses=PROBLEMS,
)
async def add_comments(
    room: str, guest: GuestOf, session: RoomOf, body: CommentBody | CommentList
) -> CommentsAccepted:
    """Each is shown to whoever watches and decided on as it comes: noise and chatter are left,
    questions that ask the same wait together, and the one that matters most is answered next."""
    guest.enter(room, "ask")
    taken = [
        await session.comment(
            guest.as_viewer(room, comment.viewer),
            comment.text,
            language=comment.language,
            customer=guest.customer(room),
        )
        for comment in (body if isinstance(body, list) else [body])
    ]
    views = [
        CommentView(
            id=comment.id,
            viewer=comment.viewer,
            text=comment.text,
            at=comment.at,
            verdict=decision.verdict,
            reason=decision.reason,
            question_id=decision.group,
        )
        for comment, decision in taken
    ]
    return CommentsAccepted(accepted=len(views), comments=views)

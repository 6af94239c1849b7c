"""Comments: shown to the room, and answered where they ask something."""

from typing import Annotated

from fastapi import APIRouter, Body

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
async def add_comments(session: RoomOf, body: CommentBody | CommentList) -> CommentsAccepted:
    """Each is shown to whoever watches; those that ask something are answered in text, in order."""
    added = [
        await session.comment(comment.viewer, comment.text, language=comment.language)
        for comment in (body if isinstance(body, list) else [body])
    ]
    views = [CommentView.model_validate(comment, from_attributes=True) for comment in added]
    return CommentsAccepted(accepted=len(views), comments=views)

"""What was asked and answered, to take along."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from assistant.compliance.masking import masked
from assistant.review.access.roles import Right
from assistant.store.answers import AnswerRecord
from assistant.web.access import Caller, requires
from assistant.web.context import RoomsOf
from assistant.web.figures import Room, Since, Until, period_of
from assistant.web.views import PROBLEMS

router = APIRouter(prefix="/api/review", tags=["history"])

Taker = Annotated[Caller, requires(Right.HISTORY, log="history.taken")]


@router.get(
    "/history.jsonl",
    summary="Questions and answers of a time, a line each",
    response_class=StreamingResponse,
    responses={**PROBLEMS, 200: {"content": {"application/x-ndjson": {}}}},
)
async def history(
    caller: Taker, rooms: RoomsOf, room: Room = "", since: Since = None, until: Until = None
) -> StreamingResponse:
    """Oldest first, as they were given; telephone numbers, addresses and the like are masked."""
    period = period_of(since, until, room)
    caller.note(room=room, since=period.since, until=period.until)
    if room:
        await rooms.get(room)

    async def lines() -> AsyncIterator[str]:
        async for record in rooms.history.read(period):
            yield json.dumps(masked(as_line(record)), ensure_ascii=False) + "\n"

    name = f"history-{period.since:%Y%m%d}-{period.until:%Y%m%d}.jsonl"
    return StreamingResponse(
        lines(),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def as_line(record: AnswerRecord) -> dict[str, object]:
    """One exchange, whole."""
    return {
        "at": record.created_at.isoformat(),
        "question_id": record.question_id,
        "viewer": record.viewer,
        **record.document,
    }

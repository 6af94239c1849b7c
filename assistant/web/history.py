"""What was asked and answered, to take along."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from assistant.compliance.taking_along import lines
from assistant.review.access.roles import Right
from assistant.web.access import Caller, requires
from assistant.web.context import RoomsOf
from assistant.web.figures import Room, Since, Until, period_of
from assistant.web.views import PROBLEMS

router = APIRouter(prefix="/api/review", tags=["history"])

Taker = Annotated[Caller, requires(Right.HISTORY, log="history.taken")]


@router.get(
    "/history.jsonl",
    summary="Questions, answers and what staff did in a time, a line each",
    response_class=StreamingResponse,
    responses={**PROBLEMS, 200: {"content": {"application/x-ndjson": {}}}},
)
async def history(
    caller: Taker,
    rooms: RoomsOf,
    room: Room = "",
    since: Since = None,
    until: Until = None,
    *,
    unmasked: Annotated[bool, Query(description="with personal data as it was written")] = False,
) -> StreamingResponse:
    """Oldest first: what was asked and answered, and what staff did about it. Telephone numbers,
    addresses and the like are masked, unless they are asked for, which the audit log tells."""
    period = period_of(since, until, room)
    caller.note(room=room, since=period.since, until=period.until, unmasked=unmasked)
    if room:
        await rooms.get(room)

    async def written() -> AsyncIterator[str]:
        async for line in lines(rooms.history, period, unmasked=unmasked):
            yield line + "\n"

    name = f"history-{period.since:%Y%m%d}-{period.until:%Y%m%d}.jsonl"
    return StreamingResponse(
        written(),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

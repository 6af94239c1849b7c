"""The queue, its items, and what staff do to them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query

from assistant.review.corrections.shown import correction_json
from assistant.review.queue.desk import Decision
from assistant.review.queue.shown import done_json, item_json
from assistant.store.review.filters import Cursor
from assistant.web.review.bodies import ActionBody, PageQuery
from assistant.web.review.staff import AgentOf, BookOf, Id, QueueOf, ReaderOf, Tongue
from assistant.web.review.views import CountsView, DoneView, ItemsView, ItemView, WholeView
from assistant.web.seeing import SeenOf
from assistant.web.views import CONFLICT, PROBLEMS

router = APIRouter(prefix="/api/review", tags=["review"])

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        description="made by the caller; the same one again does nothing again",
    ),
]


@router.get("/items", summary="The queue", response_model=ItemsView, responses=PROBLEMS)
async def list_items(
    wanted: Annotated[PageQuery, Query()], queue: QueueOf, seen: SeenOf
) -> Mapping[str, Any]:
    """What a person must answer first, then what most viewers ask, then what the assistant was
    least sure of, then what waits longest."""
    after = Cursor.read(wanted.after) if wanted.after else None
    page = await queue.page(wanted.filters(), after=after, limit=wanted.limit)
    return {**page, "items": seen(page["items"])}


@router.get("/counts", summary="How much waits", response_model=CountsView, responses=PROBLEMS)
async def count_items(
    queue: QueueOf, _: ReaderOf, room: Annotated[str | None, Query()] = None
) -> Mapping[str, Any]:
    """Of one room or of all."""
    return await queue.counts(room)


@router.get(
    "/items/{item}",
    summary="A question with all that is known of it",
    response_model=WholeView,
    responses=PROBLEMS,
)
async def get_item(
    item: Id, queue: QueueOf, book: BookOf, seen: SeenOf, language: Tongue
) -> Mapping[str, Any]:
    """Its answers with their facts, what was held back and why, timings; what staff did, and the
    corrections that came of it."""
    made = [correction_json(one, language) for one in await book.list(item=item)]
    whole: Mapping[str, Any] = seen({**await queue.whole(item), "corrections": made})
    return whole


@router.post(
    "/items/{item}/claim",
    summary="Hold a question, so that nobody else answers it",
    response_model=ItemView,
    responses=CONFLICT,
)
async def claim(item: Id, queue: QueueOf, staff: AgentOf) -> Mapping[str, Any]:
    """It ends by itself; sent again, it lasts longer."""
    return item_json(await queue.desk.claim(item, staff), queue.now())


@router.delete(
    "/items/{item}/claim",
    summary="Hold it no longer",
    response_model=ItemView,
    responses=CONFLICT,
)
async def release(item: Id, queue: QueueOf, staff: AgentOf) -> Mapping[str, Any]:
    """So that others may answer it."""
    return item_json(await queue.desk.release(item, staff), queue.now())


@router.post(
    "/items/{item}/actions",
    summary="Act on a question",
    response_model=DoneView,
    responses=CONFLICT,
)
async def act(
    item: Id, body: ActionBody, key: Key, queue: QueueOf, staff: AgentOf
) -> Mapping[str, Any]:
    """Approve, correct (or answer), dismiss: with a claim on it. Reopen, note, tag, assign,
    escalate: without. What is acknowledged is kept and done once."""
    decision = Decision(body.action(), key, getattr(body, "version", None))
    return done_json(await queue.desk.act(item, decision, staff))

"""Saved views of the queue."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from assistant.review.queue.ports import Actor
from assistant.review.queue.queue import ReviewQueue
from assistant.review.queue.refusals import Taken
from assistant.store.review.saved import NameTaken, SavedView
from assistant.web.review.bodies import SavedViewBody
from assistant.web.review.staff import AgentOf, Id, QueueOf, ReaderOf
from assistant.web.review.views import SavedViewsView, SavedViewView
from assistant.web.views import CONFLICT, PROBLEMS

router = APIRouter(prefix="/api/review/views", tags=["review"])


@router.get("", summary="Saved views", response_model=SavedViewsView)
async def list_views(queue: QueueOf, staff: ReaderOf) -> Mapping[str, Any]:
    """One's own and the shared ones."""
    return {"views": [asdict(view) for view in await queue.views.list(staff.id)]}


@router.post(
    "", status_code=201, summary="Save one", response_model=SavedViewView, responses=CONFLICT
)
async def add_view(body: SavedViewBody, queue: QueueOf, staff: AgentOf) -> SavedView:
    """Filters under a name."""
    return await _save(queue, None, body, staff)


@router.put("/{view}", summary="Change one's own", response_model=SavedViewView, responses=CONFLICT)
async def change_view(view: Id, body: SavedViewBody, queue: QueueOf, staff: AgentOf) -> SavedView:
    """All of it."""
    return await _save(queue, view, body, staff)


@router.delete("/{view}", status_code=204, summary="Remove one's own", responses=PROBLEMS)
async def remove_view(view: Id, queue: QueueOf, staff: AgentOf) -> None:
    """For everybody, if it is shared."""
    await queue.views.remove(view, staff.id)


async def _save(
    queue: ReviewQueue, view: int | None, body: SavedViewBody, staff: Actor
) -> SavedView:
    try:
        return await queue.views.save(
            view, name=body.name, owner=staff.id, shared=body.shared, filters=body.kept()
        )
    except NameTaken as error:
        raise Taken(
            f"you have a view {body.name!r} already; choose another name",
            f"已有名为“{body.name}”的视图，请换一个名称",
        ) from error

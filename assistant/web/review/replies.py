"""Canned replies."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from assistant.review.queue.canned import VARIABLES, Known, check, rendered
from assistant.review.queue.ports import Actor
from assistant.review.queue.queue import ReviewQueue
from assistant.review.queue.refusals import Taken
from assistant.store.review.canned import CannedReply, ShortcutTaken
from assistant.web.context import RoomsOf
from assistant.web.review.bodies import CannedBody, RenderBody
from assistant.web.review.staff import AgentOf, Id, QueueOf, ReaderOf
from assistant.web.review.views import CannedListView, CannedView, RenderedView
from assistant.web.views import CONFLICT, PROBLEMS

router = APIRouter(prefix="/api/review/replies", tags=["review"])


@router.get("", summary="Canned replies", response_model=CannedListView)
async def list_replies(queue: QueueOf, _: ReaderOf) -> Mapping[str, Any]:
    """Those with shortcuts first."""
    replies = [asdict(reply) for reply in await queue.canned.list()]
    return {"replies": replies, "variables": list(VARIABLES)}


@router.post("", status_code=201, summary="Add one", response_model=CannedView, responses=CONFLICT)
async def add_reply(body: CannedBody, queue: QueueOf, staff: AgentOf) -> CannedReply:
    """Variables are checked; what they stand for is filled in when it is used."""
    return await _save(queue, None, body, staff)


@router.put("/{reply}", summary="Change one", response_model=CannedView, responses=CONFLICT)
async def change_reply(reply: Id, body: CannedBody, queue: QueueOf, staff: AgentOf) -> CannedReply:
    """All of it."""
    return await _save(queue, reply, body, staff)


@router.delete("/{reply}", status_code=204, summary="Remove one", responses=PROBLEMS)
async def remove_reply(reply: Id, queue: QueueOf, _: AgentOf) -> None:
    """For everybody."""
    await queue.canned.remove(reply)


@router.post(
    "/{reply}/text",
    summary="One as it may be sent",
    response_model=RenderedView,
    responses=PROBLEMS,
)
async def render(
    reply: Id, body: RenderBody, queue: QueueOf, rooms: RoomsOf, _: ReaderOf
) -> Mapping[str, Any]:
    """With the viewer, the product and its price at this moment filled in."""
    item = await queue.item(body.item)
    session = await rooms.get(item.room)
    room = await session.refresh()
    language = body.language or item.language
    known = Known(item, room.shelf, session.now())
    text = rendered(await queue.canned.get(reply), language, known)
    return {"text": text, "language": language}


async def _save(
    queue: ReviewQueue, reply: int | None, body: CannedBody, staff: Actor
) -> CannedReply:
    texts: dict[str, str] = dict(body.texts.items())
    check(texts)
    try:
        return await queue.canned.save(
            reply,
            title=body.title,
            shortcut=body.shortcut,
            texts=texts,
            by=staff.id,
            at=queue.now(),
        )
    except ShortcutTaken as error:
        raise Taken(
            f"another reply has the shortcut {body.shortcut}; choose another from 1 to 9",
            f"快捷键 {body.shortcut} 已被占用，请从 1 到 9 中另选",
        ) from error

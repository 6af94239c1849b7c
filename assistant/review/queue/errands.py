"""What an action has others do, put into the outbox in the action's own transaction."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.review.queue.actions import Action, Approve, Correct, Dismiss
from assistant.store.review import outbox
from assistant.store.review.actions import ActionRecord
from assistant.store.review.tables import ReviewItemRow


async def send(
    session: AsyncSession, record: ActionRecord, row: ReviewItemRow, action: Action, said: str
) -> None:
    """Have told and learned what `action` says of a row, instead of what the assistant `said`.

    Where nobody was told that yet, the drafts of it are told, or not, by the way they were asked.
    """
    by = {"id": record.actor, "name": record.actor_name}
    told: dict[str, Any] = {
        "room": row.room,
        "text": "",
        "viewer": row.to,
        "aloud": True,
        "language": row.language,
        "by": by,
        "drafts": None,
    }
    drafts = {"item": row.id, "since": row.opened_at.isoformat()}
    if isinstance(action, Correct):
        own = action.to == "viewer"
        told |= {"text": action.text, "aloud": action.aloud, "language": action.language}
        told |= {"viewer": row.to if own else None}
        if row.untold:
            told |= {"drafts": {**drafts, "text": action.text if own else None}}
    elif isinstance(action, Approve) and row.untold:
        told |= {"text": said, "drafts": {**drafts, "text": ""}}
    elif isinstance(action, Dismiss) and row.untold:
        told |= {"drafts": {**drafts, "text": None}}
    else:
        return
    await outbox.put(session, record.id, "tell", told, record.at)
    if isinstance(action, Correct) and action.learn is not None:
        learned = {
            "item": row.id,
            "answer": said if row.outcome == "answered" else "",
            "text": action.text,
            "language": action.language,
            "scope": action.learn,
            "by": by,
        }
        await outbox.put(session, record.id, "learn", learned, record.at)

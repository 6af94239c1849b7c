"""What staff did to review items, in order; each under a key of its caller's, so that it is done
once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.review.states import State
from assistant.store.review.tables import ReviewActionRow


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """An action and what came of it: the `state` and the `version` of the item after it.

    `request` is the digest of what was asked for under `key`; `detail` is what was done, as JSON.
    """

    id: str
    item: int
    actor: str
    actor_name: str
    key: str
    request: str
    kind: str
    detail: Mapping[str, Any]
    state: State
    version: int
    at: datetime


async def find(session: AsyncSession, actor: str, key: str) -> ActionRecord | None:
    """What somebody did under a key, if they did."""
    query = select(ReviewActionRow).where(
        ReviewActionRow.actor == actor, ReviewActionRow.key == key
    )
    row = await session.scalar(query)
    return _record(row) if row is not None else None


async def add(session: AsyncSession, record: ActionRecord) -> None:
    """Keep one more action."""
    values = {name: getattr(record, name) for name in ActionRecord.__slots__}
    session.add(ReviewActionRow(**values))
    await session.flush()


async def of_item(session: AsyncSession, item: int) -> Sequence[ActionRecord]:
    """What was done to an item, oldest first."""
    query = select(ReviewActionRow).where(ReviewActionRow.item == item)
    rows = await session.scalars(query.order_by(ReviewActionRow.at, ReviewActionRow.version))
    return [_record(row) for row in rows]


def _record(row: ReviewActionRow) -> ActionRecord:
    values = {name: getattr(row, name) for name in ActionRecord.__slots__}
    return ActionRecord(**values | {"state": State(row.state)})

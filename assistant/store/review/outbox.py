"""What actions have others do, kept in the transaction of the action until it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.review.intake import next_change
from assistant.store.review.tables import ReviewActionRow, ReviewItemRow, ReviewOutboxRow

ErrandKind = Literal["tell", "learn"]
Standing = Literal["waiting", "done", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be done once for an action; `attempts` failed so far, the last with `error`."""

    action: str
    kind: ErrandKind
    payload: Mapping[str, Any]
    state: Standing
    attempts: int
    error: str
    due_at: datetime
    done_at: datetime | None


async def put(
    session: AsyncSession, action: str, kind: ErrandKind, payload: Mapping[str, Any], at: datetime
) -> None:
    """Have something done as soon as this transaction is over."""
    row = ReviewOutboxRow(action=action, kind=kind, payload=dict(payload), due_at=at)
    row.state, row.attempts, row.error = "waiting", 0, ""
    session.add(row)
    await session.flush()


async def take_due(
    session: AsyncSession,
    now: datetime,
    *,
    kinds: Sequence[ErrandKind],
    lease: timedelta,
    limit: int,
) -> tuple[Errand, ...]:
    """The errands that are due, oldest first; nobody else gets them before the `lease` is over.

    Who takes them and is killed leaves them to whoever comes after that.
    """
    row = ReviewOutboxRow
    due = (
        select(row)
        .where(row.state == "waiting", row.due_at <= now, row.kind.in_(kinds))
        .order_by(row.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)  # of PostgreSQL; a SQLite writer is alone
    )
    taken = []
    for found in await session.scalars(due):
        taken.append(_errand(found))
        found.due_at = now + lease
    return tuple(taken)


async def done(session: AsyncSession, errand: Errand, at: datetime) -> None:
    """Note that an errand was done; who looks at its item sees that it was."""
    change = await next_change(session)
    await _note(session, errand, state="done", done_at=at, error="")
    await _changed(session, errand, change)


async def failed(session: AsyncSession, errand: Errand, error: str, again_at: datetime) -> None:
    """Note that it could not be done, and when to try again; who looks at its item sees why."""
    change = await next_change(session)
    await _note(session, errand, attempts=errand.attempts + 1, error=error, due_at=again_at)
    await _changed(session, errand, change)


async def withdraw(session: AsyncSession, item: int) -> None:
    """Have nothing more done for an item than was done already."""
    of_item = select(ReviewActionRow.id).where(ReviewActionRow.item == item)
    row = ReviewOutboxRow
    waiting = update(row).where(row.state == "waiting", row.action.in_(of_item))
    await session.execute(waiting.values(state="withdrawn"))


async def of_item(session: AsyncSession, item: int) -> Sequence[Errand]:
    """What was to be done for an item."""
    actions = select(ReviewActionRow.id).where(ReviewActionRow.item == item)
    query = select(ReviewOutboxRow).where(ReviewOutboxRow.action.in_(actions))
    return [_errand(row) for row in await session.scalars(query)]


async def _changed(session: AsyncSession, errand: Errand, change: int) -> None:
    of_action = select(ReviewActionRow.item).where(ReviewActionRow.id == errand.action)
    item = update(ReviewItemRow).where(ReviewItemRow.id == of_action.scalar_subquery())
    await session.execute(item.values(change=change, changed=f"{errand.kind} sent"))


async def _note(session: AsyncSession, errand: Errand, **values: object) -> None:
    row = ReviewOutboxRow
    one = update(row).where(row.action == errand.action, row.kind == errand.kind)
    await session.execute(one.where(row.state == "waiting").values(**values))


def _errand(row: ReviewOutboxRow) -> Errand:
    return Errand(**{name: getattr(row, name) for name in Errand.__slots__})

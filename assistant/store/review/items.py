"""Review items, read: a page of the queue, one of them, how many there are, what changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.answers import AnswerRecord, record_of
from assistant.store.database import NotStored
from assistant.store.review.filters import Cursor, Filters
from assistant.store.review.states import State
from assistant.store.review.tables import ReviewCountRow, ReviewItemRow, ReviewTagRow
from assistant.store.tables import AnswerRow


@dataclass(frozen=True, slots=True)
class Item:
    """A review item as it stands; see `ReviewItemRow`. `claimed_by` is "" for nobody."""

    id: int
    room: str
    state: State
    question: str
    viewer: str
    to: str
    language: str
    product: str
    title: str
    kind: str
    outcome: str
    answer: str
    answer_id: str
    confidence: float
    forced: str
    escalated: bool
    rank: int
    askers: int
    times: int
    opened_at: datetime
    asked_at: datetime
    due_at: datetime
    settled_at: datetime | None
    settled_by: str
    told: str
    untold: bool
    assignee: str
    claimed_by: str
    claimed_name: str
    claimed_until: datetime | None
    version: int
    change: int
    changed: str
    tags: tuple[str, ...] = ()

    def held_by(self, now: datetime) -> str:
        """Who holds it at a moment; "" for nobody."""
        return self.claimed_by if self.claimed_until and self.claimed_until > now else ""


_SAME = tuple(name for name in Item.__slots__ if name not in ("state", "tags"))


@dataclass(frozen=True, slots=True)
class Page:
    """Some items in their order; `after` is where the next ones begin, None at the end."""

    items: tuple[Item, ...]
    after: Cursor | None


SETTLED_LATELY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items are open, how many of them hold words that force a person and how many are
    overdue; and how many were settled lately, by state."""

    open: int
    forced: int
    overdue: int
    settled: Mapping[State, int]


async def page(
    session: AsyncSession,
    filters: Filters,
    *,
    now: datetime,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page:
    """What fits `filters`: open items as they are worked off, all others newest first."""
    query = select(ReviewItemRow).where(*await filters.conditions(session, now))
    if after is not None:
        query = query.where(after.behind(by_rank=filters.by_rank))
    if filters.by_rank:
        query = query.order_by(ReviewItemRow.rank, ReviewItemRow.opened_at, ReviewItemRow.id)
    else:
        query = query.order_by(ReviewItemRow.id.desc())
    rows = (await session.scalars(query.limit(limit + 1))).all()
    items = await with_tags(session, rows[:limit])
    return Page(items, Cursor.of(rows[limit - 1]) if len(rows) > limit else None)


async def get(session: AsyncSession, item: int) -> Item:
    """One item. Raises NotStored."""
    row = await session.get(ReviewItemRow, item)
    if row is None:
        raise no_item(item)
    return (await with_tags(session, [row]))[0]


async def answers(session: AsyncSession, item: int, limit: int = 20) -> tuple[AnswerRecord, ...]:
    """The last answers given to the question of an item, newest first."""
    query = select(AnswerRow).where(AnswerRow.item == item)
    rows = await session.scalars(query.order_by(AnswerRow.seq.desc()).limit(limit))
    return tuple(record_of(row) for row in rows)


async def counts(session: AsyncSession, *, now: datetime, room: str | None = None) -> Counts:
    """How many items there are, of one room or of all."""
    row = ReviewItemRow
    lately = [state for state in State if state is not State.OPEN]
    waiting = select(func.count(), _how_many(row.forced != ""), _how_many(row.due_at <= now))
    waiting = waiting.where(row.state == State.OPEN)
    # sums rather than groups, for which SQLite would read the whole queue
    settled = select(*(_how_many(row.state == state) for state in lately))
    settled = settled.where(row.settled_at > now - SETTLED_LATELY)
    if room is not None:
        waiting, settled = waiting.where(row.room == room), settled.where(row.room == room)
    waits, forced, overdue = (await session.execute(waiting)).one()
    by_state = zip(lately, (await session.execute(settled)).one(), strict=True)
    return Counts(waits, forced, overdue, dict(by_state))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


async def last_change(session: AsyncSession) -> int:
    """The number of the last change."""
    return (await session.scalars(select(ReviewCountRow.changes))).one()


async def changed_since(session: AsyncSession, change: int, limit: int) -> tuple[Item, ...]:
    """The items that changed after the change of that number, as they stand, in that order."""
    query = select(ReviewItemRow).where(ReviewItemRow.change > change)
    rows = await session.scalars(query.order_by(ReviewItemRow.change).limit(limit))
    return await with_tags(session, rows.all())


async def with_tags(session: AsyncSession, rows: Iterable[ReviewItemRow]) -> tuple[Item, ...]:
    """Rows as items."""
    rows = list(rows)
    tags: defaultdict[int, list[str]] = defaultdict(list)
    query = select(ReviewTagRow).where(ReviewTagRow.item.in_([row.id for row in rows]))
    for tag in await session.scalars(query.order_by(ReviewTagRow.tag)) if rows else ():
        tags[tag.item].append(tag.tag)
    return tuple(item_of(row, tags[row.id]) for row in rows)


def item_of(row: ReviewItemRow, tags: Sequence[str]) -> Item:
    """A row and its tags as an item."""
    same = {name: getattr(row, name) for name in _SAME}
    return Item(state=State(row.state), tags=tuple(tags), **same)


def no_item(item: int) -> NotStored:
    """The error of an item that is not there."""
    return NotStored(f"there is no review item {item}")

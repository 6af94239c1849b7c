"""Messages to customers as they are kept: written by a batch, read by staff page by page."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args
from uuid import uuid4

from sqlalchemy import Select, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.customers.tables import CustomerRow
from assistant.store.database import NotStored
from assistant.store.inserting import insert_into
from assistant.store.repurchase.tables import RepurchaseDraftRow as Row
from assistant.store.review.filters import BadCursor

State = Literal["drafted", "approved", "declined", "sent", "failed"]

STATES: tuple[State, ...] = get_args(State)

_NEVER = 1 << 53
_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A message that is to wait for a person; see `RepurchaseDraftRow`. `due` None: no day."""

    customer: int
    language: str
    text: str
    suggestions: Sequence[Mapping[str, Any]]
    facts: Sequence[Mapping[str, Any]]
    due: datetime | None
    probability: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A message and what became of it; `customer` is as the shop names them, `messaged` whether
    they may be written to now."""

    id: str
    catalog: str
    customer: str
    messaged: bool
    language: str
    text: str
    edited: bool
    written_at: datetime
    suggestions: Sequence[Mapping[str, Any]]
    facts: Sequence[Mapping[str, Any]]
    state: State
    due: datetime | None
    probability: float
    created_at: datetime
    decider: str
    decided_by: str
    decided_at: datetime | None
    sent_at: datetime | None
    attempts: int
    error: str
    error_zh: str


async def replace(
    session: AsyncSession,
    catalog: str,
    customers: Collection[int],
    drafts: Sequence[NewDraft],
    at: datetime,
) -> int:
    """Put `drafts` in the place of what waits for those `customers` (by number); how many are new.

    What somebody has edited stays, and keeps a new one out.
    """
    waiting = delete(Row).where(Row.customer.in_(customers), Row.state == "drafted")
    await session.execute(waiting.where(Row.edited.is_(False)))
    if not drafts:
        return 0
    rows = [
        {
            "id": uuid4().hex,
            "catalog": catalog,
            "customer": draft.customer,
            "language": draft.language,
            "text": draft.text,
            "edited": False,
            "written_at": at,
            "suggestions": [*draft.suggestions],
            "facts": [*draft.facts],
            "state": "drafted",
            "due": _seconds(draft.due),
            "probability": draft.probability,
            "created_at": at,
            "decider": "",
            "decided_by": "",
            "attempts": 0,
            "error": "",
            "error_zh": "",
            "again_at": at,
        }
        for draft in drafts
    ]
    insert = insert_into(Row, session.get_bind()).on_conflict_do_nothing()
    return len([*await session.scalars(insert.returning(Row.id), rows)])


async def get(session: AsyncSession, draft: str) -> Draft:
    """One. Raises NotStored."""
    found = await those(session, [draft])
    if not found:
        raise NotStored(f"there is no draft {draft!r}")
    return found[0]


async def those(
    session: AsyncSession, ids: Collection[str], *, changes: bool = False
) -> Sequence[Draft]:
    """Those of `ids` that there are, by id; held until the transaction ends where it `changes`."""
    query = _read().where(Row.id.in_(ids)).order_by(Row.id)
    if changes:
        query = query.with_for_update(of=Row)
    return await _all(session, query)


async def page(
    session: AsyncSession,
    catalog: str,
    *,
    state: State | None = None,
    search: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Sequence[Draft]:
    """A shop's, the earliest due first; `search` is part of the customer's name or of the text,
    `after` the `place` of the last one that was read. Raises BadCursor where it is none."""
    query = _of(catalog, state).order_by(Row.due, Row.id).limit(limit)
    if search:
        query = query.where(
            CustomerRow.id.icontains(search, autoescape=True)
            | Row.text.icontains(search, autoescape=True)
        )
    if after is not None:
        query = query.where(tuple_(Row.due, Row.id) > _place(after))
    return await _all(session, query)


def place(draft: Draft) -> str:
    """Where a draft stands in a page, for the next one to begin behind it."""
    return f"{_seconds(draft.due)}-{draft.id}"


async def every(
    session: AsyncSession, catalog: str, state: State | None
) -> AsyncIterator[Sequence[Draft]]:
    """All of a shop's, some hundred at a time."""
    after = ""
    while True:
        query = _of(catalog, state).where(Row.id > after).order_by(Row.id).limit(_READ_AT_ONCE)
        found = await _all(session, query)
        session.expunge_all()
        if found:
            yield found
        if len(found) < _READ_AT_ONCE:
            return
        after = found[-1].id


async def counts(session: AsyncSession, catalog: str) -> Mapping[State, int]:
    """How many of a shop's there are in each state."""
    query = select(Row.state, func.count()).where(Row.catalog == catalog).group_by(Row.state)
    found = dict([*await session.execute(query)])
    return {state: found.get(state, 0) for state in STATES}


def _read() -> Select[Row, str, bool]:
    return select(Row, CustomerRow.id, CustomerRow.messaged).join(
        CustomerRow, CustomerRow.number == Row.customer
    )


def _of(catalog: str, state: State | None) -> Select[Row, str, bool]:
    query = _read().where(Row.catalog == catalog)
    return query if state is None else query.where(Row.state == state)


def _seconds(due: datetime | None) -> int:
    return int(due.timestamp()) if due else _NEVER


def _place(written: str) -> tuple[int, str]:
    due, _, key = written.partition("-")
    if not due.isdecimal() or len(due) > len(str(_NEVER)):
        raise BadCursor(written)
    return int(due), key


async def _all(session: AsyncSession, query: Select[Row, str, bool]) -> Sequence[Draft]:
    return [_draft(*found) for found in [*await session.execute(query)]]


def _draft(row: Row, customer: str, messaged: bool) -> Draft:
    told = {name: getattr(row, name) for name in Draft.__slots__ if name != "messaged"}
    due = None if row.due == _NEVER else datetime.fromtimestamp(row.due, UTC)
    return Draft(**{**told, "customer": customer, "messaged": messaged, "due": due})

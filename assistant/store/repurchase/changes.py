"""What becomes of a message: rewritten, decided on, taken to be sent, sent or not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.repurchase.drafts import Draft, those
from assistant.store.repurchase.tables import RepurchaseDraftRow as Row


async def rewrite(
    session: AsyncSession,
    draft: str,
    text: str,
    facts: Sequence[Mapping[str, Any]],
    at: datetime,
    *,
    by_a_person: bool = False,
) -> None:
    """Note the text as it stands `at` a moment, and what it rests on."""
    values: dict[str, Any] = {"text": text, "facts": [*facts], "written_at": at}
    if by_a_person:
        values["edited"] = True
    await _set(session, draft, **values)


async def decided(
    session: AsyncSession,
    draft: str,
    state: Literal["approved", "declined"],
    *,
    decider: str,
    name: str,
    at: datetime,
) -> None:
    """Note who decided; what is approved is due to be sent at once."""
    who = {"decider": decider[:64], "decided_by": name[:64]}
    await _set(session, draft, state=state, decided_at=at, again_at=at, **who)


async def take_due(
    session: AsyncSession, now: datetime, *, lease: timedelta, limit: int
) -> Sequence[Draft]:
    """The approved ones that are due to be sent; nobody else gets them before the `lease` is over.

    Who takes them and is killed leaves them to whoever comes after that.
    """
    due = (
        select(Row.id)
        .where(Row.state == "approved", Row.again_at <= now)
        .order_by(Row.again_at, Row.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # of PostgreSQL; a SQLite writer is alone
    )
    ids = [*await session.scalars(due)]
    if not ids:
        return ()
    await session.execute(update(Row).where(Row.id.in_(ids)).values(again_at=now + lease))
    return await those(session, ids)


async def sent(session: AsyncSession, draft: str, at: datetime) -> None:
    """Note that the shop has it: it counts as a message to the customer from now on."""
    await _set(session, draft, state="sent", sent_at=at, error="", error_zh="")


async def put_off(
    session: AsyncSession, draft: Draft, error: str, error_zh: str, again_at: datetime
) -> None:
    """Note why it could not be sent, in both languages, and when to try again."""
    told = {"error": error, "error_zh": error_zh}
    await _set(session, draft.id, attempts=draft.attempts + 1, again_at=again_at, **told)


async def failed(session: AsyncSession, draft: Draft, error: str, error_zh: str) -> None:
    """Note why it is not sent, nor tried again, in both languages."""
    told = {"error": error, "error_zh": error_zh}
    await _set(session, draft.id, state="failed", attempts=draft.attempts + 1, **told)


async def _set(session: AsyncSession, draft: str, **values: Any) -> None:
    await session.execute(update(Row).where(Row.id == draft).values(**values))

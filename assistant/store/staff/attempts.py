"""Attempts to sign in that failed, counted."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.staff.alone import alone
from assistant.store.staff.tables import AttemptRow


async def get(session: AsyncSession, what: str) -> tuple[int, datetime | None]:
    """How many failed for a name or an address, and when the last did.

    Others who count the same wait until this transaction is over.
    """
    await alone(session, what)
    row = await session.get(AttemptRow, what)
    return (row.failures, row.at) if row else (0, None)


async def put(session: AsyncSession, what: str, failures: int, at: datetime) -> None:
    """Write the count anew; none at all is forgotten."""
    if failures <= 0:
        await session.execute(delete(AttemptRow).where(AttemptRow.what == what))
    else:
        await session.merge(AttemptRow(what=what, failures=failures, at=at))
        await session.flush()


async def clear(session: AsyncSession, before: datetime) -> None:
    """Forget what is older."""
    await session.execute(delete(AttemptRow).where(AttemptRow.at < before))

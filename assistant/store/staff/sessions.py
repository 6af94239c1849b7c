"""Signed-in browsers as they are kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.staff.tables import SessionRow


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session by the digest of its token."""

    digest: str
    account: str
    created_at: datetime
    seen_at: datetime


async def add(session: AsyncSession, record: SessionRecord) -> None:
    """Keep a new session."""
    session.add(
        SessionRow(
            digest=record.digest,
            account=record.account,
            created_at=record.created_at,
            seen_at=record.seen_at,
        )
    )
    await session.flush()


async def get(session: AsyncSession, digest: str) -> SessionRecord | None:
    """The session of a token."""
    row = await session.get(SessionRow, digest)
    return SessionRecord(row.digest, row.account, row.created_at, row.seen_at) if row else None


async def seen(session: AsyncSession, digest: str, at: datetime) -> None:
    """Remember that a session was used."""
    await session.execute(update(SessionRow).where(SessionRow.digest == digest).values(seen_at=at))


async def end(session: AsyncSession, digest: str) -> None:
    """End one session."""
    await session.execute(delete(SessionRow).where(SessionRow.digest == digest))


async def end_all(session: AsyncSession, account: str, *, but: str = "") -> None:
    """End every session of an account, except that of the digest `but`."""
    await session.execute(
        delete(SessionRow).where(SessionRow.account == account, SessionRow.digest != but)
    )


async def clear(session: AsyncSession, *, seen_before: datetime, made_before: datetime) -> None:
    """Forget the sessions that are over."""
    over = or_(SessionRow.seen_at < seen_before, SessionRow.created_at < made_before)
    await session.execute(delete(SessionRow).where(over))

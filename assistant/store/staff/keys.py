"""API keys as they are kept."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.database import NotStored
from assistant.store.staff.tables import KeyRow


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """An API key by its digest; `start` is how it begins."""

    digest: str
    start: str
    name: str
    role: str
    account: str
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    id: str = field(default_factory=lambda: uuid4().hex)


async def add(session: AsyncSession, key: KeyRecord) -> None:
    """Keep a new key."""
    session.add(KeyRow(**{name: getattr(key, name) for name in KeyRecord.__slots__}))
    await session.flush()


async def of_digest(session: AsyncSession, digest: str) -> KeyRecord | None:
    """The key of a digest, revoked or not."""
    row = await session.scalar(select(KeyRow).where(KeyRow.digest == digest))
    return _record(row) if row else None


async def get(session: AsyncSession, key_id: str) -> KeyRecord:
    """One key. Raises NotStored."""
    row = await session.get(KeyRow, key_id)
    if row is None:
        raise NotStored(f"there is no key {key_id!r}")
    return _record(row)


async def every(session: AsyncSession, account: str | None = None) -> tuple[KeyRecord, ...]:
    """All keys, or those of one account, oldest first."""
    query = select(KeyRow).order_by(KeyRow.created_at, KeyRow.id)
    if account is not None:
        query = query.where(KeyRow.account == account)
    return tuple(_record(row) for row in await session.scalars(query))


async def used(session: AsyncSession, key_id: str, at: datetime) -> None:
    """Remember that a key was used."""
    await session.execute(update(KeyRow).where(KeyRow.id == key_id).values(used_at=at))


async def revoke(session: AsyncSession, key_id: str, at: datetime) -> bool:
    """Let a key work no more; False where it did not before."""
    changed = await session.execute(
        update(KeyRow)
        .where(KeyRow.id == key_id, KeyRow.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(KeyRow.id)
    )
    return changed.scalar_one_or_none() is not None


def _record(row: KeyRow) -> KeyRecord:
    return KeyRecord(**{name: getattr(row, name) for name in KeyRecord.__slots__})

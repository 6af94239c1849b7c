"""Entries of the audit log as they are kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.staff.alone import alone
from assistant.store.staff.tables import AuditRow

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One entry; `at` is ISO 8601 in UTC, `detail` canonical JSON, hashes are SHA-256 in hex."""

    seq: int
    at: str
    actor: str
    by: str
    action: str
    subject: str
    address: str
    detail: str
    previous: str
    hash: str


async def last(session: AsyncSession) -> AuditRecord | None:
    """The newest entry. Until the session's transaction ends nobody else writes one after it."""
    await alone(session, "audit")
    row = await session.scalar(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1))
    return _record(row) if row else None


async def add(session: AsyncSession, record: AuditRecord) -> None:
    """Keep an entry."""
    session.add(AuditRow(**{name: getattr(record, name) for name in AuditRecord.__slots__}))
    await session.flush()


async def page(
    session: AsyncSession, *, before: int | None, limit: int, action: str = "", actor: str = ""
) -> tuple[AuditRecord, ...]:
    """`limit` entries older than number `before`, newest first."""
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    if action:
        query = query.where(AuditRow.action == action)
    if actor:
        query = query.where(AuditRow.actor == actor)
    return tuple(_record(row) for row in await session.scalars(query))


async def every(session: AsyncSession) -> AsyncIterator[AuditRecord]:
    """All entries, oldest first, some at a time."""
    after = None
    while True:
        query = select(AuditRow).order_by(AuditRow.seq).limit(_AT_ONCE)
        if after is not None:
            query = query.where(AuditRow.seq > after)
        rows = [_record(row) for row in await session.scalars(query)]
        session.expunge_all()
        for row in rows:
            yield row
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].seq


def _record(row: AuditRow) -> AuditRecord:
    return AuditRecord(**{name: getattr(row, name) for name in AuditRecord.__slots__})

"""One-time links as they are kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.staff.tables import LinkRow


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A link by the digest of its secret; no account: it makes the first."""

    digest: str
    account: str | None
    expires_at: datetime


async def replace(session: AsyncSession, link: LinkRecord) -> None:
    """Keep a link; an older one for the same account works no more."""
    await session.execute(delete(LinkRow).where(LinkRow.account.is_not_distinct_from(link.account)))
    session.add(LinkRow(digest=link.digest, account=link.account, expires_at=link.expires_at))
    await session.flush()


async def get(session: AsyncSession, digest: str) -> LinkRecord | None:
    """The link of a secret."""
    row = await session.get(LinkRow, digest)
    return LinkRecord(row.digest, row.account, row.expires_at) if row else None


async def take(session: AsyncSession, digest: str) -> LinkRecord | None:
    """The link of a secret, which is gone from then on: of two who take it, one gets it."""
    taken = await session.execute(
        delete(LinkRow)
        .where(LinkRow.digest == digest)
        .returning(LinkRow.digest, LinkRow.account, LinkRow.expires_at)
    )
    row = taken.one_or_none()
    return LinkRecord(row.digest, row.account, row.expires_at) if row else None


async def drop(session: AsyncSession, account: str | None) -> None:
    """Forget the links of an account; None: those that make the first."""
    await session.execute(delete(LinkRow).where(LinkRow.account.is_not_distinct_from(account)))

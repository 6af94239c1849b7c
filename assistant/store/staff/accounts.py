"""Accounts of staff as they are kept."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.database import NotStored
from assistant.store.staff.alone import alone
from assistant.store.staff.tables import AccountRow


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """Somebody of staff; `password` is a hash, or empty."""

    name: str
    role: str
    password: str = ""
    subject: str | None = None
    disabled: bool = False
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    signed_in_at: datetime | None = None
    id: str = field(default_factory=lambda: uuid4().hex)


def folded(name: str) -> str:
    """A name as it is compared: letters that look alike in two forms, or two cases, are one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


async def add(session: AsyncSession, account: AccountRecord) -> None:
    """Keep a new account."""
    session.add(AccountRow(**_values(account), folded=folded(account.name)))
    await session.flush()


async def get(session: AsyncSession, account_id: str) -> AccountRecord:
    """One account. Raises NotStored."""
    row = await session.get(AccountRow, account_id)
    if row is None:
        raise NotStored(f"there is no account {account_id!r}")
    return _record(row)


async def named(session: AsyncSession, name: str) -> AccountRecord | None:
    """The account of a name."""
    row = await session.scalar(select(AccountRow).where(AccountRow.folded == folded(name)))
    return _record(row) if row else None


async def of_subject(session: AsyncSession, subject: str) -> AccountRecord | None:
    """The account that an OpenID Connect subject signs in to."""
    row = await session.scalar(select(AccountRow).where(AccountRow.subject == subject))
    return _record(row) if row else None


async def every(session: AsyncSession) -> tuple[AccountRecord, ...]:
    """All accounts, oldest first."""
    rows = await session.scalars(select(AccountRow).order_by(AccountRow.created_at, AccountRow.id))
    return tuple(_record(row) for row in rows)


async def change(session: AsyncSession, account_id: str, values: Mapping[str, Any]) -> None:
    """Write `values` into an account."""
    await session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))


async def others_enabled(session: AsyncSession, role: str, account_id: str) -> int:
    """How many accounts of `role` but this one may sign in; it stays so for the transaction."""
    await alone(session, "roles")
    query = select(func.count()).where(
        AccountRow.role == role, AccountRow.disabled.is_(False), AccountRow.id != account_id
    )
    return await session.scalar(query) or 0


async def anybody(session: AsyncSession) -> bool:
    """Whether there is an account at all."""
    return await session.scalar(select(AccountRow.id).limit(1)) is not None


def _values(account: AccountRecord) -> dict[str, Any]:
    return {name: getattr(account, name) for name in AccountRecord.__slots__}


def _record(row: AccountRow) -> AccountRecord:
    return AccountRecord(**{name: getattr(row, name) for name in AccountRecord.__slots__})

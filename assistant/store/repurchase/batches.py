"""Runs over all customers of a shop."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.database import NotStored
from assistant.store.repurchase.tables import RepurchaseBatchRow as Row

SILENT = timedelta(minutes=10)
"""A run that says nothing for so long is one of a process that was stopped."""

STOPPED = "the service was stopped; begin another"


@dataclass(frozen=True, slots=True)
class Batch:
    """How far a run is: of how many `customers` it `looked_at` so many and `drafted` messages."""

    id: str
    state: Literal["running", "done", "failed"]
    customers: int
    looked_at: int
    drafted: int
    error: str


async def begin(session: AsyncSession, catalog: str, customers: int, at: datetime) -> str:
    """A new run; its id."""
    made = uuid4().hex
    row = Row(id=made, catalog=catalog, customers=customers, touched_at=at)
    row.state, row.looked_at, row.drafted, row.error = "running", 0, 0, ""
    session.add(row)
    return made


async def note(session: AsyncSession, batch: str, at: datetime, **values: Any) -> None:
    """How it stands now."""
    await session.execute(update(Row).where(Row.id == batch).values(touched_at=at, **values))


async def get(session: AsyncSession, batch: str, now: datetime) -> Batch:
    """A run. Raises NotStored."""
    row = await session.get(Row, batch)
    if row is None:
        raise NotStored(f"there is no batch {batch!r}")
    found = Batch(**{name: getattr(row, name) for name in Batch.__slots__})
    if found.state == "running" and now - row.touched_at > SILENT:
        return replace(found, state="failed", error=STOPPED)
    return found

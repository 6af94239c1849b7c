"""The audit log, for admins."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from assistant.review import audit
from assistant.review.access.roles import Right
from assistant.store.staff import audit as entries
from assistant.web.access import AccessOf, requires

router = APIRouter(prefix="/api/audit", tags=["staff"], dependencies=[requires(Right.AUDIT)])


class EntryView(BaseModel):
    """One entry."""

    seq: int
    at: str
    actor: str = Field(description="who did it; empty: nobody who was known")
    by: str = Field(description="what they proved it with")
    action: str
    subject: str
    address: str
    detail: dict[str, Any]
    hash: str


class EntriesView(BaseModel):
    """Entries, newest first."""

    entries: list[EntryView]
    before: int | None = Field(description="what to ask for the next page with; null: no more")


class VerdictView(BaseModel):
    """Whether the log is as it was written."""

    whole: bool
    entries: int
    head: str = Field(description="the newest hash; keep it elsewhere to know of entries cut off")
    broken: int | None
    why: str


@router.get("", summary="The audit log")
async def read(
    access: AccessOf,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    action: Annotated[str, Query(max_length=48)] = "",
    actor: Annotated[str, Query(max_length=64)] = "",
) -> EntriesView:
    """A page of it."""
    async with access.database.reading() as session:
        found = await entries.page(session, before=before, limit=limit, action=action, actor=actor)
    views = [
        EntryView(
            seq=one.seq,
            at=one.at,
            actor=one.actor,
            by=one.by,
            action=one.action,
            subject=one.subject,
            address=one.address,
            detail=json.loads(one.detail),
            hash=one.hash,
        )
        for one in found
    ]
    return EntriesView(entries=views, before=found[-1].seq if len(found) == limit else None)


@router.get("/verification", summary="Whether the audit log is as it was written")
async def verification(
    access: AccessOf,
    holds: Annotated[str, Query(pattern=r"^([0-9a-f]{64})?$")] = "",
) -> VerdictView:
    """Every entry is hashed again; `holds` is a hash that must be among them."""
    verdict = await audit.verify(access.database, holds=holds)
    return VerdictView(
        whole=verdict.broken is None,
        entries=verdict.entries,
        head=verdict.head,
        broken=verdict.broken,
        why=verdict.why,
    )

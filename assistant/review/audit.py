"""The audit log: append-only, and chained so that a change of any entry shows.

Each entry's hash is SHA-256 over the hash before it and the entry as canonical JSON (keys sorted,
no spaces, UTF-8), so that an entry cannot be altered, taken out or put in without altering all that
follow. What is cut off at the end leaves a whole chain: keep the newest hash elsewhere, and
`verify` says whether the log still holds it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store import Database
from assistant.store.staff import audit
from assistant.store.staff.audit import AuditRecord

BEGIN = "0" * 64
"""What the first entry is chained to."""

_LONGEST = {"actor": 64, "by": 64, "subject": 255, "address": 64}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a name, `by` what they proved it (session, key, local, …), from where."""

    name: str
    by: str = "session"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: `broken` is the first entry that is wrong, and `why`."""

    entries: int
    head: str
    broken: int | None = None
    why: str = ""


async def append(
    session: AsyncSession,
    actor: Actor,
    action: str,
    subject: str = "",
    /,
    **detail: Any,
) -> AuditRecord:
    """Write an entry within the transaction of what it tells."""
    before = await audit.last(session)
    fields = {
        "actor": actor.name,
        "by": actor.by,
        "subject": subject,
        "address": actor.address,
    }
    fields = {name: value[: _LONGEST[name]] for name, value in fields.items()}
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    number, previous = (before.seq + 1, before.hash) if before else (1, BEGIN)
    entry = AuditRecord(
        seq=number,
        at=at,
        action=action,
        detail=_canonical(detail),
        previous=previous,
        hash="",
        **fields,
    )
    entry = _hashed(entry)
    await audit.add(session, entry)
    return entry


async def verify(database: Database, *, holds: str = "") -> Verdict:
    """Whether the log is as it was written, and still has the entry of hash `holds`."""
    number, head, found = 0, BEGIN, not holds
    async with database.reading() as session:
        async for entry in audit.every(session):
            if why := _fault(entry, number + 1, head):
                return Verdict(number, head, entry.seq, why)
            number, head = entry.seq, entry.hash
            found = found or head == holds
    if not found:
        return Verdict(number, head, number + 1, f"no entry has the hash {holds}; some are gone")
    return Verdict(number, head)


def _fault(entry: AuditRecord, number: int, head: str) -> str:
    if entry.seq != number:
        return f"entry {number} is missing"
    if entry.previous != head:
        return "it does not follow the entry before it"
    if entry.hash != _hashed(entry).hash:
        return "it is not what was written"
    return ""


def _hashed(entry: AuditRecord) -> AuditRecord:
    fields = {name: getattr(entry, name) for name in AuditRecord.__slots__}
    told = {name: value for name, value in fields.items() if name not in ("previous", "hash")}
    digest = hashlib.sha256((entry.previous + _canonical(told)).encode()).hexdigest()
    return AuditRecord(**{**fields, "hash": digest})


def _canonical(document: Any) -> str:
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )

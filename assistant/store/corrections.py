"""Corrections of staff: each as it stands, and as every action left it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.database import Database, NotStored, no_catalog
from assistant.store.tables import CatalogRow, CorrectionRow, CorrectionVersionRow


class ChangedMeanwhile(RuntimeError):
    """A correction is no longer at the version that was to be changed; the message says which."""


@dataclass(frozen=True, slots=True)
class CorrectionRecord:
    """One correction: `document` is its JSON; the rest is what it is found by.

    `version` counts from 1; `subject` is what `scope` names, "" for the shop.
    """

    id: str
    catalog: str
    scope: str
    subject: str
    state: str
    owner: str
    made_at: datetime
    document: Mapping[str, Any]
    ends_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class CorrectionVersion:
    """A correction as the action of `by` left it."""

    version: int
    state: str
    ends_at: datetime | None
    document: Mapping[str, Any]
    by: str
    at: datetime


class Corrections:
    """The corrections in the store.

    Every action may have a `key`; one that was applied before is not applied again, and gives
    what it gave then. One that is applied is a change of the catalog too: its version goes up with
    it, so that all who sell from it look again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, record: CorrectionRecord, *, by: str, key: str = "") -> CorrectionRecord:
        """Keep a new correction. Raises NotStored for an unknown catalog."""
        try:
            async with self._database.writing() as session:
                if known := await _applied(session, key):
                    return known
                await _bump(session, record.catalog, record.made_at)
                session.add(_row_of(record))
                await session.flush()
                session.add(_version_of(record, by, record.made_at, key))
        except IntegrityError:
            return await self._applied_beside(key)
        return record

    async def change(
        self,
        correction: str,
        version: int,
        *,
        state: str,
        document: Mapping[str, Any],
        ends_at: datetime | None,
        by: str,
        at: datetime,
        key: str = "",
    ) -> CorrectionRecord:
        """Write the version after `version`. Raises NotStored, or ChangedMeanwhile where another
        action came first."""
        values = {"state": state, "document": dict(document), "ends_at": ends_at}
        try:
            async with self._database.writing() as session:
                if known := await _applied(session, key):
                    return known
                row = await session.scalar(
                    update(CorrectionRow)
                    .where(CorrectionRow.id == correction, CorrectionRow.version == version)
                    .values(version=version + 1, **values)
                    .returning(CorrectionRow)
                )
                if row is not None:
                    changed = _record_of(row)
                    await _bump(session, changed.catalog, at)
                    session.add(_version_of(changed, by, at, key))
                    return changed
                # an action with this key may have been applied while the row was waited for
                if known := await _applied(session, key):
                    return known
        except IntegrityError:
            return await self._applied_beside(key)
        stands = await self.get(correction)
        raise ChangedMeanwhile(
            f"correction {correction!r} is at version {stands.version}, not {version}"
        )

    async def get(self, correction: str) -> CorrectionRecord:
        """One correction as it stands. Raises NotStored."""
        async with self._database.reading() as session:
            row = await session.scalar(select(CorrectionRow).where(CorrectionRow.id == correction))
        if row is None:
            raise NotStored(f"there is no correction {correction!r}")
        return _record_of(row)

    async def applied(self, key: str) -> CorrectionRecord | None:
        """What the action with this key gave; None where it was not applied."""
        async with self._database.reading() as session:
            return await _applied(session, key)

    async def versions(self, correction: str) -> tuple[CorrectionVersion, ...]:
        """Every version of a correction, oldest first. Raises NotStored."""
        query = (
            select(CorrectionVersionRow)
            .where(CorrectionVersionRow.correction == correction)
            .order_by(CorrectionVersionRow.version)
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
        if not rows:
            raise NotStored(f"there is no correction {correction!r}")
        return tuple(
            CorrectionVersion(r.version, r.state, r.ends_at, r.document, r.by, r.at) for r in rows
        )

    async def list(
        self,
        *,
        catalog: str = "",
        scope: str = "",
        subject: str = "",
        room: str = "",
        state: str = "",
        owner: str = "",
        item: int = 0,
        after: str = "",
        limit: int = 50,
    ) -> tuple[CorrectionRecord, ...]:
        """The corrections that have all that is given, newest first, those older than `after`."""
        wanted = {
            CorrectionRow.catalog: catalog,
            CorrectionRow.scope: scope,
            CorrectionRow.subject: subject,
            CorrectionRow.state: state,
            CorrectionRow.owner: owner,
        }
        query = select(CorrectionRow).where(*(c == value for c, value in wanted.items() if value))
        if room:
            query = query.where(CorrectionRow.document["room"].as_string() == room)
        if item:
            query = query.where(CorrectionRow.document["item"].as_integer() == item)
        if after:
            last = select(CorrectionRow.seq).where(CorrectionRow.id == after).scalar_subquery()
            query = query.where(CorrectionRow.seq < last)
        query = query.order_by(CorrectionRow.seq.desc()).limit(limit)
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
        return tuple(_record_of(row) for row in rows)

    async def standing(self, catalog: str, states: Collection[str]) -> tuple[CorrectionRecord, ...]:
        """All corrections of a catalog in these states, newest first."""
        query = select(CorrectionRow).where(
            CorrectionRow.catalog == catalog, CorrectionRow.state.in_(states)
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(CorrectionRow.seq.desc()))).all()
        return tuple(_record_of(row) for row in rows)

    async def _applied_beside(self, key: str) -> CorrectionRecord:
        """What the same action gave that another process applied at this moment."""
        async with self._database.reading() as session:
            if known := await _applied(session, key):
                return known
        raise ChangedMeanwhile("the correction was changed at the same moment; try again")


async def _bump(session: AsyncSession, catalog: str, at: datetime) -> None:
    """Count a change of the catalog. Raises NotStored."""
    counted = await session.scalar(
        update(CatalogRow)
        .where(CatalogRow.name == catalog)
        .values(version=CatalogRow.version + 1, updated_at=at)
        .returning(CatalogRow.version)
    )
    if counted is None:
        raise no_catalog(catalog)


async def _applied(session: AsyncSession, key: str) -> CorrectionRecord | None:
    """The correction as the action with this key left it."""
    if not key:
        return None
    left = await session.scalar(select(CorrectionVersionRow).where(CorrectionVersionRow.key == key))
    if left is None:
        return None
    row = await session.scalar(select(CorrectionRow).where(CorrectionRow.id == left.correction))
    return None if row is None else _record_of(row, left)


def _row_of(record: CorrectionRecord) -> CorrectionRow:
    return CorrectionRow(
        id=record.id,
        catalog=record.catalog,
        scope=record.scope,
        subject=record.subject,
        state=record.state,
        owner=record.owner,
        made_at=record.made_at,
        ends_at=record.ends_at,
        version=record.version,
        document=dict(record.document),
    )


def _version_of(record: CorrectionRecord, by: str, at: datetime, key: str) -> CorrectionVersionRow:
    return CorrectionVersionRow(
        correction=record.id,
        version=record.version,
        state=record.state,
        ends_at=record.ends_at,
        document=dict(record.document),
        by=by,
        at=at,
        key=key or None,
    )


def _record_of(row: CorrectionRow, left: CorrectionVersionRow | None = None) -> CorrectionRecord:
    """A correction as it stands, or as it was `left` by one action."""
    stands = left or row
    return CorrectionRecord(
        id=row.id,
        catalog=row.catalog,
        scope=row.scope,
        subject=row.subject,
        state=stands.state,
        owner=row.owner,
        made_at=row.made_at,
        document=stands.document,
        ends_at=stands.ends_at,
        version=stands.version,
    )

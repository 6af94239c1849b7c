"""The audit log: nobody changes it, and if somebody does it shows."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.review import audit
from assistant.review.audit import BEGIN, Actor
from assistant.store import Database
from assistant.store.staff.audit import AuditRecord

ACTOR = Actor("小雨", "session", "10.0.0.1")


@pytest.fixture
async def written(database: Database) -> list[AuditRecord]:
    entries = []
    for number in range(5):
        async with database.writing() as session:
            entries.append(
                await audit.append(session, ACTOR, "sku.changed", f"SKU-{number}", price="9.90")
            )
    return entries


async def unsealed(database: Database, change: str) -> None:
    """What somebody does who owns the database."""
    async with database.engine.begin() as connection:
        if database.engine.dialect.name == "postgresql":
            await connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        else:
            for trigger in ("update", "delete"):
                await connection.execute(text(f"DROP TRIGGER audit_sealed_{trigger}"))
        await connection.execute(text(change))


async def test_entries_are_chained(database: Database, written: list[AuditRecord]) -> None:
    assert written[0].previous == BEGIN
    assert [one.previous for one in written[1:]] == [one.hash for one in written[:-1]]
    verdict = await audit.verify(database)
    assert (verdict.entries, verdict.broken, verdict.head) == (5, None, written[-1].hash)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entries SET actor = 'x' WHERE seq = 3",
        "DELETE FROM audit_entries WHERE seq = 5",
        "DELETE FROM audit_entries",
    ],
)
async def test_the_database_refuses_to_change_it(
    database: Database, written: list[AuditRecord], change: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.writing() as session:
            await session.execute(text(change))
    assert (await audit.verify(database)).entries == 5


@pytest.mark.parametrize(
    "column", ["at", "actor", "by", "action", "subject", "address", "detail", "previous", "hash"]
)
async def test_a_change_of_any_field_shows(
    database: Database, written: list[AuditRecord], column: str
) -> None:
    await unsealed(database, f"UPDATE audit_entries SET \"{column}\" = 'other' WHERE seq = 3")
    assert (await audit.verify(database)).broken == 3


async def test_an_entry_that_is_gone_or_moved_shows(
    database: Database, written: list[AuditRecord]
) -> None:
    await unsealed(database, "DELETE FROM audit_entries WHERE seq = 2")
    verdict = await audit.verify(database)
    assert (verdict.broken, verdict.why) == (3, "entry 2 is missing")


async def test_a_renumbered_log_shows(database: Database, written: list[AuditRecord]) -> None:
    await unsealed(database, "DELETE FROM audit_entries WHERE seq = 1")
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE audit_entries SET seq = seq - 1"))
    assert (await audit.verify(database)).broken == 1


async def test_a_log_that_was_cut_short_lacks_a_hash_that_was_noted(
    database: Database, written: list[AuditRecord]
) -> None:
    noted = written[-1].hash
    assert (await audit.verify(database, holds=noted)).broken is None
    await unsealed(database, "DELETE FROM audit_entries WHERE seq >= 4")
    assert (await audit.verify(database)).broken is None
    cut = await audit.verify(database, holds=noted)
    assert (cut.broken, cut.entries) == (4, 3)


async def test_what_is_undone_leaves_no_entry(
    database: Database, written: list[AuditRecord]
) -> None:
    async def undone() -> None:
        async with database.writing() as session:
            await audit.append(session, ACTOR, "never.happened")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    assert (await audit.verify(database)).entries == 5


async def test_many_who_write_at_once_make_one_chain(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.writing() as session:
            await audit.append(session, ACTOR, "at.once", str(number))

    await asyncio.gather(*(write(number) for number in range(20)))
    verdict = await audit.verify(database)
    assert (verdict.entries, verdict.broken) == (20, None)


async def test_what_is_too_long_is_cut_and_still_verifies(database: Database) -> None:
    async with database.writing() as session:
        await audit.append(session, Actor("n" * 999, "b" * 999, "a" * 999), "long", "s" * 999)
    assert (await audit.verify(database)).broken is None

"""Sessions: how long they live, and what ends them."""

import pytest
from sqlalchemy import select
from support.clock import VirtualClock
from support.staff import BY, PASSWORD

from assistant.review.access.access import Access
from assistant.review.access.roles import Role
from assistant.review.access.sessions import csrf_token
from assistant.store import Database
from assistant.store.staff.accounts import AccountRecord
from assistant.store.staff.tables import SessionRow

HOUR = 3_600_000


@pytest.fixture
async def account(access: Access) -> AccountRecord:
    await access.accounts.add("root", Role.ADMIN, BY)
    return await access.accounts.add("wu", Role.AGENT, BY, password=PASSWORD)


async def test_a_session_is_found_by_its_token_alone(
    access: Access, account: AccountRecord, database: Database
) -> None:
    token = await access.sessions.start(account, BY)
    found = await access.sessions.find(token)
    assert found is not None
    assert found.id == account.id
    assert await access.sessions.find(token + "x") is None
    async with database.reading() as session:
        (row,) = await session.scalars(select(SessionRow))
    assert token not in row.digest
    assert await access.sessions.find(row.digest) is None


async def test_it_ends_unused_after_hours_and_used_after_days(
    access: Access, account: AccountRecord, clock: VirtualClock
) -> None:
    unused, used = [await access.sessions.start(account, BY) for _ in range(2)]
    for _ in range(10):
        clock.passes(7 * HOUR)
        assert await access.sessions.find(used) is not None
    assert await access.sessions.find(unused) is None
    clock.passes(2 * HOUR)
    assert await access.sessions.find(used) is None


async def test_what_ends_every_session(access: Access, account: AccountRecord) -> None:
    async def ended_by(change) -> bool:
        token = await access.sessions.start(account, BY)
        assert await access.sessions.find(token) is not None
        await change
        return await access.sessions.find(token) is None

    accounts = access.accounts
    link, _ = await access.links.make(account.id, BY)
    assert await ended_by(accounts.change_role(account.id, Role.SUPERVISOR, BY))
    assert await ended_by(accounts.change_password(account, PASSWORD, PASSWORD + "!", BY))
    link, _ = await access.links.make(account.id, BY)
    assert await ended_by(access.links.use(link, PASSWORD, "10.0.0.1"))
    assert await ended_by(accounts.sign_out(account.id, BY))
    assert await ended_by(accounts.disable(account.id, BY))


async def test_signing_in_again_ends_the_session_before(
    access: Access, account: AccountRecord
) -> None:
    planted = await access.sessions.start(account, BY)
    token = await access.sessions.start(account, BY, before=planted)
    assert token != planted
    assert await access.sessions.find(planted) is None


async def test_sessions_that_are_over_are_removed(
    access: Access, account: AccountRecord, clock: VirtualClock, database: Database
) -> None:
    for _ in range(3):
        await access.sessions.start(account, BY)
    clock.passes(9 * HOUR)
    await access.sessions.start(account, BY)
    async with database.reading() as session:
        assert len((await session.scalars(select(SessionRow))).all()) == 1


def test_the_csrf_token_is_of_one_session_and_tells_nothing_of_it() -> None:
    assert csrf_token("a") != csrf_token("b")
    assert csrf_token("a") == csrf_token("a")
    assert len(csrf_token("a")) == 64

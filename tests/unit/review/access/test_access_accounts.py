"""Accounts: made, signed in to, changed, and what each change leaves behind."""

import asyncio

import pytest
from support.staff import BY, PASSWORD, cheap

from assistant.review.access.access import Access
from assistant.review.access.errors import AccessRefused
from assistant.review.access.roles import Role
from assistant.settings import Settings
from assistant.store import Database, NotStored
from assistant.store.staff import audit


async def test_who_has_an_account_signs_in_by_any_writing_of_the_name(access: Access) -> None:
    made = await access.accounts.add("小雨 Wu", Role.AGENT, BY, password=PASSWORD)
    for name in ("小雨 Wu", "小雨 WU", " 小雨 wu ", "小雨 \uff37\uff35"):
        assert (await access.accounts.sign_in(name, PASSWORD, "10.0.0.1")).id == made.id


async def test_a_name_is_nobody_elses_in_another_writing(access: Access) -> None:
    await access.accounts.add("Wu", Role.AGENT, BY)
    with pytest.raises(AccessRefused, match="already") as refused:
        await access.accounts.add("\uff37u", Role.ADMIN, BY)
    assert refused.value.code == "name_taken"


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 65, "a\u202eb"])
async def test_a_name_that_will_not_do_is_refused(access: Access, name: str) -> None:
    with pytest.raises(AccessRefused) as refused:
        await access.accounts.add(name, Role.VIEWER, BY)
    assert refused.value.code == "unusable_name"


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "wu-of-the-shop", "x" * 257])
async def test_a_password_that_is_guessed_is_refused(access: Access, password: str) -> None:
    with pytest.raises(AccessRefused) as refused:
        await access.accounts.add("Wu-of-the-shop", Role.VIEWER, BY, password=password)
    assert refused.value.code == "weak_password"


async def test_what_is_wrong_is_not_told(access: Access) -> None:
    await access.accounts.add("wu", Role.AGENT, BY, password=PASSWORD)
    await access.accounts.add("invited", Role.AGENT, BY)
    gone = await access.accounts.add("gone", Role.AGENT, BY, password=PASSWORD)
    await access.accounts.disable(gone.id, BY)
    said = set()
    for name, password in (
        ("wu", "another password"),
        ("nobody", PASSWORD),
        ("invited", ""),
        ("gone", PASSWORD),
    ):
        with pytest.raises(AccessRefused) as refused:
            await access.accounts.sign_in(name, password, "10.0.0.1")
        said.add((refused.value.code, str(refused.value)))
    assert said == {("wrong_credentials", "the name or the password is wrong")}


async def test_nobodys_name_costs_a_hash_too(access: Access, monkeypatch) -> None:
    checked = []
    passwords = access.accounts._passwords
    verify = passwords._verify

    def counted(kept: str, password: str) -> bool:
        checked.append(kept)
        return verify(kept, password)

    monkeypatch.setattr(passwords, "_verify", counted)
    await access.accounts.add("wu", Role.AGENT, BY, password=PASSWORD)
    for name in ("wu", "nobody"):
        with pytest.raises(AccessRefused):
            await access.accounts.sign_in(name, "a wrong password", "10.0.0.1")
    known, unknown = checked
    # the same algorithm, memory, passes and lanes
    assert known.split("$")[:4] == unknown.split("$")[:4]


async def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in(
    database: Database, tmp_path, now
) -> None:
    weak = Access(database, cheap(tmp_path), now)
    await weak.accounts.add("wu", Role.AGENT, BY, password=PASSWORD)
    settings = Settings(home=tmp_path, password_passes=2, password_memory_kib=64)
    strong = Access(database, settings, now)
    await strong.accounts.sign_in("wu", PASSWORD, "10.0.0.1")
    account = await strong.accounts.named("wu")
    assert account is not None
    assert "m=64,t=2" in account.password


async def test_the_last_admin_stays_one(access: Access) -> None:
    first = await access.accounts.add("first", Role.ADMIN, BY)
    for change in (
        access.accounts.change_role(first.id, Role.AGENT, BY),
        access.accounts.disable(first.id, BY),
    ):
        with pytest.raises(AccessRefused) as refused:
            await change
        assert refused.value.code == "last_admin"
    second = await access.accounts.add("second", Role.ADMIN, BY)
    assert (await access.accounts.change_role(first.id, Role.AGENT, BY)).role == "agent"
    with pytest.raises(AccessRefused):
        await access.accounts.disable(second.id, BY)


async def test_of_two_who_demote_each_other_one_stays_admin(access: Access) -> None:
    one = await access.accounts.add("one", Role.ADMIN, BY)
    two = await access.accounts.add("two", Role.ADMIN, BY)
    outcomes = await asyncio.gather(
        access.accounts.disable(one.id, BY),
        access.accounts.disable(two.id, BY),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, AccessRefused) for outcome in outcomes) == 1
    assert sum(not account.disabled for account in await access.accounts.list()) == 1


async def test_every_change_is_in_the_log_with_who_made_it(
    access: Access, database: Database
) -> None:
    account = await access.accounts.add("wu", Role.AGENT, BY)
    await access.accounts.change_role(account.id, Role.SUPERVISOR, BY)
    await access.accounts.disable(account.id, BY)
    await access.accounts.disable(account.id, BY, disabled=False)
    await access.accounts.sign_out(account.id, BY)
    async with database.reading() as session:
        entries = await audit.page(session, before=None, limit=10)
    assert [(one.action, one.subject, one.actor) for one in reversed(entries)] == [
        (action, "wu", "root")
        for action in (
            "account.added",
            "account.role_changed",
            "account.disabled",
            "account.enabled",
            "account.signed_out",
        )
    ]


async def test_nobody_is_a_clear_error(access: Access) -> None:
    with pytest.raises(NotStored, match="no account 'nobody'"):
        await access.accounts.change_role("nobody", Role.AGENT, BY)

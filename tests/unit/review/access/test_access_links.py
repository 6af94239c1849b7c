"""Links that work once."""

import asyncio

import pytest
from support.clock import VirtualClock
from support.staff import BY, PASSWORD

from assistant.review.access.access import Access
from assistant.review.access.errors import AccessRefused
from assistant.review.access.links import sign_in_path
from assistant.review.access.roles import Role

HOUR = 3_600_000


async def over(work) -> bool:
    with pytest.raises(AccessRefused) as refused:
        await work
    return refused.value.code == "link_over"


async def test_the_first_admin_chooses_a_name_and_a_password(access: Access) -> None:
    assert not await access.accounts.anybody()
    link = await access.links.first()
    assert link is not None
    assert (await access.links.look(link)).name == ""
    account = await access.links.use(link, PASSWORD, "127.0.0.1", name="老板")
    assert (account.name, account.role) == ("老板", "admin")
    assert await access.accounts.anybody()
    assert (await access.accounts.sign_in("老板", PASSWORD, "127.0.0.1")).id == account.id
    assert await over(access.links.use(link, PASSWORD, "127.0.0.1", name="another"))
    assert await access.links.first() is None


async def test_each_start_makes_a_new_one_and_an_hour_ends_it(
    access: Access, clock: VirtualClock
) -> None:
    older, newer = await access.links.first(), await access.links.first()
    assert older
    assert newer
    assert await over(access.links.look(older))
    clock.passes(HOUR - 1000)
    await access.links.look(newer)
    clock.passes(1000)
    assert await over(access.links.look(newer))


async def test_it_makes_nobody_once_there_is_an_admin(access: Access) -> None:
    link = await access.links.first()
    assert link
    await access.accounts.add("root", Role.ADMIN, BY)
    assert await over(access.links.use(link, PASSWORD, "127.0.0.1", name="intruder"))
    assert await access.accounts.named("intruder") is None


async def test_of_two_who_use_a_link_at_once_one_does(access: Access) -> None:
    link = await access.links.first()
    assert link
    outcomes = await asyncio.gather(
        *(access.links.use(link, PASSWORD, "127.0.0.1", name=f"n{number}") for number in range(4)),
        return_exceptions=True,
    )
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1
    assert len(await access.accounts.list()) == 1


async def test_a_refused_password_leaves_the_link_as_it_was(access: Access) -> None:
    link = await access.links.first()
    assert link
    for password, name in (("short", "wu"), (PASSWORD, "")):
        with pytest.raises(AccessRefused):
            await access.links.use(link, password, "127.0.0.1", name=name)
    await access.links.use(link, PASSWORD, "127.0.0.1", name="wu")


async def test_an_invitation_lasts_days_and_a_reset_one(
    access: Access, clock: VirtualClock
) -> None:
    account = await access.accounts.add("wu", Role.AGENT, BY)
    invitation, _ = await access.links.make(account.id, BY)
    clock.passes(70 * HOUR)
    assert (await access.links.look(invitation)).name == "wu"
    await access.links.use(invitation, PASSWORD, "10.0.0.1")
    reset, _ = await access.links.make(account.id, BY)
    await access.accounts.sign_in("wu", PASSWORD, "10.0.0.1")
    clock.passes(25 * HOUR)
    assert await over(access.links.use(reset, PASSWORD, "10.0.0.1"))


async def test_who_is_disabled_gets_and_uses_none(access: Access) -> None:
    account = await access.accounts.add("wu", Role.AGENT, BY)
    link, _ = await access.links.make(account.id, BY)
    await access.accounts.disable(account.id, BY)
    assert await over(access.links.use(link, PASSWORD, "10.0.0.1"))
    assert await over(access.links.make(account.id, BY))


def test_the_secret_is_where_no_server_sees_it() -> None:
    assert sign_in_path("secret").split("#") == ["/sign-in", "link=secret"]

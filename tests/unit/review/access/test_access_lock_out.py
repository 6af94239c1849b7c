"""Whoever guesses waits longer with every guess."""

import asyncio

import pytest
from support.clock import VirtualClock
from support.staff import BY, PASSWORD

from assistant.review.access.access import Access
from assistant.review.access.errors import AccessRefused
from assistant.review.access.lock_out import FREE_BY_ADDRESS, FREE_BY_NAME, wait_s
from assistant.review.access.roles import Role


async def refused(access: Access, name: str, address: str, password: str = "wrong one") -> str:
    with pytest.raises(AccessRefused) as refusal:
        await access.accounts.sign_in(name, password, address)
    return f"{refusal.value.code} {refusal.value.retry_s}".removesuffix(" 0")


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [wait_s(n, 4) for n in range(10)] == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32]
    assert wait_s(500, 4) == 900


@pytest.mark.parametrize("name", ["wu", "nobody"])
async def test_a_name_is_locked_whether_it_is_somebodys_or_not(
    access: Access, clock: VirtualClock, name: str
) -> None:
    await access.accounts.add("wu", Role.AGENT, BY, password=PASSWORD)
    for number in range(FREE_BY_NAME):
        assert await refused(access, name, f"10.0.0.{number}") == "wrong_credentials"
    assert await refused(access, name, "10.0.1.1") == "locked_out 1"
    clock.passes(1000)
    assert await refused(access, name, "10.0.1.2") == "wrong_credentials"
    assert await refused(access, name, "10.0.1.3") == "locked_out 2"


async def test_the_right_password_is_not_judged_while_it_is_locked(
    access: Access, clock: VirtualClock
) -> None:
    await access.accounts.add("wu", Role.AGENT, BY, password=PASSWORD)
    for _ in range(FREE_BY_NAME):
        await refused(access, "wu", "10.0.0.1")
    assert await refused(access, "wu", "10.0.0.2", PASSWORD) == "locked_out 1"
    clock.passes(1000)
    await access.accounts.sign_in("wu", PASSWORD, "10.0.0.2")
    assert await refused(access, "wu", "10.0.0.2") == "wrong_credentials"


async def test_an_address_is_locked_whatever_names_it_tries(
    access: Access, clock: VirtualClock
) -> None:
    await access.accounts.add("mine", Role.VIEWER, BY, password=PASSWORD)
    for number in range(FREE_BY_ADDRESS):
        assert await refused(access, f"name {number}", "2001:db8::1") == "wrong_credentials"
        # an account of one's own among the guesses buys no more of them
        if number < FREE_BY_ADDRESS - 1:
            await access.accounts.sign_in("mine", PASSWORD, "2001:db8::1")
    assert await refused(access, "another", "2001:db8::ffff:1") == "locked_out 1"
    assert await refused(access, "another", "2001:db8:0:1::1") == "wrong_credentials"


async def test_guesses_sent_at_once_are_not_judged_together(access: Access) -> None:
    await access.accounts.add("wu", Role.AGENT, BY, password=PASSWORD)
    outcomes = await asyncio.gather(
        *(refused(access, "wu", f"10.0.0.{number}") for number in range(12))
    )
    assert outcomes.count("wrong_credentials") == FREE_BY_NAME
    assert all(one.startswith(("wrong", "locked_out")) for one in outcomes)


async def test_an_hour_of_quiet_is_forgiven(access: Access, clock: VirtualClock) -> None:
    for _ in range(FREE_BY_NAME):
        await refused(access, "wu", "10.0.0.1")
    clock.passes(3_601_000)
    for _ in range(FREE_BY_NAME):
        assert await refused(access, "wu", "10.0.0.1") == "wrong_credentials"

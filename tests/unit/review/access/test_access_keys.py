"""API keys and room tokens."""

from datetime import timedelta

import jwt
import pytest
from support.clock import VirtualClock
from support.staff import BY, cheap

from assistant.review.access.access import Access
from assistant.review.access.errors import AccessRefused
from assistant.review.access.roles import Role
from assistant.review.access.room_tokens import AUDIENCE
from assistant.store import Database, NotStored
from assistant.store.staff.accounts import AccountRecord


@pytest.fixture
async def owner(access: Access) -> AccountRecord:
    await access.accounts.add("root", Role.ADMIN, BY)
    return await access.accounts.add("wu", Role.SUPERVISOR, BY)


async def role_of(access: Access, key: str) -> str:
    found = await access.keys.find(key)
    return found[1] if found else ""


async def test_a_key_is_shown_once_and_never_kept(access: Access, owner: AccountRecord) -> None:
    key, record = await access.keys.make(owner, "the till", Role.AGENT, BY)
    assert key.startswith("xk_")
    assert record.start == key[:9]
    assert key not in str(await access.keys.list())
    assert await role_of(access, key) == "agent"
    assert await role_of(access, record.digest) == ""
    assert (await access.keys.list(owner.id))[0].used_at is not None


async def test_a_key_is_never_more_than_its_owner(access: Access, owner: AccountRecord) -> None:
    with pytest.raises(AccessRefused) as refused:
        await access.keys.make(owner, "too much", Role.ADMIN, BY)
    assert refused.value.code == "role_too_high"
    key, _ = await access.keys.make(owner, "loads catalogs", Role.SUPERVISOR, BY)
    await access.accounts.change_role(owner.id, Role.VIEWER, BY)
    assert await role_of(access, key) == "viewer"
    await access.accounts.disable(owner.id, BY)
    assert await role_of(access, key) == ""


async def test_a_revoked_key_works_no_more_and_only_its_owner_revokes_it(
    access: Access, owner: AccountRecord
) -> None:
    key, record = await access.keys.make(owner, "lost", Role.AGENT, BY)
    with pytest.raises(NotStored):
        await access.keys.revoke(record.id, BY, of="somebody else")
    assert await role_of(access, key) == "agent"
    await access.keys.revoke(record.id, BY, of=owner.id)
    assert await role_of(access, key) == ""


async def test_a_token_is_for_one_room_and_some_minutes(
    access: Access, clock: VirtualClock
) -> None:
    token = await access.room_tokens.issue("demo", viewer="小雨", may=["ask"], minutes=5)
    read = await access.room_tokens.read(token)
    assert read is not None
    assert (read.room, read.viewer, read.may) == ("demo", "小雨", {"ask"})
    clock.passes(5 * 60_000)
    assert await access.room_tokens.read(token) is None


async def test_every_process_reads_the_tokens_of_the_others(
    access: Access, database: Database, tmp_path, now
) -> None:
    token = await access.room_tokens.issue("demo", minutes=5)
    another = Access(database, cheap(tmp_path), now)
    assert await another.room_tokens.read(token) is not None
    other_secret = Access(database, cheap(tmp_path, token_secret="s" * 32), now)
    assert await other_secret.room_tokens.read(token) is None


async def test_a_forged_token_is_none(access: Access, now) -> None:
    held = {"room": "demo", "iss": "xiaoer", "aud": AUDIENCE, "exp": now() + timedelta(hours=1)}
    for forged in (
        jwt.encode(held, "guessed" * 8, "HS256"),
        jwt.encode(held, None, "none"),
        "",
        "a.b.c",
    ):
        assert await access.room_tokens.read(forged) is None
    # signed by us, for something else
    elsewhere = await access.room_tokens._signer.sign("xiaoer:oidc", held, timedelta(hours=1))
    assert await access.room_tokens.read(elsewhere) is None

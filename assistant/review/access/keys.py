"""API keys: for programs that act for somebody of staff."""

from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.review import audit
from assistant.review.access import secret
from assistant.review.access.errors import AccessRefused
from assistant.review.access.roles import Role, lower
from assistant.review.audit import Actor
from assistant.store import Database, NotStored
from assistant.store.staff import accounts, keys
from assistant.store.staff.accounts import AccountRecord
from assistant.store.staff.keys import KeyRecord

PREFIX = "xk_"
NOTED_EVERY = timedelta(minutes=1)
_SHOWN = 9


class Keys:
    """API keys; what is kept is their digest, so that a key is shown once."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def make(
        self, account: AccountRecord, name: str, role: Role, by: Actor
    ) -> tuple[str, KeyRecord]:
        """A new key of `account`. Raises AccessRefused where it would do more than its owner."""
        if lower(role, Role(account.role)) != role:
            raise AccessRefused("role_too_high", f"a key of yours is at most {account.role!r}")
        made = PREFIX + secret.fresh()
        record = KeyRecord(
            digest=secret.digest(made),
            start=made[:_SHOWN],
            name=name,
            role=role.value,
            account=account.id,
            created_at=self._now(),
        )
        async with self._database.writing() as session:
            await keys.add(session, record)
            await audit.append(session, by, "key.made", record.start, name=name, role=role.value)
        return made, record

    async def list(self, account: str | None = None) -> tuple[KeyRecord, ...]:
        """All keys, or one account's."""
        async with self._database.reading() as session:
            return await keys.every(session, account)

    async def find(self, key: str) -> tuple[AccountRecord, Role, KeyRecord] | None:
        """Whose key it is, and what it is as: never more than its owner is now."""
        async with self._database.reading() as session:
            found = await keys.of_digest(session, secret.digest(key))
            if found is None or found.revoked_at is not None:
                return None
            account = await accounts.get(session, found.account)
        if account.disabled:
            return None
        now = self._now()
        if found.used_at is None or now - found.used_at >= NOTED_EVERY:
            async with self._database.writing() as session:
                await keys.used(session, found.id, now)
        return account, lower(Role(found.role), Role(account.role)), found

    async def revoke(self, key_id: str, by: Actor, *, of: str | None = None) -> None:
        """Let a key work no more. Raises NotStored, also for one that is not account `of`'s."""
        async with self._database.writing() as session:
            found = await keys.get(session, key_id)
            if of is not None and found.account != of:
                raise NotStored(f"there is no key {key_id!r}")
            if await keys.revoke(session, key_id, self._now()):
                await audit.append(session, by, "key.revoked", found.start, name=found.name)

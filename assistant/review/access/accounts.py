"""Accounts of staff: made, signed in to, changed; each change with its entry in the audit log."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.review import audit
from assistant.review.access.errors import AccessRefused
from assistant.review.access.lock_out import LockOut
from assistant.review.access.passwords import Passwords
from assistant.review.access.roles import Role
from assistant.review.audit import Actor
from assistant.store import Database
from assistant.store.staff import accounts, links, sessions
from assistant.store.staff.accounts import AccountRecord

LONGEST_NAME = 64


class Accounts:
    """The accounts of staff."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        lock_out: LockOut,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._lock_out = lock_out
        self._now = now
        self._anybody = False

    async def anybody(self) -> bool:
        """Whether there is an account at all; accounts are disabled, never deleted."""
        if not self._anybody:
            async with self._database.reading() as session:
                self._anybody = await accounts.anybody(session)
        return self._anybody

    async def list(self) -> tuple[AccountRecord, ...]:
        """All accounts, oldest first."""
        async with self._database.reading() as session:
            return await accounts.every(session)

    async def get(self, account_id: str) -> AccountRecord:
        """One account. Raises NotStored."""
        async with self._database.reading() as session:
            return await accounts.get(session, account_id)

    async def named(self, name: str) -> AccountRecord | None:
        """The account of a name."""
        async with self._database.reading() as session:
            return await accounts.named(session, name)

    async def add(self, name: str, role: Role, by: Actor, *, password: str = "") -> AccountRecord:
        """A new account; without a password it is signed in to by a link first.

        Raises AccessRefused (name_taken, unusable_name, weak_password).
        """
        hashed = await self._passwords.hash(password, name=name) if password else ""
        account = new_account(name, role, password=hashed, at=self._now())
        async with self._database.writing() as session:
            await keep(session, account, by)
        return account

    async def sign_in(self, name: str, password: str, address: str) -> AccountRecord:
        """The account of a name and its password.

        Raises AccessRefused: wrong_credentials, whichever of the two is wrong and after the same
        time; locked_out.
        """
        await self._lock_out.attempt(name, address)
        account = await self.named(name)
        kept = account.password if account else ""
        right = await self._passwords.right(kept, password)
        if account is None or not right or account.disabled:
            # a name that is nobody's may be a password in the wrong field: it is not kept
            actor = Actor(account.name if account else "", "password", address)
            async with self._database.writing() as session:
                await audit.append(session, actor, "sign_in.refused")
            raise AccessRefused("wrong_credentials", "the name or the password is wrong")
        await self._lock_out.succeeded(name, address)
        if self._passwords.outdated(kept):
            hashed = await self._passwords.hash(password)
            async with self._database.writing() as session:
                await accounts.change(session, account.id, {"password": hashed})
        return account

    async def change_password(self, account: AccountRecord, old: str, new: str, by: Actor) -> None:
        """Set one's own password, knowing the old one; every session ends. Raises AccessRefused."""
        await self.sign_in(account.name, old, by.address)
        hashed = await self._passwords.hash(new, name=account.name)
        async with self._database.writing() as session:
            await set_password(session, account, hashed, by)

    async def change_role(self, account_id: str, role: Role, by: Actor) -> AccountRecord:
        """Give another role, which ends every session. Raises NotStored; AccessRefused."""
        async with self._database.writing() as session:
            account = await accounts.get(session, account_id)
            if account.role == role:
                return account
            if account.role == Role.ADMIN:
                await _not_the_last(session, account)
            await give_role(session, account, role, by)
            return await accounts.get(session, account_id)

    async def disable(self, account_id: str, by: Actor, *, disabled: bool = True) -> AccountRecord:
        """Let somebody sign in no more, at once, or again. Raises NotStored; AccessRefused."""
        async with self._database.writing() as session:
            account = await accounts.get(session, account_id)
            if account.disabled == disabled:
                return account
            if disabled and account.role == Role.ADMIN:
                await _not_the_last(session, account)
            await accounts.change(session, account_id, {"disabled": disabled})
            await sessions.end_all(session, account_id)
            await links.drop(session, account_id)
            action = "account.disabled" if disabled else "account.enabled"
            await audit.append(session, by, action, account.name)
            return await accounts.get(session, account_id)

    async def sign_out(self, account_id: str, by: Actor) -> None:
        """End every session of an account. Raises NotStored."""
        async with self._database.writing() as session:
            account = await accounts.get(session, account_id)
            await sessions.end_all(session, account_id)
            await audit.append(session, by, "account.signed_out", account.name)


def new_account(
    name: str, role: Role, *, at: datetime, password: str = "", subject: str | None = None
) -> AccountRecord:
    """An account to keep. Raises AccessRefused for a name that will not do."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccessRefused("unusable_name", f"give a name of 1 to {LONGEST_NAME} characters")
    return AccountRecord(
        name=name, role=role.value, password=password, subject=subject, created_at=at
    )


async def keep(session: AsyncSession, account: AccountRecord, by: Actor) -> None:
    """Keep a new account, and say so in the log. Raises AccessRefused (name_taken)."""
    taken = AccessRefused("name_taken", f"there is somebody called {account.name!r} already")
    if await accounts.named(session, account.name) is not None:
        raise taken
    try:
        await accounts.add(session, account)
    except IntegrityError as error:
        raise taken from error
    await audit.append(session, by, "account.added", account.name, role=account.role)


async def set_password(
    session: AsyncSession, account: AccountRecord, hashed: str, by: Actor
) -> None:
    """Set a password: every session and every link of the account is over."""
    await accounts.change(session, account.id, {"password": hashed})
    await sessions.end_all(session, account.id)
    await links.drop(session, account.id)
    await audit.append(session, by, "account.password_set", account.name)


async def give_role(session: AsyncSession, account: AccountRecord, role: Role, by: Actor) -> None:
    """Write another role: every session of the account is over."""
    await accounts.change(session, account.id, {"role": role.value})
    await sessions.end_all(session, account.id)
    await audit.append(
        session, by, "account.role_changed", account.name, before=account.role, role=role.value
    )


async def _not_the_last(session: AsyncSession, account: AccountRecord) -> None:
    if not await accounts.others_enabled(session, Role.ADMIN, account.id):
        raise AccessRefused("last_admin", "this is the last admin; make another one first")

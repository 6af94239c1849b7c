"""Links that work once: the first admin's, invitations, and for a password that was forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.review import audit
from assistant.review.access import secret
from assistant.review.access.accounts import keep, new_account, set_password
from assistant.review.access.errors import AccessRefused
from assistant.review.access.passwords import Passwords
from assistant.review.access.roles import Role
from assistant.review.audit import Actor
from assistant.store import Database
from assistant.store.staff import accounts, links
from assistant.store.staff.accounts import AccountRecord
from assistant.store.staff.links import LinkRecord

FIRST = timedelta(hours=1)
INVITATION = timedelta(days=3)
RESET = timedelta(hours=24)


def sign_in_path(link: str) -> str:
    """The page that takes a link. It is in the fragment, which browsers send to nobody: no log of
    any server has it."""
    return f"/sign-in#link={link}"


@dataclass(frozen=True, slots=True)
class LinkFor:
    """Whom a link is for; an empty name: who uses it chooses one, and is the first admin."""

    name: str
    expires_at: datetime


class Links:
    """One-time links; what is in an address is their secret, what is kept its digest."""

    def __init__(
        self, database: Database, passwords: Passwords, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._now = now

    async def first(self) -> str | None:
        """A fresh secret for the first admin, any earlier one being over; None where staff is."""
        made = secret.fresh()
        async with self._database.writing() as session:
            if await accounts.anybody(session):
                return None
            expires = self._now() + FIRST
            await links.replace(session, LinkRecord(secret.digest(made), None, expires))
        return made

    async def make(self, account_id: str, by: Actor) -> tuple[str, datetime]:
        """A fresh secret to choose a password with, and when it ends. Raises NotStored."""
        made = secret.fresh()
        async with self._database.writing() as session:
            account = await accounts.get(session, account_id)
            if account.disabled:
                raise AccessRefused("link_over", f"{account.name!r} is disabled")
            expires = self._now() + (RESET if account.password else INVITATION)
            await links.replace(session, LinkRecord(secret.digest(made), account.id, expires))
            await audit.append(session, by, "account.link_made", account.name)
        return made, expires

    async def look(self, link: str) -> LinkFor:
        """Whom a link is for, without using it. Raises AccessRefused (link_over)."""
        async with self._database.reading() as session:
            found = self._current(await links.get(session, secret.digest(link)))
            if found.account is None:
                return LinkFor("", found.expires_at)
            account = await accounts.get(session, found.account)
            return LinkFor(account.name, found.expires_at)

    async def use(self, link: str, password: str, address: str, *, name: str = "") -> AccountRecord:
        """Choose a password, and for the first admin a name. Raises AccessRefused."""
        wanted = await self.look(link)
        hashed = await self._passwords.hash(password, name=wanted.name or name)
        async with self._database.writing() as session:
            found = self._current(await links.take(session, secret.digest(link)))
            if found.account is None:
                if await accounts.anybody(session):
                    raise _over()
                account = new_account(name, Role.ADMIN, password=hashed, at=self._now())
                await keep(session, account, Actor(account.name, "link", address))
                return account
            account = await accounts.get(session, found.account)
            if account.disabled:
                raise _over()
            await set_password(session, account, hashed, Actor(account.name, "link", address))
            return account

    def _current(self, link: LinkRecord | None) -> LinkRecord:
        if link is None or link.expires_at <= self._now():
            raise _over()
        return link


def _over() -> AccessRefused:
    return AccessRefused("link_over", "this link was used or is over; ask for a new one")

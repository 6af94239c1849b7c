"""Sessions: a browser that is signed in, by a random token in its cookie."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.review import audit
from assistant.review.access import secret
from assistant.review.audit import Actor
from assistant.settings import Settings
from assistant.store import Database, NotStored
from assistant.store.staff import accounts, sessions
from assistant.store.staff.accounts import AccountRecord
from assistant.store.staff.sessions import SessionRecord

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is remembered when a session was last used."""


def csrf_token(token: str) -> str:
    """What a page shows to prove that it can read its session: bound to it, and of no other use."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


class Sessions:
    """Signed-in browsers; what is kept is the digest of each token."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], datetime]) -> None:
        self._database = database
        self._idle = timedelta(hours=settings.session_idle_hours)
        self._life = timedelta(hours=settings.session_hours)
        self._now = now

    async def start(self, account: AccountRecord, by: Actor, *, before: str = "") -> str:
        """Sign a browser in; its token. The session of the token `before` is over: one that
        somebody planted is never raised to one that is signed in."""
        token, now = secret.fresh(), self._now()
        async with self._database.writing() as session:
            await sessions.clear(
                session, seen_before=now - self._idle, made_before=now - self._life
            )
            if before:
                await sessions.end(session, secret.digest(before))
            await sessions.add(session, SessionRecord(secret.digest(token), account.id, now, now))
            await accounts.change(session, account.id, {"signed_in_at": now})
            await audit.append(session, by, "session.started", account.name)
        return token

    async def find(self, token: str) -> AccountRecord | None:
        """Whose session a token is; None where it is over, or they are disabled."""
        digest, now = secret.digest(token), self._now()
        async with self._database.reading() as session:
            found = await sessions.get(session, digest)
            if found is None or self._over(found, now):
                return None
            try:
                account = await accounts.get(session, found.account)
            except NotStored:
                return None
        if account.disabled:
            return None
        if now - found.seen_at >= NOTED_EVERY:
            async with self._database.writing() as session:
                await sessions.seen(session, digest, now)
        return account

    async def end(self, token: str, by: Actor) -> None:
        """Sign the browser out."""
        async with self._database.writing() as session:
            await sessions.end(session, secret.digest(token))
            await audit.append(session, by, "session.ended", by.name)

    def _over(self, found: SessionRecord, now: datetime) -> bool:
        return now - found.seen_at >= self._idle or now - found.created_at >= self._life

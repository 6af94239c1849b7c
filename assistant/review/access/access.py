"""All that tells who somebody is, over one database."""

from collections.abc import Callable
from datetime import UTC, datetime

from assistant.review.access.accounts import Accounts
from assistant.review.access.keys import Keys
from assistant.review.access.links import Links
from assistant.review.access.lock_out import LockOut
from assistant.review.access.oidc import Oidc
from assistant.review.access.passwords import Passwords
from assistant.review.access.room_tokens import RoomTokens
from assistant.review.access.sessions import Sessions
from assistant.review.access.signing import Signer
from assistant.settings import Settings
from assistant.store import Database


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Access:
    """Accounts, sessions, links, keys and tokens."""

    def __init__(
        self, database: Database, settings: Settings, now: Callable[[], datetime] = _utc_now
    ) -> None:
        passwords = Passwords(settings)
        signer = Signer(database, settings, now)
        self.database = database
        self.accounts = Accounts(database, passwords, LockOut(database, now), now)
        self.links = Links(database, passwords, now)
        self.sessions = Sessions(database, settings, now)
        self.keys = Keys(database, now)
        self.room_tokens = RoomTokens(signer)
        self.oidc = Oidc(database, settings, signer, now)

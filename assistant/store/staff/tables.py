"""The tables of staff. What proves who somebody is lies here only as a digest or an Argon2 hash."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.tables import Base, UTCDateTime


class AccountRow(Base):
    """Somebody of staff. `folded` is the name as it is compared; an account is never deleted.

    `password` is an Argon2 hash in the PHC format, empty where none was chosen; `subject` is the
    OpenID Connect issuer and subject that signs in to it, NULL where none does.
    """

    __tablename__ = "staff_accounts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    folded: Mapped[str] = mapped_column(String(128), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(512), unique=True)
    disabled: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SessionRow(Base):
    """A browser that is signed in, by the SHA-256 of its cookie."""

    __tablename__ = "staff_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("staff_accounts.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class LinkRow(Base):
    """A link that works once, by the SHA-256 of its secret. No `account`: it makes the first."""

    __tablename__ = "staff_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str | None] = mapped_column(
        ForeignKey("staff_accounts.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class KeyRow(Base):
    """An API key, by its SHA-256; `start` is how it begins, to tell keys apart by."""

    __tablename__ = "staff_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    start: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    account: Mapped[str] = mapped_column(
        ForeignKey("staff_accounts.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AttemptRow(Base):
    """Attempts to sign in that failed, or are under way, by name or by address (`what`)."""

    __tablename__ = "staff_attempts"

    what: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class SecretRow(Base):
    """A secret the service made for itself."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(128))


class AuditRow(Base):
    """An entry of the audit log, chained to the one before; triggers refuse to change it.

    `at` is text, and `detail` canonical JSON, so that what was hashed is what is read back.
    """

    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48), index=True)
    subject: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

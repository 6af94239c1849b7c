"""The tables of the review queue."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.tables import Base, Document, UTCDateTime

Key = BigInteger().with_variant(Integer, "sqlite")


class ReviewItemRow(Base):
    """A question that viewers ask in a room, however many do.

    `rank` orders the queue, least first (see `ranking`). `question` and `viewer` are of whoever
    asked first since it was opened, `to` is how words for them are addressed; `answer` and what
    goes with it are of the last answer; `digest` is what that answer says, `told` the words of
    staff that took its place. An answer that is `untold` waits for staff. `version` goes up with
    what a decision rests on, `change` (of all items, one by one) with everything; `changed` names
    that last change. `title` is the product's.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        UniqueConstraint("room", "key"),
        # all that the queue is filtered by stands in the index that it is read in the order of
        Index(
            "ix_review_items_queue",
            "state",
            "rank",
            "opened_at",
            "id",
            "room",
            "outcome",
            "kind",
            "product",
            "language",
            "assignee",
            "forced",
            "due_at",
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    rank: Mapped[int]
    forced: Mapped[str] = mapped_column(String(64))
    escalated: Mapped[bool]
    askers: Mapped[int]
    times: Mapped[int]
    confidence: Mapped[float]
    question: Mapped[str] = mapped_column(Text)
    viewer: Mapped[str] = mapped_column(String(128))
    to: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    product: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[str] = mapped_column(String(16))
    answer: Mapped[str] = mapped_column(Text)
    answer_id: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(32))
    told: Mapped[str] = mapped_column(Text)
    untold: Mapped[bool]
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    settled_by: Mapped[str] = mapped_column(String(128))
    assignee: Mapped[str] = mapped_column(String(64))
    claimed_by: Mapped[str] = mapped_column(String(64))
    claimed_name: Mapped[str] = mapped_column(String(128))
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int]
    change: Mapped[int] = mapped_column(Key, index=True)
    changed: Mapped[str] = mapped_column(String(16))


class ReviewTagRow(Base):
    """A tag that staff gave an item."""

    __tablename__ = "review_tags"

    item: Mapped[int] = mapped_column(
        Key, ForeignKey("review_items.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class ReviewActionRow(Base):
    """Something that somebody of staff did to an item, and what came of it.

    `key` is the caller's own for it, `request` the digest of what was asked under it.
    """

    __tablename__ = "review_actions"
    __table_args__ = (UniqueConstraint("actor", "key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    item: Mapped[int] = mapped_column(
        Key, ForeignKey("review_items.id", ondelete="CASCADE"), index=True
    )
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(128))
    key: Mapped[str] = mapped_column(String(128))
    request: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    detail: Mapped[dict[str, Any]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ReviewOutboxRow(Base):
    """What an action has others do (`kind`: tell, learn), until it is `done` or `withdrawn`."""

    __tablename__ = "review_outbox"
    __table_args__ = (Index("ix_review_outbox_due", "state", "due_at"),)

    action: Mapped[str] = mapped_column(
        ForeignKey("review_actions.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    attempts: Mapped[int]
    error: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ReviewCountRow(Base):
    """How many changes the queue has seen: one row."""

    __tablename__ = "review_count"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int] = mapped_column(Key)


class CannedReplyRow(Base):
    """A reply ready to be sent, its text by language; `shortcut` is a key from 1 to 9."""

    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(String(128))
    shortcut: Mapped[int | None] = mapped_column(unique=True)
    texts: Mapped[dict[str, str]] = mapped_column(Document)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by: Mapped[str] = mapped_column(String(64))


class SavedViewRow(Base):
    """Filters of the queue under a name, its owner's or everybody's."""

    __tablename__ = "review_views"
    __table_args__ = (UniqueConstraint("owner", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(128))
    owner: Mapped[str] = mapped_column(String(64))
    shared: Mapped[bool] = mapped_column(index=True)
    filters: Mapped[dict[str, Any]] = mapped_column(Document)

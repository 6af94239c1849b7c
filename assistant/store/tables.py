"""The tables. Documents are JSON beside the columns that are looked up or joined on."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


PRODUCTS_EACH = 1 << 32
"""How many products a catalog may ever have had: the lower half of a product's id."""


class UTCDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment, kept in UTC also where the database knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a moment without a time zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back, marked as UTC where the database dropped the mark."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of the tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CatalogRow(Base):
    """A catalog by name.

    `version` goes up by one with every change. `number` is the upper half of its products' ids.
    `imported` is the fingerprint of the file last loaded whole, `confirmed_at` when that was;
    `patched` is whether single SKUs were changed since. `words` is the form its search words are
    indexed in (`WORDS_FORM`); another form is indexed again.
    """

    __tablename__ = "catalogs"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(index=True, unique=True)
    version: Mapped[int]
    words: Mapped[int]
    shop: Mapped[dict[str, Any]] = mapped_column(Document)
    imported: Mapped[str] = mapped_column(String(64))
    patched: Mapped[bool]
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ProductRow(Base):
    """One product of a catalog, at its position in the file.

    `id` is the catalog's number and a count within it (see `PRODUCTS_EACH`), so that the products
    of a catalog are one range. `version` is that of the catalog when the product last changed,
    `digest` what `document` says (JSON without the time it was read, which is `read_at`).
    """

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("catalog", "handle"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.name", ondelete="CASCADE"))
    handle: Mapped[str] = mapped_column(String(255))
    position: Mapped[int]
    version: Mapped[int]
    digest: Mapped[bytes]
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    document: Mapped[str] = mapped_column(Text)


class VariantRow(Base):
    """Which product of a catalog a SKU belongs to."""

    __tablename__ = "variants"
    __table_args__ = ({"sqlite_with_rowid": False},)

    catalog: Mapped[str] = mapped_column(String(64), primary_key=True)
    sku: Mapped[str] = mapped_column(String(255), primary_key=True)
    product: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)


class VectorRow(Base):
    """What a product means, as a vector of float16; `digest` is of the text it was made from.

    `version` is that of the product when the text was last looked at.
    """

    __tablename__ = "vectors"

    product: Mapped[int] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
    digest: Mapped[bytes]
    vector: Mapped[bytes]


class RecordRow(Base):
    """One policy or FAQ of a catalog (`kind`), at its position in the file."""

    __tablename__ = "records"

    catalog: Mapped[str] = mapped_column(
        ForeignKey("catalogs.name", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    position: Mapped[int]
    version: Mapped[int]
    digest: Mapped[bytes]
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    document: Mapped[str] = mapped_column(Text)


class RoomRow(Base):
    """A live room. A `listing` of NULL is the catalog's every product, in its order; `fact_cards`
    of NULL is as the server is set."""

    __tablename__ = "rooms"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.name"))
    language: Mapped[str] = mapped_column(String(8))
    voice: Mapped[str] = mapped_column(String(64))
    listing: Mapped[list[str] | None] = mapped_column(Document)
    on_air: Mapped[str] = mapped_column(String(255))
    fact_cards: Mapped[bool | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AnswerRow(Base):
    """One answer as the API writes it, in the order given; `seq` is that order.

    `item` is the review item that its question is of, `sound` where the voice it was asked by is
    kept; each NULL for none.
    """

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_item", "item", "viewer"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    answer_id: Mapped[str] = mapped_column(String(64), unique=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str] = mapped_column(String(64))
    viewer: Mapped[str] = mapped_column(String(128))
    question: Mapped[str]
    outcome: Mapped[str] = mapped_column(String(16))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    item: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    sound: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class RoomMinuteRow(Base):
    """How much was written in a room in one minute, and how much of it asked something."""

    __tablename__ = "room_minutes"

    room: Mapped[str] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    comments: Mapped[int]
    questions: Mapped[int]


class AnswerRatingRow(Base):
    """Whether an answer helped a viewer, as they last said."""

    __tablename__ = "answer_ratings"

    answer_id: Mapped[str] = mapped_column(
        ForeignKey("answers.answer_id", ondelete="CASCADE"), primary_key=True
    )
    viewer: Mapped[str] = mapped_column(String(128), primary_key=True)
    helped: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ConductRow(Base):
    """The one row that counts every change of who answers, and whether all rooms are stopped.

    `version` goes up by one with each change; drafts and staff's words carry the one they came
    with, so that every process over this database reads what is new to it, once, in order.
    """

    __tablename__ = "conduct"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    stopped: Mapped[bool]
    by: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class RoomConductRow(Base):
    """How a room answers; a room without a row answers by itself."""

    __tablename__ = "room_conduct"

    room: Mapped[str] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[str] = mapped_column(String(8))
    by: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class TakeoverRow(Base):
    """Who of staff answers in a room instead; a `viewer` of "" is all of it."""

    __tablename__ = "takeovers"

    room: Mapped[str] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    viewer: Mapped[str] = mapped_column(String(320), primary_key=True)
    by: Mapped[str] = mapped_column(String(128))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DraftRow(Base):
    """An answer that waits for a person, or waited; its id is the answer's."""

    __tablename__ = "drafts"

    draft_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(128))


class WordsRow(Base):
    """What staff had told in a room, to be told once by every process that holds part of it."""

    __tablename__ = "words"

    answer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(index=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    by: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class CorrectionRow(Base):
    """An answer corrected by staff, as it stands: the newest of its versions.

    `subject` is what its `scope` names: a product's handle, a category, a room, "" for the shop.
    """

    __tablename__ = "corrections"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    catalog: Mapped[str] = mapped_column(
        ForeignKey("catalogs.name", ondelete="CASCADE"), index=True
    )
    scope: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(128))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(Document)


class CorrectionVersionRow(Base):
    """A correction as one action left it; `key` is the action's, so that it is applied once."""

    __tablename__ = "correction_versions"

    correction: Mapped[str] = mapped_column(
        ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(16))
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    by: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    key: Mapped[str | None] = mapped_column(String(128), unique=True)

"""The tables of messages to customers."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Double, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.customers.tables import Number
from assistant.store.tables import Base, Document, UTCDateTime

_DRAFTED = text("state = 'drafted'")


class RepurchaseDraftRow(Base):
    """A message to one customer.

    `suggestions` are what it says, `facts` what it rests on, as of `written_at`. `due` is when the
    first of them is due, in seconds since 1970, 2^53 where none is. `decider` is the account that
    decided, `decided_by` its name then. An approved one is tried to be sent at `again_at`;
    `error` is why it was not, in English and in Chinese.
    """

    __tablename__ = "repurchase_drafts"
    __table_args__ = (
        Index("ix_repurchase_drafts_listed", "catalog", "state", "due", "id"),
        Index("ix_repurchase_drafts_sending", "state", "again_at"),
        Index("ix_repurchase_drafts_customer", "customer", "state"),
        # of several batches at once only one writes to a customer
        Index(
            "uq_repurchase_drafts_waiting",
            "customer",
            unique=True,
            sqlite_where=_DRAFTED,
            postgresql_where=_DRAFTED,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.name", ondelete="CASCADE"))
    customer: Mapped[int] = mapped_column(
        Number, ForeignKey("customers.number", ondelete="CASCADE")
    )
    language: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    edited: Mapped[bool]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    suggestions: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    facts: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(8))
    due: Mapped[int] = mapped_column(BigInteger)
    probability: Mapped[float] = mapped_column(Double)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decider: Mapped[str] = mapped_column(String(64))
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int]
    error: Mapped[str] = mapped_column(Text)
    error_zh: Mapped[str] = mapped_column(Text)
    again_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RepurchaseBatchRow(Base):
    """A run over all customers of a shop: how far it is, as of `touched_at`."""

    __tablename__ = "repurchase_batches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.name", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(8))
    customers: Mapped[int]
    looked_at: Mapped[int]
    drafted: Mapped[int]
    error: Mapped[str] = mapped_column(Text)
    touched_at: Mapped[datetime] = mapped_column(UTCDateTime)

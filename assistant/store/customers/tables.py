"""The tables of customers and their histories.

A history has millions of lines: customers and products are numbered, times are whole seconds, and
a line is found by its customer first, so that what one of them did lies together.
"""

from sqlalchemy import BigInteger, Double, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.tables import Base

Number = Integer().with_variant(BigInteger, "postgresql")


class CustomerRow(Base):
    """A customer of a shop, as the shop names them, and what they allow.

    `profiled` is whether suggestions may rest on their history (True until they refuse),
    `messaged` whether they may be written to (True until they opt out), `joined` whether what they
    ask and open in the rooms may join it (False until they consent). `language` is theirs, "" where
    nobody said.
    """

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("catalog", "id"),)

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.name", ondelete="CASCADE"))
    id: Mapped[str] = mapped_column(String(128))
    language: Mapped[str] = mapped_column(String(16))
    profiled: Mapped[bool]
    messaged: Mapped[bool]
    joined: Mapped[bool]


class SoldRow(Base):
    """A product as histories name it: a SKU or a handle of the catalog, or one it has no more."""

    __tablename__ = "sold"
    __table_args__ = (UniqueConstraint("catalog", "id"),)

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.name", ondelete="CASCADE"))
    id: Mapped[str] = mapped_column(String(255))


class PurchaseRow(Base):
    """A line of a basket. `at` is seconds since 1970, `basket` counts a customer's baskets of the
    same moment (of the same day, where a history says no more) from 0, `price` is one piece's as
    the history has it, or unknown."""

    __tablename__ = "purchases"
    __table_args__ = ({"sqlite_with_rowid": False},)

    customer: Mapped[int] = mapped_column(
        Number, ForeignKey("customers.number", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    basket: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[int] = mapped_column(
        Number, ForeignKey("sold.number", ondelete="CASCADE"), primary_key=True
    )
    quantity: Mapped[float] = mapped_column(Double)
    price: Mapped[float | None] = mapped_column(Double)


class CustomerEventRow(Base):
    """A customer looked at a product, opened it, put it into the cart or asked about it (`kind`:
    view, click, cart or ask)."""

    __tablename__ = "customer_events"
    __table_args__ = ({"sqlite_with_rowid": False},)

    customer: Mapped[int] = mapped_column(
        Number, ForeignKey("customers.number", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    product: Mapped[int] = mapped_column(
        Number, ForeignKey("sold.number", ondelete="CASCADE"), primary_key=True
    )


class HistoryRow(Base):
    """How often a shop's purchases changed: what rests on them is made anew when it went up."""

    __tablename__ = "histories"

    catalog: Mapped[str] = mapped_column(
        ForeignKey("catalogs.name", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(BigInteger)


class TurnedDownRow(Base):
    """A product (by handle) that a customer sent back or does not want (`kind`: returned or
    refused)."""

    __tablename__ = "turned_down"

    customer: Mapped[int] = mapped_column(
        Number, ForeignKey("customers.number", ondelete="CASCADE"), primary_key=True
    )
    product: Mapped[str] = mapped_column(String(255), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)

"""Customers, what they bought and what they did."""

from typing import Any

import sqlalchemy as sa
from alembic import op

NUMBER = sa.Integer().with_variant(sa.BigInteger, "postgresql")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _numbered(
        "customers",
        128,
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("profiled", sa.Boolean, nullable=False),
        sa.Column("messaged", sa.Boolean, nullable=False),
        sa.Column("joined", sa.Boolean, nullable=False),
    )
    _numbered("sold", 255)
    _history(
        "purchases",
        ["customer", "at", "basket", "product"],
        sa.Column("basket", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("quantity", sa.Double, nullable=False),
        sa.Column("price", sa.Double, nullable=True),
    )
    _history(
        "customer_events",
        ["customer", "at", "kind", "product"],
        sa.Column("kind", sa.String(8), nullable=False),
    )


def _numbered(table: str, length: int, *more: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("number", NUMBER, nullable=False, autoincrement=True),
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("id", sa.String(length), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["catalog"],
            ["catalogs.name"],
            name=op.f(f"fk_{table}_catalog_catalogs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("catalog", "id", name=op.f(f"uq_{table}_catalog")),
    )


def _history(table: str, key: list[str], *more: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("customer", NUMBER, nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("product", NUMBER, nullable=False, autoincrement=False),
        *more,
        sa.ForeignKeyConstraint(
            ["customer"],
            ["customers.number"],
            name=op.f(f"fk_{table}_customer_customers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product"],
            ["sold.number"],
            name=op.f(f"fk_{table}_product_sold"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("customer_events", "purchases", "sold", "customers"):
        op.drop_table(table)

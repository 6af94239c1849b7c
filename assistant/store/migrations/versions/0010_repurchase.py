"""What customers turned down, messages to them, and the version of a shop's purchases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NUMBER = sa.Integer().with_variant(sa.BigInteger, "postgresql")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "histories",
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        _of_catalog("histories"),
        sa.PrimaryKeyConstraint("catalog", name=op.f("pk_histories")),
    )
    op.create_table(
        "turned_down",
        sa.Column("customer", NUMBER, nullable=False, autoincrement=False),
        sa.Column("product", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        _of_customer("turned_down"),
        sa.PrimaryKeyConstraint("customer", "product", "kind", name=op.f("pk_turned_down")),
    )
    op.create_table(
        "repurchase_drafts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("customer", NUMBER, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("edited", sa.Boolean, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suggestions", DOCUMENT, nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decider", sa.String(64), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("error_zh", sa.Text, nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        _of_catalog("repurchase_drafts"),
        _of_customer("repurchase_drafts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repurchase_drafts")),
    )
    for name, columns in (
        ("listed", ["catalog", "state", "due", "id"]),
        ("sending", ["state", "again_at"]),
        ("customer", ["customer", "state"]),
    ):
        op.create_index(f"ix_repurchase_drafts_{name}", "repurchase_drafts", columns)
    drafted = sa.text("state = 'drafted'")
    op.create_index(
        "uq_repurchase_drafts_waiting",
        "repurchase_drafts",
        ["customer"],
        unique=True,
        sqlite_where=drafted,
        postgresql_where=drafted,
    )
    op.create_table(
        "repurchase_batches",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("customers", sa.Integer, nullable=False),
        sa.Column("looked_at", sa.Integer, nullable=False),
        sa.Column("drafted", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        _of_catalog("repurchase_batches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repurchase_batches")),
    )


def _of_catalog(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["catalog"],
        ["catalogs.name"],
        name=op.f(f"fk_{table}_catalog_catalogs"),
        ondelete="CASCADE",
    )


def _of_customer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["customer"],
        ["customers.number"],
        name=op.f(f"fk_{table}_customer_customers"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("repurchase_batches", "repurchase_drafts", "turned_down", "histories"):
        op.drop_table(table)

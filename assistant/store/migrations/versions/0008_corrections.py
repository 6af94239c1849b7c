"""Answers corrected by staff, and every version of each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "corrections",
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog"],
            ["catalogs.name"],
            name=op.f("fk_corrections_catalog_catalogs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_corrections")),
        sa.UniqueConstraint("id", name=op.f("uq_corrections_id")),
    )
    op.create_index(op.f("ix_corrections_catalog"), "corrections", ["catalog"])
    op.create_table(
        "correction_versions",
        sa.Column("correction", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(128), nullable=True),
        sa.ForeignKeyConstraint(
            ["correction"],
            ["corrections.id"],
            name=op.f("fk_correction_versions_correction_corrections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("correction", "version", name=op.f("pk_correction_versions")),
        sa.UniqueConstraint("key", name=op.f("uq_correction_versions_key")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("correction_versions")
    op.drop_table("corrections")

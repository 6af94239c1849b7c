"""Catalogs, rooms and answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "catalogs",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("shop", DOCUMENT, nullable=False),
        sa.Column("imported", sa.String(64), nullable=False),
        sa.Column("patched", sa.Boolean, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_catalogs")),
    )
    for table, key in (("products", "handle"), ("policies", "id"), ("faqs", "id")):
        op.create_table(
            table,
            sa.Column("catalog", sa.String(64), nullable=False),
            sa.Column(key, sa.String(255), nullable=False),
            sa.Column("position", sa.Integer, nullable=False),
            sa.Column("document", DOCUMENT, nullable=False),
            sa.ForeignKeyConstraint(
                ["catalog"],
                ["catalogs.name"],
                name=op.f(f"fk_{table}_catalog_catalogs"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("catalog", key, name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "variants",
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("sku", sa.String(255), nullable=False),
        sa.Column("handle", sa.String(255), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog", "handle"],
            ["products.catalog", "products.handle"],
            name=op.f("fk_variants_catalog_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalog", "sku", name=op.f("pk_variants")),
    )
    op.create_table(
        "rooms",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("voice", sa.String(64), nullable=False),
        sa.Column("listing", DOCUMENT, nullable=True),
        sa.Column("on_air", sa.String(255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog"], ["catalogs.name"], name=op.f("fk_rooms_catalog_catalogs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_table(
        "answers",
        sa.Column("seq", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("viewer", sa.String(128), nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["rooms.id"], name=op.f("fk_answers_room_rooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_answers")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_answers_answer_id")),
    )
    op.create_index(op.f("ix_answers_room"), "answers", ["room"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_index(op.f("ix_answers_room"), table_name="answers")
    for table in ("answers", "rooms", "variants", "faqs", "policies", "products", "catalogs"):
        op.drop_table(table)

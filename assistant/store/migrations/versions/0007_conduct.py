"""Who answers in a room: modes, takeovers, the kill switch, drafts and staff's own words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; every room goes on answering by itself."""
    op.create_table(
        "conduct",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct")),
    )
    op.execute(
        "INSERT INTO conduct (id, version, stopped, by, at) "
        "VALUES (1, 0, FALSE, '', '1970-01-01 00:00:00')"
    )
    op.create_table(
        "room_conduct",
        _room(),
        sa.Column("mode", sa.String(8), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of_a_room("room_conduct"),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_room_conduct")),
    )
    op.create_table(
        "takeovers",
        _room(),
        sa.Column("viewer", sa.String(320), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        _of_a_room("takeovers"),
        sa.PrimaryKeyConstraint("room", "viewer", name=op.f("pk_takeovers")),
    )
    op.create_table(
        "drafts",
        sa.Column("draft_id", sa.String(64), nullable=False),
        _room(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        _of_a_room("drafts"),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_drafts")),
    )
    for column in ("room", "version", "state"):
        op.create_index(op.f(f"ix_drafts_{column}"), "drafts", [column])
    op.create_table(
        "words",
        sa.Column("answer_id", sa.String(64), nullable=False),
        _room(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of_a_room("words"),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_words")),
    )
    for column in ("room", "version"):
        op.create_index(op.f(f"ix_words_{column}"), "words", [column])


def _room() -> sa.Column[str]:
    return sa.Column("room", sa.String(64), nullable=False)


def _of_a_room(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["room"], ["rooms.id"], name=op.f(f"fk_{table}_room_rooms"), ondelete="CASCADE"
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("words", "drafts", "takeovers", "room_conduct", "conduct"):
        op.drop_table(table)

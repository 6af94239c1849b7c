"""What a room's minutes held, and whether answers helped."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables, and the index that figures of a time are read by."""
    op.create_table(
        "room_minutes",
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comments", sa.Integer, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["rooms.id"], name=op.f("fk_room_minutes_room_rooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room", "minute", name=op.f("pk_room_minutes")),
    )
    op.create_table(
        "answer_ratings",
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("viewer", sa.String(128), nullable=False),
        sa.Column("helped", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.answer_id"],
            name=op.f("fk_answer_ratings_answer_id_answers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", "viewer", name=op.f("pk_answer_ratings")),
    )
    op.create_index(op.f("ix_answers_created_at"), "answers", ["created_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_answers_created_at"), table_name="answers")
    op.drop_table("answer_ratings")
    op.drop_table("room_minutes")

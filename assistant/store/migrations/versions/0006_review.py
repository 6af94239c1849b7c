"""The review queue: items, what staff did to them, what is to be told; replies, views, words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and the index of words."""
    _items()
    _actions()
    _desk()
    op.add_column("answers", sa.Column("item", KEY, nullable=True))
    op.add_column("answers", sa.Column("sound", sa.String(128), nullable=True))
    op.create_index("ix_answers_item", "answers", ["item", "viewer"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE review_words USING fts5(words, "
            "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")"
        )
        op.execute(
            "CREATE TRIGGER review_items_gone AFTER DELETE ON review_items "
            "BEGIN DELETE FROM review_words WHERE rowid = old.id; END"
        )
    else:
        op.execute(
            "CREATE TABLE review_words (id BIGINT PRIMARY KEY REFERENCES review_items (id) "
            "ON DELETE CASCADE, found TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_review_words_found ON review_words USING gin (found)")


def _items() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("forced", sa.String(64), nullable=False),
        sa.Column("escalated", sa.Boolean, nullable=False),
        sa.Column("askers", sa.Integer, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("viewer", sa.String(128), nullable=False),
        sa.Column("to", sa.String(320), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("product", sa.String(255), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("untold", sa.Boolean, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.String(128), nullable=False),
        sa.Column("assignee", sa.String(64), nullable=False),
        sa.Column("claimed_by", sa.String(64), nullable=False),
        sa.Column("claimed_name", sa.String(128), nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("change", KEY, nullable=False),
        sa.Column("changed", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["rooms.id"], name=op.f("fk_review_items_room_rooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
        sa.UniqueConstraint("room", "key", name=op.f("uq_review_items_room")),
    )
    queue = "state rank opened_at id room outcome kind product language assignee forced due_at"
    op.create_index("ix_review_items_queue", "review_items", queue.split())
    for column in ("asked_at", "settled_at", "change"):
        op.create_index(op.f(f"ix_review_items_{column}"), "review_items", [column])
    op.create_table(
        "review_tags",
        sa.Column("item", KEY, nullable=False),
        sa.Column("tag", sa.String(64), nullable=False),
        _of_item("review_tags"),
        sa.PrimaryKeyConstraint("item", "tag", name=op.f("pk_review_tags")),
    )
    op.create_index(op.f("ix_review_tags_tag"), "review_tags", ["tag"])
    count = op.create_table(
        "review_count",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("changes", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_count")),
    )
    op.bulk_insert(count, [{"id": 1, "changes": 0}])


def _actions() -> None:
    op.create_table(
        "review_actions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("item", KEY, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(128), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("request", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of_item("review_actions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_actions")),
        sa.UniqueConstraint("actor", "key", name=op.f("uq_review_actions_actor")),
    )
    op.create_index(op.f("ix_review_actions_item"), "review_actions", ["item"])
    op.create_table(
        "review_outbox",
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("payload", DOCUMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["action"],
            ["review_actions.id"],
            name=op.f("fk_review_outbox_action_review_actions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action", "kind", name=op.f("pk_review_outbox")),
    )
    op.create_index("ix_review_outbox_due", "review_outbox", ["state", "due_at"])


def _desk() -> None:
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(128), nullable=False),
        sa.Column("shortcut", sa.Integer, nullable=True),
        sa.Column("texts", DOCUMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint("shortcut", name=op.f("uq_canned_replies_shortcut")),
    )
    op.create_table(
        "review_views",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("filters", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_views")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_review_views_owner")),
    )
    op.create_index(op.f("ix_review_views_shared"), "review_views", ["shared"])


def _of_item(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["item"],
        ["review_items.id"],
        name=op.f(f"fk_{table}_item_review_items"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Drop all of it."""
    op.drop_index("ix_answers_item", table_name="answers")
    op.drop_column("answers", "sound")
    op.drop_column("answers", "item")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER review_items_gone")
    for table in (
        "review_words",
        "review_views",
        "canned_replies",
        "review_outbox",
        "review_actions",
        "review_tags",
        "review_count",
        "review_items",
    ):
        op.drop_table(table)

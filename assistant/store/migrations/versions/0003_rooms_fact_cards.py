"""Whether a room tells fact cards; NULL is as the server is set."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("rooms", sa.Column("fact_cards", sa.Boolean, nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("rooms", "fact_cards")

"""Runs the migrations on the connection that the caller opened."""

from alembic import context

from assistant.store.tables import Base


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is described by the models; a full-text index is made by its own words."""
    return kind != "table" or not (name or "").startswith(("product_words", "review_words"))


context.configure(
    include_name=_is_ours,
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()

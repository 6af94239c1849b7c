"""The words of review items in the database's full-text index, as `searching` has products'."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import ColumnElement, text
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.searching import Field, Term, fts5, tsquery
from catalog_loader.search_words import spaced
from catalog_loader.words import folded

FEW = 2_000
"""Up to so many items that hold the words are looked up one by one; of more, the first in the
queue are soon met by reading the queue itself."""


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


async def index_item(session: AsyncSession, item: int, *texts: str) -> None:
    """Index the texts of an item that is new."""
    words = _words(texts)
    if _is_sqlite(session):
        query = "INSERT INTO review_words (rowid, words) VALUES (:item, :words)"
    else:
        query = "INSERT INTO review_words (id, found) VALUES (:item, to_tsvector('simple', :words))"
    await session.execute(text(query), {"item": item, "words": words})


async def index_more(session: AsyncSession, item: int, *texts: str) -> None:
    """Let an item be found by these texts too."""
    words = _words(texts)
    if _is_sqlite(session):
        query = "UPDATE review_words SET words = words || :words WHERE rowid = :item"
    else:
        query = (
            "UPDATE review_words SET found = found || to_tsvector('simple', :words) "
            "WHERE id = :item"
        )
    await session.execute(text(query), {"item": item, "words": f"\n{words}"})


async def with_words(session: AsyncSession, terms: Sequence[Term]) -> ColumnElement[bool]:
    """The condition that an item holds every term, in the form that is read fastest."""
    if not _is_sqlite(session):
        holding = "SELECT id FROM review_words WHERE found @@ to_tsquery('simple', :matched)"
        return _among(holding, tsquery(terms, Field.ANY))
    matched = fts5(terms, Field.ANY)
    holding = "SELECT rowid FROM review_words WHERE review_words MATCH :matched"
    some = text(f"SELECT count(*) FROM ({holding} LIMIT :few)")  # noqa: S608
    few = await session.scalar(some, {"matched": matched, "few": FEW})
    # a plus keeps SQLite from starting at the words
    return _among(holding, matched, "" if (few or 0) < FEW else "+")


def _among(holding: str, matched: str, start: str = "") -> ColumnElement[bool]:
    among = text(f"{start}review_items.id IN ({holding})")
    return cast("ColumnElement[bool]", among.bindparams(matched=matched))


def _words(texts: Sequence[str]) -> str:
    return spaced(folded("\n".join(texts)))

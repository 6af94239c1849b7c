"""The words of products, in the database's own full-text index: FTS5 of SQLite, GIN of PostgreSQL.

What is indexed is already split at spaces (`catalog_loader.search_words`). A query is a list of
terms, each a phrase or the beginning of a word, that must all occur.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.store.database import no_catalog
from assistant.store.documents import restored
from assistant.store.tables import PRODUCTS_EACH, CatalogRow, ProductRow, VariantRow
from catalog_loader.product import Product
from catalog_loader.search_words import SearchWords

WORDS_FORM = 1
"""Goes up when `search_words` splits differently, so that what was indexed before is redone."""

CANDIDATES = 200
"""How many products of a term are ranked; a word that thousands share ranks no better beyond."""

_LISTED_WORDS = 50_000
_LONG_WORD = 7
_LONGEST_CODE = 255
_SHORTEST_BEGINNING = 3


class Field(StrEnum):
    """Where a term is looked for."""

    NAMES = "names"
    SOUNDS = "sounds"
    INITIALS = "initials"
    WORDS = "words"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Found:
    """A product by its id, and how long its names are, in characters."""

    id: int
    name_length: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow one another; `begins`: the last of them may go on."""

    words: tuple[str, ...]
    begins: bool = False


# The names of PostgreSQL's weights stand for the fields of FTS5.
_WEIGHTS = {Field.NAMES: "A", Field.SOUNDS: "B", Field.INITIALS: "C", Field.WORDS: "D"}


async def index_words(
    connection: AsyncConnection, words: Sequence[tuple[int, SearchWords]]
) -> None:
    """Index the words of products that are not indexed yet, by their ids."""
    if not words:
        return
    if _is_sqlite(connection):
        await connection.exec_driver_sql(
            "INSERT INTO product_words (rowid, names, sounds, initials, words) "
            "VALUES (?, ?, ?, ?, ?)",
            [(key, each.names, each.sounds, each.initials, each.words) for key, each in words],
        )
        return
    await connection.execute(
        text(
            "INSERT INTO product_words (id, found) VALUES (:id, "
            "setweight(to_tsvector('simple', :names), 'A') || "
            "setweight(to_tsvector('simple', :sounds), 'B') || "
            "setweight(to_tsvector('simple', :initials), 'C') || "
            "setweight(to_tsvector('simple', :words), 'D'))"
        ),
        [
            {
                "id": key,
                "names": each.names,
                "sounds": each.sounds,
                "initials": each.initials,
                "words": each.words,
            }
            for key, each in words
        ],
    )


async def forget_words(connection: AsyncConnection, products: Iterable[int]) -> None:
    """Take the words of these products out of the index."""
    column = "rowid" if _is_sqlite(connection) else "id"
    if keys := [{"key": key} for key in products]:
        await connection.execute(text(f"DELETE FROM product_words WHERE {column} = :key"), keys)  # noqa: S608


async def forget_catalog(connection: AsyncConnection, number: int) -> None:
    """Take all of a catalog out of the index."""
    column = "rowid" if _is_sqlite(connection) else "id"
    await connection.execute(
        text(f"DELETE FROM product_words WHERE {column} BETWEEN :first AND :last"),  # noqa: S608
        _range(number),
    )


async def find_words(
    connection: AsyncConnection, number: int, terms: Sequence[Term], field: Field
) -> list[Found]:
    """Up to `CANDIDATES` products of a catalog in whose `field` every term occurs."""
    if not terms or not all(term.words for term in terms):
        return []
    if _is_sqlite(connection):
        query = (
            "SELECT rowid, length(names) FROM product_words WHERE product_words MATCH :query "
            "AND rowid BETWEEN :first AND :last LIMIT :limit"
        )
        matched = fts5(terms, field)
    else:
        query = (
            "SELECT id, length(found) FROM product_words "
            "WHERE found @@ to_tsquery('simple', :query) "
            "AND id BETWEEN :first AND :last ORDER BY id LIMIT :limit"
        )
        matched = tsquery(terms, field)
    values = {"query": matched, "limit": CANDIDATES, **_range(number)}
    rows = await connection.execute(text(query), values)
    return [Found(key, length) for key, length in rows]


async def similar_words(connection: AsyncConnection, word: str) -> list[str]:
    """Indexed Latin words that `word` may be a misspelling of, nearest first, at most three.

    The first letter is taken to be right.
    """
    if _is_sqlite(connection):
        await connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_words "
            "USING fts5vocab(main, product_words, row)"
        )
        words = "SELECT term FROM temp.indexed_words"
    else:
        words = "SELECT DISTINCT unnest(tsvector_to_array(found)) AS term FROM product_words"
    rows = await connection.scalars(
        text(
            f"SELECT term FROM ({words}) AS words WHERE term >= :first AND term < :last "  # noqa: S608
            "AND length(term) BETWEEN :least AND :most LIMIT :limit"
        ),
        {
            "first": word[0],
            "last": chr(ord(word[0]) + 1),
            "least": len(word) - 2,
            "most": len(word) + 2,
            "limit": _LISTED_WORDS,
        },
    )
    allowed = 1 if len(word) < _LONG_WORD else 2
    near = process.extract(
        word, list(rows), scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=3
    )
    return [found for found, distance, _ in near if distance]


async def stored_number(connection: AsyncConnection, catalog: str) -> int:
    """The number of a catalog. Raises NotStored."""
    number = await connection.scalar(select(CatalogRow.number).where(CatalogRow.name == catalog))
    if number is None:
        raise no_catalog(catalog)
    return number


async def named_at(connection: AsyncConnection, catalog: str, place: int) -> list[int]:
    """The product that is the `place`-th of its catalog, from 1."""
    query = select(ProductRow.id).where(ProductRow.catalog == catalog)
    query = query.order_by(ProductRow.position).offset(place - 1).limit(1)
    return list(await connection.scalars(query)) if place > 0 else []


async def find_codes(
    connection: AsyncConnection, catalog: str, code: str, limit: int
) -> list[tuple[int, bool]]:
    """Products by a SKU or handle, whole (True) or its beginning (False), in any case."""
    spellings = tuple(dict.fromkeys((code, code.upper(), code.lower())))
    found: dict[int, bool] = {}
    if not code or len(code) > _LONGEST_CODE:
        return []
    for key, of_catalog, column in (
        (VariantRow.product, VariantRow.catalog, VariantRow.sku),
        (ProductRow.id, ProductRow.catalog, ProductRow.handle),
    ):
        whole = select(key).where(of_catalog == catalog, column.in_(spellings)).limit(limit)
        found |= dict.fromkeys(await connection.scalars(whole), True)
    if found or len(code) < _SHORTEST_BEGINNING:
        return list(found.items())
    for spelling in spellings:
        begins = (
            select(VariantRow.product)
            .where(
                VariantRow.catalog == catalog,
                VariantRow.sku >= spelling,
                VariantRow.sku < spelling + "\U0010ffff",
            )
            .limit(limit)
        )
        found |= dict.fromkeys(await connection.scalars(begins), False)
    return list(found.items())


async def products_of(connection: AsyncConnection, keys: Sequence[int]) -> dict[int, Product]:
    """Products by their ids."""
    query = select(ProductRow.id, ProductRow.document, ProductRow.read_at)
    rows = await connection.execute(query.where(ProductRow.id.in_(keys)))
    return {key: restored(Product, document, read_at) for key, document, read_at in rows}


def _range(number: int) -> dict[str, Any]:
    return {"first": number * PRODUCTS_EACH, "last": (number + 1) * PRODUCTS_EACH - 1}


def fts5(terms: Sequence[Term], field: Field) -> str:
    """The query of SQLite's FTS5 that every term occurs in `field`."""
    phrases = (
        " ".join(word.replace('"', "") for word in term.words) for term in terms if term.words
    )
    quoted = (
        f'"{phrase}"{" *" if term.begins else ""}'
        for phrase, term in zip(phrases, terms, strict=True)
    )
    matched = " AND ".join(quoted)
    return matched if field is Field.ANY else f"{{{field.value}}} : ({matched})"


def tsquery(terms: Sequence[Term], field: Field) -> str:
    """The query of PostgreSQL that every term occurs in `field`."""
    weight = _WEIGHTS.get(field, "")

    def one(term: Term) -> str:
        words = ["'" + word.replace("'", "''").replace("\\", "\\\\") + "'" for word in term.words]
        marks = [":" + weight] * len(words)
        marks[-1] = f":{'*' if term.begins else ''}{weight}"
        return (
            "("
            + " <-> ".join(
                word + (mark if mark != ":" else "")
                for word, mark in zip(words, marks, strict=True)
            )
            + ")"
        )

    return " & ".join(map(one, terms))


def _is_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"

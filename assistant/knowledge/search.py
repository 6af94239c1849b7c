"""Finding products of a catalog, however large: for staff, for the command line, for the API.

Tried in this order, until enough is found: a link number (`3号链接`), a SKU or handle or the
beginning of one, the words in the products' names, their pinyin (`mianmo`) and its initials (`mm`),
the words anywhere in what is published, the same sound in other characters (羽容服), a Latin word
misspelt, some of the words, and at last the meaning. What is found earlier ranks higher.
"""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.knowledge.pinyin import read_as_syllables
from assistant.knowledge.words import fold, has_han, tokens
from assistant.store import Database
from assistant.store.searching import (
    Field,
    Found,
    Term,
    find_codes,
    find_words,
    named_at,
    products_of,
    similar_words,
    stored_number,
)
from catalog_loader.product import Product
from catalog_loader.search_words import INITIALS, spaced, syllable

_NUMBER = re.compile(
    r"(?:第|no\.?\s*|#)?(\d{1,6})\s*(?:号|號)(?:链接|宝贝|商品|款)?|(?:链接|link)\s*(\d{1,6})"
)
_WORD = re.compile(r"[\u4e00-\u9fff]+|[\u0e00-\u0e7f]+|[^\W_]+(?:[.-][^\W_]+)*")
_LATIN = re.compile(r"[a-z]+")


class Meaning(Protocol):
    """Finds products by what they mean; `assistant.knowledge.meaning` has the one there is."""

    async def nearest(self, catalog: str, words: str, limit: int) -> Sequence[tuple[int, float]]:
        """Ids of products and how near they are, 0..1, nearest first."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that fits the words, the better the higher `score`; `by` says how it was found."""

    product: Product
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of finding: its name, what its best hit scores, and what is looked for where."""

    by: str
    worth: float
    terms: tuple[Term, ...]
    field: Field


class CatalogSearch:
    """Searches the catalogs in the store, which keeps their words indexed."""

    def __init__(self, database: Database, meaning: Meaning | None = None) -> None:
        self._database = database
        self._meaning = meaning

    async def find(self, catalog: str, query: str, limit: int = 10) -> tuple[Hit, ...]:
        """The products that `query` names or describes, best first, at most `limit`.

        Raises NotStored where there is no such catalog.
        """
        wanted = fold(query)
        scores: dict[int, tuple[float, str]] = {}
        async with self._database.reading() as session:
            connection = await session.connection()
            number = await stored_number(connection, catalog)
            if match := _NUMBER.fullmatch(wanted):
                for key in await named_at(connection, catalog, int(match[1] or match[2])):
                    scores[key] = (10.0, "number")
            for key, whole in await find_codes(connection, catalog, query.strip(), limit):
                scores.setdefault(key, (9.0 if whole else 7.0, "code"))
            async for way in _ways(wanted, connection):
                if len(scores) >= limit:
                    break
                found = await find_words(connection, number, way.terms, way.field)
                for each in found:
                    scores.setdefault(each.id, (way.worth + _closeness(each, wanted), way.by))
        if not scores and self._meaning is not None:
            for key, near in await self._meaning.nearest(catalog, query, limit):
                scores[key] = (near, "meaning")
        best = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
        async with self._database.reading() as session:
            products = await products_of(await session.connection(), [key for key, _ in best])
        return tuple(
            Hit(products[key], round(score, 3), by)
            for key, (score, by) in best
            if key in products and products[key].published
        )


def _closeness(found: Found, wanted: str) -> float:
    """How much of a product's name the words are, 0..0.9: the plainer name ranks higher."""
    return 0.9 * min(1.0, len(wanted) / max(1, found.name_length))


async def _ways(wanted: str, connection: AsyncConnection) -> AsyncIterator[_Way]:
    """The ways to look for folded words, the surest first."""
    runs = _WORD.findall(wanted)
    if not runs:
        return
    whole = terms_of(wanted)
    yield _Way("name", 6.0, whole, Field.NAMES)
    for way in _sounding(wanted, runs):
        yield way
    yield _Way("words", 3.0, whole, Field.ANY)
    parts = tuple(tokens(wanted))
    if len(parts) > len(runs):
        split = tuple(_term(part) for part in parts)
        yield _Way("name", 5.0, split, Field.NAMES)
        yield _Way("words", 2.5, split, Field.ANY)
    if has_han(wanted):
        sounds = tuple(
            Term(tuple(syllable(character) for character in run)) for run in runs if has_han(run)
        )
        yield _Way("sound", 2.2, sounds, Field.SOUNDS)
    for run in runs:
        if run.isascii() and len(run) > 3:
            for word in await similar_words(connection, run):
                rest = tuple(_term(other) for other in runs if other != run)
                yield _Way("typo", 2.0, (*rest, Term((word,))), Field.ANY)
    for part in dict.fromkeys((*parts, *runs)):
        if len(part) > 1:
            yield _Way("part", 1.0 + 0.01 * len(part), (_term(part),), Field.ANY)


def _sounding(wanted: str, runs: Sequence[str]) -> Iterable[_Way]:
    """Pinyin, written as one word or as several, and initials."""
    if not _LATIN.fullmatch("".join(runs)):
        return
    for reading in read_as_syllables("".join(runs)):
        yield _Way("pinyin", 4.5, (Term(reading),), Field.SOUNDS)
    if len(runs) == 1 and len(wanted) in INITIALS:
        yield _Way("initials", 4.0, (Term((wanted,)),), Field.INITIALS)


def terms_of(wanted: str) -> tuple[Term, ...]:
    """The words of folded text, all of which are looked for; the last may go on, in Latin."""
    runs = _WORD.findall(wanted)
    return tuple(_term(run, begins=run is runs[-1]) for run in runs)


def _term(run: str, *, begins: bool = False) -> Term:
    words = tuple(spaced(run).split())
    return Term(words, begins=begins and run.isascii())

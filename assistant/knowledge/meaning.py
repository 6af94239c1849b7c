"""Products by what they mean: each embedded once, kept in the store, compared in memory.

A large catalog takes hours to embed on two cores. It is done in the background, a few products at
a time, kept as it goes, and taken up again where it stopped; search by words works meanwhile.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.knowledge.embeddings import DIMENSIONS, Embedder, Vector
from assistant.store import Database
from assistant.store.vectors import KeptVector, Waiting, confirm, count, keep, vectors_of, waiting
from catalog_loader.product import Product

NEAR = 0.19
"""Similarity from which a product is taken to be what was meant. e5's vectors all point much the
same way (cosines of .75 to .9 whatever the texts), so a catalog's mean is taken off first. Measured
over the demo shop: .21 to .33 for what it sells, described in other words; .08 to .17 for what it
does not, with one in ten above .2."""

CENTRED_FROM = 12
"""Products whose mean says something; the vectors of fewer are compared as they are."""

NEAR_UNCENTRED = 0.88

AT_ONCE = 4
"""Products embedded in one go: some 60 ms, which is how long a question may have to wait."""

PAUSE_S = 0.15
"""Rest between two goes in the background, so that rooms keep most of the processor."""

FEW = 300
"""A catalog with no more products to embed than this is done at once when it is searched."""

_TEXT = 160


class PassageEmbedder(Protocol):
    """What is needed of an embedder."""

    async def aquery(self, text: str) -> Vector: ...

    async def apassages(self, texts: Sequence[str]) -> Vector: ...


@dataclass(frozen=True, slots=True)
class _Held:
    """A catalog's vectors in memory: `state` tells whether the store has others by now."""

    state: tuple[int, int]
    ids: NDArray[np.int64]
    vectors: NDArray[np.float16]
    mean: Vector | None

    def similar(self, query: Vector) -> Vector:
        """How similar each product is to `query`."""
        if self.mean is not None:
            query = _unit(query - self.mean)
        return self.vectors.astype(np.float32) @ query


def meaning_text(product: Product) -> str:
    """What of a product is embedded: its name, its category, and what it is praised for."""
    parts = (product.title, product.category, *product.selling_points, product.description)
    return "，".join(part for part in parts if part)[:_TEXT]


class StoredMeaning:
    """The meanings of the products in the store. Without an embedder, one is opened when needed."""

    def __init__(self, database: Database, embedder: PassageEmbedder | None = None) -> None:
        self._database = database
        self._embedder = embedder
        self._own: Embedder | None = None
        self._held: dict[str, _Held] = {}

    async def nearest(self, catalog: str, words: str, limit: int) -> list[tuple[int, float]]:
        """Ids of the products nearest to `words` in meaning, with their similarity, nearest first.

        Only what has been embedded is found; a catalog of few is embedded first.
        """
        if not words.strip():
            return []
        async with self._database.reading() as session:
            few = await waiting(await session.connection(), catalog, FEW + 1)
        while few and len(few) <= FEW and await self.embed_some(catalog, FEW):
            few = []
        held = await self._vectors(catalog)
        if not len(held.ids):
            return []
        scores = held.similar(await self._embeds().aquery(words))
        near = NEAR_UNCENTRED if held.mean is None else NEAR
        order = np.argsort(-scores)[:limit]
        return [(int(held.ids[i]), float(scores[i])) for i in order if scores[i] >= near]

    async def embed_some(self, catalog: str, limit: int = AT_ONCE) -> int:
        """Embed up to `limit` products of a catalog that wait for it; how many were looked at."""
        async with self._database.reading() as session:
            some = await waiting(await session.connection(), catalog, limit)
        if not some:
            return 0
        texts = [meaning_text(each.product) for each in some]
        digests = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        changed = [i for i, each in enumerate(some) if each.digest != digests[i]]
        made = (
            await self._embeds().apassages([texts[i] for i in changed])
            if changed
            else np.zeros((0, DIMENSIONS), dtype=np.float32)
        )
        kept = [
            KeptVector(some[i].id, some[i].version, digests[i], vector.astype(np.float16).tobytes())
            for i, vector in zip(changed, made, strict=True)
        ]
        same: list[Waiting] = [each for i, each in enumerate(some) if i not in set(changed)]
        async with self._database.writing() as session:
            connection = await session.connection()
            await keep(connection, kept)
            await confirm(connection, same)
        return len(some)

    async def embed_all(self, catalog: str, *, pause_s: float = PAUSE_S) -> None:
        """Embed what waits, a few at a time with rests between; may be cancelled at any point."""
        looked_at = 1
        while looked_at:
            looked_at = await self.embed_some(catalog)
            await asyncio.sleep(pause_s)

    def close(self) -> None:
        """Let go of an embedder of its own."""
        if self._own is not None:
            self._own.close()

    def _embeds(self) -> PassageEmbedder:
        if self._embedder is None:
            self._embedder = self._own = Embedder()
        return self._embedder

    async def _vectors(self, catalog: str) -> _Held:
        async with self._database.reading() as session:
            connection = await session.connection()
            state = await count(connection, catalog)
            held = self._held.get(catalog)
            if held is not None and held.state == state:
                return held
            rows = await vectors_of(connection, catalog)
        ids = np.array([key for key, _ in rows], dtype=np.int64)
        joined = b"".join(vector for _, vector in rows)
        vectors = np.frombuffer(joined, dtype=np.float16).reshape(len(rows), DIMENSIONS)
        mean: Vector | None = None
        if len(rows) >= CENTRED_FROM:
            mean = vectors.mean(axis=0, dtype=np.float32)
            vectors = _unit(vectors.astype(np.float32) - mean).astype(np.float16)
        self._held[catalog] = _Held(state, ids, vectors, mean)
        return self._held[catalog]


def _unit(vectors: Vector) -> Vector:
    """`vectors` at length 1."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vector = vectors / np.maximum(lengths, 1e-9)
    return scaled

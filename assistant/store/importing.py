"""A catalog into the store, record by record as it is read, in one transaction.

What says the same as before is left alone, so that loading a file again costs its reading and a
digest a record. The order, and with it the link numbers, follows the file.
"""

import asyncio
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.store.documents import Kept, kept, restored
from assistant.store.searching import WORDS_FORM, forget_words, index_words
from assistant.store.tables import PRODUCTS_EACH, CatalogRow, ProductRow, RecordRow, VariantRow
from catalog_loader.product import Catalog, Faq, Policy, Product, Shop
from catalog_loader.readers.reader import Entry
from catalog_loader.search_words import SearchWords, search_words
from catalog_loader.sync import Differ, Difference

BATCH = 1_000
"""Records written at once: enough that a statement's cost is spread, little enough to hold."""

_OBJECTS_BETWEEN_COLLECTIONS = 500_000

_PRODUCTS = cast("Table", ProductRow.__table__)
_VARIANTS = cast("Table", VariantRow.__table__)
_RECORDS = cast("Table", RecordRow.__table__)
_NO_WORDS = SearchWords("", "", "", "")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the version the catalog now has, and what differs from before."""

    version: int
    difference: Difference


@dataclass(frozen=True, slots=True)
class _Old:
    """A record that stands in the store; policies and FAQs have no `id`."""

    position: int
    digest: bytes
    id: int = 0


@dataclass(slots=True)
class _Batch:
    """The rows of one batch, by what is to be done with them."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    variants: list[dict[str, Any]] = field(default_factory=list)
    words: list[tuple[int, SearchWords]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)


class Fingerprint:
    """SHA-256 over what a catalog's records say, in their order."""

    def __init__(self) -> None:
        self._hash = sha256()

    def add(self, record: Entry, form: Kept | None) -> None:
        """Take in a record and how it is kept (the shop is kept as it is)."""
        self._hash.update(form.digest if form else record.model_dump_json().encode())

    def hex(self) -> str:
        """The fingerprint so far."""
        return self._hash.hexdigest()


def entries(catalog: Catalog) -> Iterator[Entry]:
    """The records of a catalog in the order a file has them."""
    yield catalog.shop
    yield from catalog.products
    yield from catalog.policies
    yield from catalog.faqs


class Import:
    """One import of one catalog, on a connection whose transaction its caller ends."""

    def __init__(self, connection: AsyncConnection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._number = 0
        self._version = 0
        self._last_id = 0
        self._shop: Shop | None = None
        self._products: dict[str, _Old] = {}
        self._records: dict[tuple[str, str], _Old] = {}
        self._positions = {"product": 0, "policy": 0, "faq": 0}
        self._differ = Differ()
        self._fingerprint = Fingerprint()
        self._fresh = True
        self._written = False

    async def run(self, records: Iterable[Entry]) -> Imported:
        """Make `records` (the shop first) all there is under the catalog's name.

        They are read off the event loop, a batch at a time. Raises what reading them raises.
        """
        with _few_collections():
            await self._take_all(records)
        return Imported(self._version, self._differ.result())

    async def _take_all(self, records: Iterable[Entry]) -> None:
        await self._begin()
        reading = iter(records)
        while prepared := await asyncio.to_thread(_prepare, reading, self._fingerprint):
            batch = _Batch()
            for record, form, words in prepared:
                if isinstance(record, Shop):
                    await self._take_shop(record)
                elif isinstance(record, Product) and form:
                    await self._take_product(record, form, words, batch)
                elif isinstance(record, Policy | Faq) and form:
                    await self._take_record(record, form, batch)
            await self._write(batch)
        await self._remove_the_rest()
        await self._finish()

    async def _begin(self) -> None:
        found = await self._connection.execute(
            select(CatalogRow.number, CatalogRow.version, CatalogRow.shop)
            .where(CatalogRow.name == self._name)
            .with_for_update()
        )
        row = found.one_or_none()
        if row is None:
            numbers = await self._connection.scalars(select(CatalogRow.number))
            self._number = max(numbers, default=0) + 1
            return
        self._fresh = False
        self._number, self._version = row.number, row.version
        self._shop = Shop.model_validate(row.shop)
        products = select(
            ProductRow.handle, ProductRow.position, ProductRow.digest, ProductRow.id
        ).where(ProductRow.catalog == self._name)
        for handle, position, digest, key in await self._connection.execute(
            products.order_by(ProductRow.position)
        ):
            self._products[handle] = _Old(position, digest, key)
            self._last_id = max(self._last_id, key % PRODUCTS_EACH)
        records = select(RecordRow.kind, RecordRow.key, RecordRow.position, RecordRow.digest).where(
            RecordRow.catalog == self._name
        )
        for kind, name, position, digest in await self._connection.execute(
            records.order_by(RecordRow.position)
        ):
            self._records[kind, name] = _Old(position, digest)

    async def _take_shop(self, shop: Shop) -> None:
        if self._fresh:
            now = datetime.now(UTC)
            await self._connection.execute(
                insert(CatalogRow).values(
                    name=self._name,
                    number=self._number,
                    version=0,
                    words=WORDS_FORM,
                    shop=shop.model_dump(mode="json"),
                    imported="",
                    patched=False,
                    confirmed_at=now,
                    updated_at=now,
                )
            )
        self._written |= shop != self._shop
        self._differ.shop(self._shop, shop)
        self._shop = shop

    def _place(self, kind: str) -> int:
        position = self._positions[kind]
        self._positions[kind] += 1
        return position

    async def _take_product(
        self, product: Product, form: Kept, words: SearchWords, batch: _Batch
    ) -> None:
        position = self._place("product")
        old = self._products.pop(product.handle, None)
        if old and old.digest == form.digest:
            if old.position != position:
                batch.moved.append({"key": old.id, "place": position})
            return
        row = {
            "position": position,
            "version": self._version + 1,
            "digest": form.digest,
            "read_at": form.read_at,
            "document": form.document,
        }
        if old:
            self._differ.product(await self._before(old.id), product)
            key = old.id
            batch.changed.append({"key": key, **row})
        else:
            self._differ.product(None, product)
            self._last_id += 1
            key = self._number * PRODUCTS_EACH + self._last_id
            batch.new.append({"id": key, "catalog": self._name, "handle": product.handle, **row})
        batch.words.append((key, words))
        batch.variants += [
            {"catalog": self._name, "sku": variant.sku, "product": key}
            for variant in product.variants
        ]

    async def _before(self, key: int) -> Product:
        found = await self._connection.execute(
            select(ProductRow.document, ProductRow.read_at).where(ProductRow.id == key)
        )
        return restored(Product, *found.one())

    async def _take_record(self, record: Policy | Faq, form: Kept, batch: _Batch) -> None:
        position = self._place(record.type)
        old = self._records.pop((record.type, record.id), None)
        if old and old.digest == form.digest and old.position == position:
            return
        if old is None or old.digest != form.digest:
            before = await self._record_before(record) if old else None
            self._differ.record(before, record)
        batch.records.append(
            {
                "catalog": self._name,
                "kind": record.type,
                "key": record.id,
                "position": position,
                "version": self._version + 1,
                "digest": form.digest,
                "read_at": form.read_at,
                "document": form.document,
            }
        )

    async def _record_before(self, record: Policy | Faq) -> Policy | Faq:
        found = await self._connection.execute(
            select(RecordRow.document, RecordRow.read_at).where(
                *_is_record(self._name, record.type, record.id)
            )
        )
        document, read_at = found.one()
        return restored(type(record), document, read_at)

    async def _write(self, batch: _Batch) -> None:
        run = self._connection.execute
        touched = [row["key"] for row in batch.changed]
        if batch.changed:
            await run(_PRODUCTS.update().where(_PRODUCTS.c.id == bindparam("key")), batch.changed)
            keys = [{"key": key} for key in touched]
            await run(_VARIANTS.delete().where(_VARIANTS.c.product == bindparam("key")), keys)
            await forget_words(self._connection, touched)
        if batch.moved:
            moving = _PRODUCTS.update().where(_PRODUCTS.c.id == bindparam("key"))
            await run(moving.values(position=bindparam("place")), batch.moved)
        if batch.new:
            await run(_PRODUCTS.insert(), batch.new)
        if batch.variants:
            if not self._fresh:  # a SKU may have moved here from another product
                await run(
                    _VARIANTS.delete().where(
                        _VARIANTS.c.catalog == self._name, _VARIANTS.c.sku == bindparam("moved")
                    ),
                    [{"moved": row["sku"]} for row in batch.variants],
                )
            await run(_VARIANTS.insert(), batch.variants)
        await index_words(self._connection, batch.words)
        if batch.records:
            await self._forget_records((row["kind"], row["key"]) for row in batch.records)
            await run(_RECORDS.insert(), batch.records)
        self._written |= bool(batch.new or batch.changed or batch.moved or batch.records)

    async def _forget_records(self, keys: Iterable[tuple[str, str]]) -> None:
        gone = [{"what": kind, "which": key} for kind, key in keys]
        if gone:
            await self._connection.execute(
                _RECORDS.delete().where(
                    *_is_record(self._name, bindparam("what"), bindparam("which"))
                ),
                gone,
            )

    async def _remove_the_rest(self) -> None:
        """Remove what the file no longer has."""
        keys = [old.id for old in self._products.values()]
        for key in keys:
            self._differ.product(await self._before(key), None)
        await forget_words(self._connection, keys)
        if keys:
            await self._connection.execute(
                _PRODUCTS.delete().where(_PRODUCTS.c.id == bindparam("key")),
                [{"key": key} for key in keys],
            )
        for kind, name in self._records:
            self._differ.removed_record(kind, name)
        await self._forget_records(self._records)
        self._written |= bool(self._products or self._records)

    async def _finish(self) -> None:
        if self._shop is None:
            raise ValueError("a catalog begins with its shop")
        now = datetime.now(UTC)
        values: dict[str, Any] = {
            "imported": self._fingerprint.hex(),
            "patched": False,
            "confirmed_at": now,
        }
        if self._written:
            self._version += 1
            values |= {
                "version": self._version,
                "shop": self._shop.model_dump(mode="json"),
                "updated_at": now,
            }
        await self._connection.execute(
            update(CatalogRow).where(CatalogRow.name == self._name).values(**values)
        )


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let the collector of cycles run seldom: records have none, and it would look at each of them
    over and over, for half of the time that an import takes.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _is_record(catalog: str, kind: Any, key: Any) -> tuple[ColumnElement[bool], ...]:
    columns = _RECORDS.c
    return columns.catalog == catalog, columns.kind == kind, columns.key == key


def _prepare(
    reading: Iterator[Entry], fingerprint: Fingerprint
) -> list[tuple[Entry, Kept | None, SearchWords]]:
    """The next records, each with how it is kept and what of it is searched in."""
    prepared: list[tuple[Entry, Kept | None, SearchWords]] = []
    for record in islice(reading, BATCH):
        form = None if isinstance(record, Shop) else kept(record)
        words = search_words(record) if isinstance(record, Product) else _NO_WORDS
        fingerprint.add(record, form)
        prepared.append((record, form, words))
    return prepared

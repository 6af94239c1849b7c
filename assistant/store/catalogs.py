"""Catalogs: saved whole, read whole or as far as a room lists them, changed one SKU at a time."""

from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.database import Database, NotStored, no_catalog
from assistant.store.documents import kept, restored
from assistant.store.importing import Fingerprint, Import, Imported, entries
from assistant.store.pricing import SkuPatch, patched
from assistant.store.tables import CatalogRow, ProductRow, RecordRow, VariantRow
from catalog_loader.product import Catalog, Faq, Policy, Product, Shop, Variant
from catalog_loader.readers.reader import Entry

__all__ = ["Catalogs", "SkuPatch", "StoredCatalog", "fingerprint"]

LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""When a catalog was confirmed of which nobody said when."""

_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredCatalog:
    """A catalog (or the part of it that was asked for) as it stands in the store at `version`.

    `as_of` is when the shop last confirmed it whole; single products that changed since then are
    in `changed_at` by their handles.
    """

    name: str
    version: int
    catalog: Catalog
    as_of: datetime = LONG_AGO
    changed_at: dict[str, datetime] = field(default_factory=dict)


class _DryRun(Exception):
    """Ends a transaction whose changes were only to be told."""


def fingerprint(catalog: Catalog) -> str:
    """SHA-256 (hex) of what a catalog says and where it says so, whenever it was read."""
    made = Fingerprint()
    for record in entries(catalog):
        made.add(record, None if isinstance(record, Shop) else kept(record))
    return made.hex()


class Catalogs:
    """The catalogs in the store, each under a name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, name: str, catalog: Catalog) -> int:
        """Make `catalog` all there is under `name`, in one transaction; the version it now has.

        Saving what stands there already changes nothing, not even the version.
        """
        return (await self.replace(name, entries(catalog))).version

    async def replace(
        self, name: str, records: Iterable[Entry], *, dry_run: bool = False
    ) -> Imported:
        """Make `records`, the shop first, all there is under `name`, in one transaction.

        They are read as they are written, off the event loop. What reading them raises is raised
        here, and leaves everything as it was; so does a `dry_run`, which tells what would change.
        """
        imported: Imported | None = None
        try:
            async with self._database.writing() as session:
                imported = await Import(await session.connection(), name).run(records)
                if dry_run:
                    raise _DryRun  # noqa: TRY301 (the transaction must not be committed)
        except _DryRun:
            pass
        assert imported is not None  # noqa: S101
        return imported

    async def imported(self, name: str) -> str:
        """The fingerprint of the catalog last saved whole under `name`; empty where none is."""
        async with self._database.reading() as session:
            query = select(CatalogRow.imported).where(CatalogRow.name == name)
            return await session.scalar(query) or ""

    async def confirm(self, name: str) -> None:
        """Note that the shop's file, read again just now, says what was imported."""
        async with self._database.writing() as session:
            await session.execute(
                update(CatalogRow)
                .where(CatalogRow.name == name)
                .values(confirmed_at=datetime.now(UTC))
            )

    async def version(self, name: str) -> int:
        """The version of a catalog. Raises NotStored."""
        async with self._database.reading() as session:
            found = await session.scalar(select(CatalogRow.version).where(CatalogRow.name == name))
        if found is None:
            raise no_catalog(name)
        return found

    async def state(self, name: str) -> tuple[int, datetime]:
        """The version of a catalog, and when the shop last confirmed it. Raises NotStored."""
        query = select(CatalogRow.version, CatalogRow.confirmed_at).where(CatalogRow.name == name)
        async with self._database.reading() as session:
            found = (await session.execute(query)).one_or_none()
        if found is None:
            raise no_catalog(name)
        return found.version, found.confirmed_at

    async def names(self) -> tuple[str, ...]:
        """The names of all catalogs, sorted."""
        async with self._database.reading() as session:
            return tuple(await session.scalars(select(CatalogRow.name).order_by(CatalogRow.name)))

    async def load(self, name: str, handles: Collection[str] | None = None) -> StoredCatalog:
        """The catalog: all of it, or only the products of `handles`. Raises NotStored."""
        async with self._database.reading() as session:
            row = await _row(session, name)
            products = tuple([each async for each in _products(session, name, handles)])
            return await _stored(session, row, products)

    async def records(self, name: str) -> AsyncIterator[Entry]:
        """Every record of the catalog in the order of a file, one at a time. Raises NotStored."""
        async with self._database.reading() as session:
            row = await _row(session, name)
            stored = await _stored(session, row, ())
            yield stored.catalog.shop
            async for product in _products(session, name, None):
                yield product
        for policy in stored.catalog.policies:
            yield policy
        for faq in stored.catalog.faqs:
            yield faq

    async def refresh(
        self, known: StoredCatalog, handles: Collection[str] | None = None
    ) -> StoredCatalog:
        """`load`, reading only what changed since `known` was. Raises NotStored."""
        async with self._database.reading() as session:
            row = await _row(session, known.name)
            if row.version == known.version:
                return await _stored(session, row, known.catalog.products)
            held = {product.handle: product for product in known.catalog.products}
            async for product in _products(session, row.name, handles, since=known.version):
                held[product.handle] = product
            order = select(ProductRow.handle).where(ProductRow.catalog == row.name)
            listed = await session.scalars(order.order_by(ProductRow.position))
            products = tuple(held[handle] for handle in listed if handle in held)
            return await _stored(session, row, products)

    async def patch_sku(self, name: str, sku: str, patch: SkuPatch) -> Variant:
        """Change one SKU and bump the version; how the variant now stands.

        Raises NotStored for an unknown catalog or SKU, ValueError for a price that its currency
        cannot hold.
        """
        async with self._database.writing() as session:
            row = await _row(session, name, changes=True)
            found = await session.get(VariantRow, (name, sku))
            if found is None:
                raise NotStored(f"catalog {name!r} has no SKU {sku!r}")
            product = await session.get_one(ProductRow, found.product)
            before = restored(Product, product.document, product.read_at)
            shop = Shop.model_validate(row.shop)
            now = datetime.now(ZoneInfo(shop.timezone))
            after = patched(before, sku, patch, currency=shop.currency, now=now)
            variant = next(variant for variant in after.variants if variant.sku == sku)
            # Said again, the same price is as fresh as a new one.
            product.read_at = now
            if after != before:
                form = kept(after)
                row.version, row.patched, row.updated_at = row.version + 1, True, now
                product.document, product.digest = form.document, form.digest
                product.version = row.version
        return variant


async def _row(session: AsyncSession, name: str, *, changes: bool = False) -> CatalogRow:
    """The catalog's row, held until the transaction ends where it `changes`: no two count alike."""
    row = await session.get(CatalogRow, name, with_for_update=changes)
    if row is None:
        raise no_catalog(name)
    return row


async def _products(
    session: AsyncSession, catalog: str, handles: Collection[str] | None, *, since: int = -1
) -> AsyncIterator[Product]:
    """The products of a catalog in their order, those that changed after version `since`."""
    query = (
        select(ProductRow.position, ProductRow.document, ProductRow.read_at)
        .where(ProductRow.catalog == catalog, ProductRow.version > since)
        .order_by(ProductRow.position)
    )
    if handles is None:
        async for _, document, read_at in await session.stream(query):
            yield restored(Product, document, read_at)
        return
    found: list[tuple[int, str, datetime | None]] = []
    asked = list(handles)
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        part = asked[start : start + _ASKED_AT_ONCE]
        rows = await session.execute(query.where(ProductRow.handle.in_(part)))
        found += [(position, document, read_at) for position, document, read_at in rows]
    for _, document, read_at in sorted(found, key=lambda row: row[0]):
        yield restored(Product, document, read_at)


async def _stored(
    session: AsyncSession, row: CatalogRow, products: tuple[Product, ...]
) -> StoredCatalog:
    """What was read of a catalog, with its policies and FAQs."""
    policies: list[Policy] = []
    faqs: list[Faq] = []
    query = select(RecordRow.kind, RecordRow.document, RecordRow.read_at)
    query = query.where(RecordRow.catalog == row.name).order_by(RecordRow.position)
    for kind, document, read_at in await session.execute(query):
        if kind == "policy":
            policies.append(restored(Policy, document, read_at))
        else:
            faqs.append(restored(Faq, document, read_at))
    catalog = Catalog(
        shop=Shop.model_validate(row.shop),
        products=products,
        policies=tuple(policies),
        faqs=tuple(faqs),
    )
    changed = {
        product.handle: product.origin.read_at
        for product in products
        if product.origin.read_at and product.origin.read_at > row.confirmed_at
    }
    return StoredCatalog(row.name, row.version, catalog, row.confirmed_at, changed)

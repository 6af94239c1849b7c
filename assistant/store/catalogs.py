"""Catalogs: saved whole, read whole, changed one SKU at a time."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.database import Database, NotStored
from assistant.store.pricing import SkuPatch, patched
from assistant.store.tables import CatalogRow, FaqRow, PolicyRow, ProductRow, VariantRow
from catalog_loader.product import Catalog, Faq, Policy, Product, Shop, Variant

__all__ = ["Catalogs", "SkuPatch", "StoredCatalog", "fingerprint"]


@dataclass(frozen=True, slots=True)
class StoredCatalog:
    """A catalog as it stands in the store at `version`."""

    name: str
    version: int
    catalog: Catalog


def fingerprint(catalog: Catalog) -> str:
    """SHA-256 (hex) of what a catalog says and where it says so, whenever it was read."""

    def undated(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: undated(item) for key, item in value.items() if key != "read_at"}
        if isinstance(value, list):
            return [undated(item) for item in value]
        return value

    document = undated(catalog.model_dump(mode="json"))
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Catalogs:
    """The catalogs in the store, each under a name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, name: str, catalog: Catalog) -> int:
        """Make `catalog` all there is under `name`, in one transaction; the version it now has.

        Saving what stands there already changes nothing, not even the version.
        """
        imported = fingerprint(catalog)
        async with self._database.writing() as session:
            row = await session.get(CatalogRow, name)
            if row is not None and row.imported == imported and not row.patched:
                return row.version
            if row is None:
                row = CatalogRow(name=name, version=0)
                session.add(row)
            row.version += 1
            row.shop = catalog.shop.model_dump(mode="json")
            row.imported, row.patched, row.updated_at = imported, False, datetime.now(UTC)
            await session.flush()
            await _replace_contents(session, name, catalog)
            return row.version

    async def imported(self, name: str) -> str:
        """The fingerprint of the catalog last saved whole under `name`; empty where none is."""
        async with self._database.reading() as session:
            query = select(CatalogRow.imported).where(CatalogRow.name == name)
            return await session.scalar(query) or ""

    async def version(self, name: str) -> int:
        """The version of a catalog. Raises NotStored."""
        async with self._database.reading() as session:
            found = await session.scalar(select(CatalogRow.version).where(CatalogRow.name == name))
        if found is None:
            raise _no_catalog(name)
        return found

    async def names(self) -> tuple[str, ...]:
        """The names of all catalogs, sorted."""
        async with self._database.reading() as session:
            return tuple(await session.scalars(select(CatalogRow.name).order_by(CatalogRow.name)))

    async def load(self, name: str) -> StoredCatalog:
        """The whole catalog. Raises NotStored."""
        async with self._database.reading() as session:
            row = await session.get(CatalogRow, name)
            if row is None:
                raise _no_catalog(name)
            products, policies, faqs = [
                tuple(
                    await session.scalars(
                        select(table.document).where(table.catalog == name).order_by(table.position)
                    )
                )
                for table in (ProductRow, PolicyRow, FaqRow)
            ]
        catalog = Catalog(
            shop=Shop.model_validate(row.shop),
            products=tuple(Product.model_validate(document) for document in products),
            policies=tuple(Policy.model_validate(document) for document in policies),
            faqs=tuple(Faq.model_validate(document) for document in faqs),
        )
        return StoredCatalog(name=name, version=row.version, catalog=catalog)

    async def patch_sku(self, name: str, sku: str, patch: SkuPatch) -> Variant:
        """Change one SKU and bump the version; how the variant now stands.

        Raises NotStored for an unknown catalog or SKU, ValueError for a price that its currency
        cannot hold.
        """
        async with self._database.writing() as session:
            row = await session.get(CatalogRow, name)
            if row is None:
                raise _no_catalog(name)
            variant_row = await session.get(VariantRow, (name, sku))
            if variant_row is None:
                raise NotStored(f"catalog {name!r} has no SKU {sku!r}")
            product_row = await session.get_one(ProductRow, (name, variant_row.handle))
            before = Product.model_validate(product_row.document)
            shop = Shop.model_validate(row.shop)
            now = datetime.now(ZoneInfo(shop.timezone))
            after = patched(before, sku, patch, currency=shop.currency, now=now)
            variant = next(variant for variant in after.variants if variant.sku == sku)
            if after != before:
                product_row.document = after.model_dump(mode="json")
                await session.execute(
                    update(CatalogRow)
                    .where(CatalogRow.name == name)
                    .values(version=CatalogRow.version + 1, patched=True, updated_at=now)
                )
        return variant


def _no_catalog(name: str) -> NotStored:
    return NotStored(f"there is no catalog {name!r}; load one with `xiaoer catalog load`")


async def _replace_contents(session: AsyncSession, name: str, catalog: Catalog) -> None:
    for table in (VariantRow, ProductRow, PolicyRow, FaqRow):
        await session.execute(delete(table).where(table.catalog == name))
    for position, product in enumerate(catalog.products):
        session.add(
            ProductRow(
                catalog=name,
                handle=product.handle,
                position=position,
                document=product.model_dump(mode="json"),
            )
        )
    await session.flush()
    session.add_all(
        VariantRow(catalog=name, sku=variant.sku, handle=product.handle)
        for product in catalog.products
        for variant in product.variants
    )
    session.add_all(
        PolicyRow(
            catalog=name, id=policy.id, position=position, document=policy.model_dump(mode="json")
        )
        for position, policy in enumerate(catalog.policies)
    )
    session.add_all(
        FaqRow(catalog=name, id=faq.id, position=position, document=faq.model_dump(mode="json"))
        for position, faq in enumerate(catalog.faqs)
    )
    await session.flush()

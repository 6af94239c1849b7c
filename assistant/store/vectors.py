"""What products mean, kept as vectors, so that each is embedded once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.store.documents import restored
from assistant.store.tables import ProductRow, VectorRow
from catalog_loader.product import Product


@dataclass(frozen=True, slots=True)
class Waiting:
    """A product whose meaning has not been looked at since it changed.

    `digest` is that of the text its vector was made from, empty where there is none yet.
    """

    id: int
    version: int
    product: Product
    digest: bytes


@dataclass(frozen=True, slots=True)
class KeptVector:
    """A product's vector (float16) and the digest of the text it was made from."""

    id: int
    version: int
    digest: bytes
    vector: bytes


async def waiting(connection: AsyncConnection, catalog: str, limit: int) -> list[Waiting]:
    """Up to `limit` products of a catalog whose vectors are to be made or confirmed, in order."""
    query = (
        select(
            ProductRow.id,
            ProductRow.version,
            ProductRow.document,
            ProductRow.read_at,
            VectorRow.digest,
        )
        .outerjoin(VectorRow, VectorRow.product == ProductRow.id)
        .where(
            ProductRow.catalog == catalog,
            or_(VectorRow.product.is_(None), VectorRow.version < ProductRow.version),
        )
        .order_by(ProductRow.position)
        .limit(limit)
    )
    return [
        Waiting(key, version, restored(Product, document, read_at), digest or b"")
        for key, version, document, read_at, digest in await connection.execute(query)
    ]


async def keep(connection: AsyncConnection, vectors: Sequence[KeptVector]) -> None:
    """Keep vectors in place of those their products had."""
    if not vectors:
        return
    keys = [each.id for each in vectors]
    await connection.execute(delete(VectorRow).where(VectorRow.product.in_(keys)))
    await connection.execute(
        insert(VectorRow),
        [
            {
                "product": each.id,
                "version": each.version,
                "digest": each.digest,
                "vector": each.vector,
            }
            for each in vectors
        ],
    )


async def confirm(connection: AsyncConnection, products: Sequence[Waiting]) -> None:
    """Note that what these products mean has not changed."""
    for each in products:
        await connection.execute(
            VectorRow.__table__.update()  # type: ignore[attr-defined]
            .where(VectorRow.product == each.id)
            .values(version=each.version)
        )


async def count(connection: AsyncConnection, catalog: str) -> tuple[int, int]:
    """How many vectors of a catalog are kept, and the newest product version among them."""
    query = (
        select(func.count(), func.coalesce(func.max(VectorRow.version), 0))
        .join(ProductRow, ProductRow.id == VectorRow.product)
        .where(ProductRow.catalog == catalog)
    )
    number, newest = (await connection.execute(query)).one()
    return int(number), int(newest)


async def vectors_of(connection: AsyncConnection, catalog: str) -> list[tuple[int, bytes]]:
    """Every kept vector of a catalog, by its product's id."""
    query = (
        select(VectorRow.product, VectorRow.vector)
        .join(ProductRow, ProductRow.id == VectorRow.product)
        .where(ProductRow.catalog == catalog)
    )
    return [(key, vector) for key, vector in await connection.execute(query)]

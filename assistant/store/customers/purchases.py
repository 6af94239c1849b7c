"""Histories in the store: taken in piece by piece, as often as wanted, read whole as columns."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.customers.tables import CustomerEventRow, CustomerRow, PurchaseRow, SoldRow
from assistant.store.customers.version import purchases_changed, version_of
from assistant.store.database import Database, no_catalog
from assistant.store.inserting import insert_into
from assistant.store.tables import CatalogRow, ProductRow, VariantRow

EventKind = Literal["view", "click", "cart", "ask"]

_ASKED_AT_ONCE = 500
_READ_AT_ONCE = 100_000
_NEW_CUSTOMER = {"language": "", "profiled": True, "messaged": True, "joined": False}


@dataclass(frozen=True, slots=True)
class Bought:
    """A line of a basket, as the shop names things; `at` is seconds since 1970, `basket` tells two
    baskets of one customer at one moment apart."""

    customer: str
    product: str
    at: int
    basket: int = 0
    quantity: float = 1.0
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Did:
    """An event; `at` is seconds since 1970."""

    customer: str
    product: str
    at: int
    kind: EventKind


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a shop's histories is kept."""

    customers: int
    products: int
    purchases: int
    events: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Purchases, a value a line, by customer and then time.

    `customer`, `product` (int32) count from 0 into `customers` and `products`, the ids; `basket`
    (int64) tells baskets of one customer apart; `at` (int64) is seconds since 1970.
    """

    customers: Sequence[str]
    products: Sequence[str]
    customer: NDArray[np.int32]
    product: NDArray[np.int32]
    basket: NDArray[np.int64]
    at: NDArray[np.int64]
    quantity: NDArray[np.float32]


class Histories:
    """The histories of all shops in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def buy(self, catalog: str, lines: Sequence[Bought]) -> None:
        """Keep lines, all or none; a line that is known already is kept once, with the quantity
        that was told last. Raises NotStored for no such catalog."""
        async with self._database.writing() as session:
            who = await self._customers(session, catalog, {line.customer for line in lines})
            what = await self._products(session, catalog, {line.product for line in lines})
            rows = {(who[b.customer], b.at, b.basket, what[b.product]): b for b in lines}
            if not rows:
                return
            await purchases_changed(session, catalog)
            told = insert_into(PurchaseRow, self._database.engine)
            await session.execute(
                told.on_conflict_do_update(
                    index_elements=["customer", "at", "basket", "product"],
                    set_={"quantity": told.excluded.quantity, "price": told.excluded.price},
                ),
                [
                    {
                        "customer": customer,
                        "at": at,
                        "basket": basket,
                        "product": product,
                        "quantity": line.quantity,
                        "price": line.price,
                    }
                    for (customer, at, basket, product), line in rows.items()
                ],
            )

    async def do(self, catalog: str, events: Sequence[Did]) -> None:
        """Keep events, all or none; one that is known already is kept once. Raises NotStored."""
        async with self._database.writing() as session:
            who = await self._customers(session, catalog, {event.customer for event in events})
            what = await self._products(session, catalog, {event.product for event in events})
            rows = [
                {
                    "customer": who[e.customer],
                    "at": e.at,
                    "kind": e.kind,
                    "product": what[e.product],
                }
                for e in events
            ]
            if rows:
                await session.execute(
                    insert_into(CustomerEventRow, self._database.engine).on_conflict_do_nothing(),
                    rows,
                )

    async def version(self, catalog: str) -> int:
        """How often the shop's purchases changed; a look at one row. Raises NotStored."""
        async with self._database.reading() as session:
            return await version_of(session, catalog)

    async def kept(self, catalog: str) -> Kept:
        """How much there is of a shop's."""
        of_shop = select(CustomerRow.number).where(CustomerRow.catalog == catalog)
        counts = (
            select(func.count()).select_from(CustomerRow).where(CustomerRow.catalog == catalog),
            select(func.count()).select_from(SoldRow).where(SoldRow.catalog == catalog),
            *(
                select(func.count()).select_from(row).where(row.customer.in_(of_shop))
                for row in (PurchaseRow, CustomerEventRow)
            ),
        )
        async with self._database.reading() as session:
            return Kept(*[(await session.scalar(count)) or 0 for count in counts])

    async def unmatched(self, catalog: str, *, limit: int = 20) -> tuple[int, tuple[str, ...]]:
        """How many products of the histories the catalog does not have, and some of them."""
        missing = select(SoldRow.id).where(
            SoldRow.catalog == catalog,
            ~select(VariantRow.sku)
            .where(VariantRow.catalog == catalog, VariantRow.sku == SoldRow.id)
            .exists(),
            ~select(ProductRow.id)
            .where(ProductRow.catalog == catalog, ProductRow.handle == SoldRow.id)
            .exists(),
        )
        async with self._database.reading() as session:
            count = await session.scalar(select(func.count()).select_from(missing.subquery()))
            some = await session.scalars(missing.order_by(SoldRow.id).limit(limit))
            return count or 0, tuple(some)

    async def purchases(self, catalog: str, customer: str | None = None) -> Columns:
        """What the shop's customers bought, or one of them (then `products` are theirs alone); no
        lines where nobody has."""
        of_shop = CustomerRow.catalog == catalog
        if customer is not None:
            of_shop &= CustomerRow.id == customer
        async with self._database.reading() as session:
            who = await _numbered(
                session, select(CustomerRow.number, CustomerRow.id).where(of_shop)
            )
            of = select(CustomerRow.number).where(of_shop)
            sold = select(SoldRow.number, SoldRow.id).where(SoldRow.catalog == catalog)
            if customer is not None:
                theirs = select(PurchaseRow.product).where(PurchaseRow.customer.in_(of))
                sold = sold.where(SoldRow.number.in_(theirs))
            what = await _numbered(session, sold)
            query = (
                select(
                    PurchaseRow.customer,
                    PurchaseRow.product,
                    PurchaseRow.basket,
                    PurchaseRow.at,
                    PurchaseRow.quantity,
                )
                .where(PurchaseRow.customer.in_(of))
                .order_by(
                    PurchaseRow.customer, PurchaseRow.at, PurchaseRow.basket, PurchaseRow.product
                )
            )
            pieces = [piece async for piece in _columns(session, query)]
        whole = [np.concatenate(column) for column in zip(*pieces, strict=True)]
        if not whole:
            whole = [np.zeros(0)] * 5
        return Columns(
            tuple(who.values()),
            tuple(what.values()),
            np.searchsorted(np.fromiter(who, np.int64), whole[0]).astype(np.int32),
            np.searchsorted(np.fromiter(what, np.int64), whole[1]).astype(np.int32),
            whole[2].astype(np.int64),
            whole[3].astype(np.int64),
            whole[4].astype(np.float32),
        )

    async def _customers(
        self, session: AsyncSession, catalog: str, ids: Iterable[str]
    ) -> Mapping[str, int]:
        if await session.get(CatalogRow, catalog) is None:
            raise no_catalog(catalog)
        return await self._numbers(session, CustomerRow, catalog, ids, _NEW_CUSTOMER)

    async def _products(
        self, session: AsyncSession, catalog: str, ids: Iterable[str]
    ) -> Mapping[str, int]:
        return await self._numbers(session, SoldRow, catalog, ids, {})

    async def _numbers(
        self,
        session: AsyncSession,
        row: type[CustomerRow] | type[SoldRow],
        catalog: str,
        ids: Iterable[str],
        new: Mapping[str, Any],
    ) -> Mapping[str, int]:
        """The number of each id, those that are new among them."""
        found: dict[str, int] = {}
        wanted = sorted(ids)
        for begin in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[begin : begin + _ASKED_AT_ONCE]
            query = select(row.id, row.number).where(row.catalog == catalog, row.id.in_(some))
            found |= dict([*await session.execute(query)])
            if missing := [id_ for id_ in some if id_ not in found]:
                rows = [{"catalog": catalog, "id": id_, **new} for id_ in missing]
                await session.execute(
                    insert_into(row, self._database.engine).on_conflict_do_nothing(), rows
                )
                again = query.where(row.id.in_(missing))
                found |= dict([*await session.execute(again)])
        return found


async def _numbered(session: AsyncSession, query: Any) -> dict[int, str]:
    """Ids by number, in the order of the numbers."""
    return dict([*await session.execute(query.order_by(query.selected_columns[0]))])


async def _columns(session: AsyncSession, query: Any) -> AsyncIterator[list[NDArray[Any]]]:
    found = await session.stream(query)
    async for rows in found.partitions(_READ_AT_ONCE):
        yield [np.asarray(column) for column in zip(*rows, strict=True)]

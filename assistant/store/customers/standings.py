"""What is known of customers beside their purchases: what they turned down, what they were told."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.customers.consent import Customer, no_customer
from assistant.store.customers.tables import (
    CustomerEventRow,
    CustomerRow,
    PurchaseRow,
    SoldRow,
    TurnedDownRow,
)
from assistant.store.database import Database
from assistant.store.inserting import insert_into
from assistant.store.repurchase.tables import RepurchaseDraftRow

TurnedDown = Literal["returned", "refused"]

_COUNTED = ("approved", "sent", "declined")


@dataclass(frozen=True, slots=True)
class Known:
    """A customer, their `number` in the store, whether they ever `bought`, and the products (by
    handle) that they `returned` and `refused`.

    `written` is when messages to them were approved or sent, `told` when each product last was in
    one, or in one that staff declined; `did` is what they looked at and asked about: product (as
    histories name it), moment and kind. All as far back as was asked.
    """

    customer: Customer
    number: int
    bought: bool
    returned: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    written: tuple[datetime, ...] = ()
    did: tuple[tuple[str, datetime, str], ...] = ()
    told: Mapping[str, datetime] = field(default_factory=dict)


class Standings:
    """The standing of all customers in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, catalog: str, customer: str, since: datetime) -> Known:
        """One customer's, messages `since` a moment. Raises NotStored."""
        query = select(CustomerRow).where(
            CustomerRow.catalog == catalog, CustomerRow.id == customer
        )
        async with self._database.reading() as session:
            found = await _known(session, [*await session.scalars(query)], since)
        if not found:
            raise no_customer(catalog, customer)
        return found[0]

    async def page(
        self, catalog: str, since: datetime, *, after: int = 0, limit: int
    ) -> Sequence[Known]:
        """The shop's customers by number, `limit` at a time, those after number `after`."""
        query = (
            select(CustomerRow)
            .where(CustomerRow.catalog == catalog, CustomerRow.number > after)
            .order_by(CustomerRow.number)
            .limit(limit)
        )
        async with self._database.reading() as session:
            return await _known(session, [*await session.scalars(query)], since)

    async def count(self, catalog: str) -> int:
        """How many customers a shop has."""
        query = select(func.count()).where(CustomerRow.catalog == catalog)
        async with self._database.reading() as session:
            return await session.scalar(query) or 0

    async def turn_down(
        self, catalog: str, customer: str, products: Collection[str], kind: TurnedDown
    ) -> None:
        """Note that a customer returned or refused products, by handle. Raises NotStored."""
        number = select(CustomerRow.number).where(
            CustomerRow.catalog == catalog, CustomerRow.id == customer
        )
        async with self._database.writing() as session:
            found = await session.scalar(number)
            if found is None:
                raise no_customer(catalog, customer)
            rows = [{"customer": found, "product": one, "kind": kind} for one in products]
            if rows:
                await session.execute(
                    insert_into(TurnedDownRow, self._database.engine).on_conflict_do_nothing(), rows
                )


async def _known(
    session: AsyncSession, rows: Sequence[CustomerRow], since: datetime
) -> Sequence[Known]:
    numbers = [row.number for row in rows]
    buys = select(PurchaseRow.customer).where(PurchaseRow.customer == CustomerRow.number).exists()
    buyers = select(CustomerRow.number).where(CustomerRow.number.in_(numbers), buys)
    bought = {*await session.scalars(buyers)}
    down: dict[tuple[int, str], set[str]] = defaultdict(set)
    query = select(TurnedDownRow).where(TurnedDownRow.customer.in_(numbers))
    for one in await session.scalars(query):
        down[one.customer, one.kind].add(one.product)
    written: dict[int, list[datetime]] = defaultdict(list)
    told: dict[int, dict[str, datetime]] = defaultdict(dict)
    async for number, at, state, products in _messages(session, numbers, since):
        if state != "declined":
            written[number].append(at)
        told[number] |= {product: max(at, told[number].get(product, at)) for product in products}
    did: dict[int, list[tuple[str, datetime, str]]] = defaultdict(list)
    event = CustomerEventRow
    events = (
        select(event.customer, SoldRow.id, event.at, event.kind)
        .join(SoldRow, SoldRow.number == event.product)
        .where(event.customer.in_(numbers), event.at >= int(since.timestamp()))
        .order_by(event.at)
    )
    for number, product, seconds, kind in await session.execute(events):
        did[number].append((product, datetime.fromtimestamp(seconds, UTC), kind))
    return [
        Known(
            Customer(row.id, row.language, row.profiled, row.messaged, row.joined),
            row.number,
            row.number in bought,
            frozenset(down[row.number, "returned"]),
            frozenset(down[row.number, "refused"]),
            tuple(written[row.number]),
            tuple(did[row.number]),
            told[row.number],
        )
        for row in rows
    ]


async def _messages(
    session: AsyncSession, numbers: Sequence[int], since: datetime
) -> AsyncIterator[tuple[int, datetime, str, Sequence[str]]]:
    """Whom, when, in which state and what of: an approved message counts from its approval on,
    since whoever exports it sends it without a word to us."""
    draft = RepurchaseDraftRow
    at = func.coalesce(draft.sent_at, draft.decided_at, type_=draft.decided_at.type)
    query = select(draft.customer, at, draft.state, draft.suggestions).where(
        draft.customer.in_(numbers), draft.state.in_(_COUNTED), at >= since
    )
    for number, moment, state, suggestions in await session.execute(query):
        yield number, moment, state, [one["product"] for one in suggestions]

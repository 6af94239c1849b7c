"""What customers allow, and the end of all that is kept of one."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from assistant.store.customers.tables import CustomerRow
from assistant.store.customers.version import purchases_changed
from assistant.store.database import Database, NotStored


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer and what they allow; see `CustomerRow`."""

    id: str
    language: str = ""
    profiled: bool = True
    messaged: bool = True
    joined: bool = False


class Customers:
    """The customers of all shops in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, catalog: str, customer: str) -> Customer:
        """One. Raises NotStored."""
        async with self._database.reading() as session:
            row = await session.scalar(select(CustomerRow).where(*_one(catalog, customer)))
        if row is None:
            raise no_customer(catalog, customer)
        return Customer(row.id, row.language, row.profiled, row.messaged, row.joined)

    async def allow(
        self,
        catalog: str,
        customer: str,
        *,
        profiled: bool | None = None,
        messaged: bool | None = None,
        joined: bool | None = None,
        language: str | None = None,
    ) -> Customer:
        """Change what is given and nothing else; as it stands then. Raises NotStored."""
        given = {
            "profiled": profiled,
            "messaged": messaged,
            "joined": joined,
            "language": language,
        }
        changed = {name: value for name, value in given.items() if value is not None}
        if changed:
            async with self._database.writing() as session:
                await session.execute(
                    update(CustomerRow).where(*_one(catalog, customer)).values(**changed)
                )
        return await self.get(catalog, customer)

    async def forget(self, catalog: str, customer: str) -> None:
        """Remove a customer and all that they bought and did. Raises NotStored."""
        async with self._database.writing() as session:
            gone = await session.execute(
                delete(CustomerRow).where(*_one(catalog, customer)).returning(CustomerRow.number)
            )
            if gone.scalar_one_or_none() is None:
                raise no_customer(catalog, customer)
            await purchases_changed(session, catalog)


def _one(catalog: str, customer: str) -> tuple[Any, ...]:
    return CustomerRow.catalog == catalog, CustomerRow.id == customer


def no_customer(catalog: str, customer: str) -> NotStored:
    """The error of a customer that is not there."""
    return NotStored(f"catalog {catalog!r} has no customer {customer!r}")

"""How often a shop's purchases changed: whether what was made of them still stands is one look."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.customers.tables import HistoryRow
from assistant.store.database import no_catalog
from assistant.store.inserting import insert_into
from assistant.store.tables import CatalogRow


async def purchases_changed(session: AsyncSession, catalog: str) -> None:
    """Note, within the transaction of the change, that the shop's purchases are others now."""
    told = insert_into(HistoryRow, session.get_bind()).values(catalog=catalog, version=1)
    await session.execute(
        told.on_conflict_do_update(
            index_elements=["catalog"], set_={"version": HistoryRow.version + 1}
        )
    )


async def version_of(session: AsyncSession, catalog: str) -> int:
    """How often they changed. Raises NotStored for no such catalog."""
    query = (
        select(CatalogRow.name, HistoryRow.version)
        .outerjoin(HistoryRow, HistoryRow.catalog == CatalogRow.name)
        .where(CatalogRow.name == catalog)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise no_catalog(catalog)
    return found[1] or 0

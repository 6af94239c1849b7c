"""The whole catalog of each shop, read again as far as it changed."""

from datetime import timedelta

from assistant.knowledge.shelf import Freshness, Shelf
from assistant.store import Catalogs, Database, StoredCatalog


class Shelves:
    """The catalogs of a store, whole; prices and stock are sure for `fresh_hours` (0: always)."""

    def __init__(self, database: Database, fresh_hours: float = 0.0) -> None:
        self._catalogs = Catalogs(database)
        self._fresh = timedelta(hours=fresh_hours) if fresh_hours else None
        self._held: dict[str, tuple[StoredCatalog, Shelf]] = {}

    async def of(self, catalog: str) -> Shelf:
        """As it stands now. Raises NotStored."""
        held = self._held.get(catalog)
        if held is None:
            stored = await self._catalogs.load(catalog)
        else:
            state = await self._catalogs.state(catalog)
            if state == (held[0].version, held[0].as_of):
                return held[1]
            stored = await self._catalogs.refresh(held[0])
        freshness = Freshness(stored.as_of, stored.changed_at, self._fresh)
        shelf = Shelf(stored.catalog, freshness=freshness)
        self._held[catalog] = (stored, shelf)
        return shelf

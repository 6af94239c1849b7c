"""The catalogs that rooms sell from, held in memory and read again when the store's changed."""

import asyncio
from collections import defaultdict

from assistant.store import Catalogs, StoredCatalog


class CatalogCache:
    """Each catalog at its newest version; rooms that share a catalog share the object."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs
        self._held: dict[str, StoredCatalog] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def current(self, name: str) -> StoredCatalog:
        """The catalog as it stands in the store at this moment. Raises NotStored.

        Another process may have changed it, so the version is read each time: one row.
        """
        version = await self._catalogs.version(name)
        held = self._held.get(name)
        if held is not None and held.version == version:
            return held
        async with self._locks[name]:
            held = self._held.get(name)
            if held is None or held.version < version:
                held = self._held[name] = await self._catalogs.load(name)
            return held

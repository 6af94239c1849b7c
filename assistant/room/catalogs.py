"""The catalogs that rooms sell from, held in memory and read again when the store's changed."""

import asyncio
from collections import defaultdict
from dataclasses import replace

from assistant.store import Catalogs, StoredCatalog

Listing = tuple[str, ...] | None
"""The handles a room lists; None is the whole catalog."""


class CatalogCache:
    """Each catalog, as far as a room lists it, at its newest version.

    Rooms with the same listing share the object; of a catalog too large to hold, a room with a
    listing holds only that.
    """

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs
        self._held: dict[tuple[str, Listing], StoredCatalog] = {}
        self._locks: defaultdict[tuple[str, Listing], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def current(self, name: str, listing: Listing = None) -> StoredCatalog:
        """The catalog as it stands in the store at this moment. Raises NotStored.

        Another process may have changed it, so its version is read each time: one row. What changed
        is read, the rest is kept.
        """
        key = (name, listing)
        version, as_of = await self._catalogs.state(name)
        held = self._held.get(key)
        if held is not None and held.version == version:
            if held.as_of != as_of:
                held = self._held[key] = replace(held, as_of=as_of)
            return held
        async with self._locks[key]:
            held = self._held.get(key)
            if held is None:
                held = self._held[key] = await self._catalogs.load(name, listing)
            elif held.version < version:
                held = self._held[key] = await self._catalogs.refresh(held, listing)
            return held

"""The catalogs that rooms sell from, held in memory and read again when the store's changed."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace

from assistant.knowledge.corrections import corrected
from assistant.room.corrections.keeper import InForce, Keeper
from assistant.store import Catalogs, StoredCatalog

Listing = tuple[str, ...] | None
"""The handles a room lists; None is the whole catalog."""


@dataclass(frozen=True, slots=True)
class _Corrected:
    """A catalog as stored, and with the corrections of one room that were in force."""

    raw: StoredCatalog
    in_force: InForce
    stored: StoredCatalog


class CatalogCache:
    """Each catalog, as far as a room lists it, at its newest version, with what staff corrected.

    Rooms with the same listing and no corrections of their own share the object; of a catalog too
    large to hold, a room with a listing holds only that.
    """

    def __init__(self, catalogs: Catalogs, keeper: Keeper) -> None:
        self.keeper = keeper
        self._catalogs = catalogs
        self._held: dict[tuple[str, Listing], StoredCatalog] = {}
        self._corrected: dict[tuple[str, Listing, str], _Corrected] = {}
        self._locks: defaultdict[tuple[str, Listing], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def current(self, name: str, listing: Listing = None, room: str = "") -> StoredCatalog:
        """The catalog as it stands in the store at this moment, for `room`. Raises NotStored.

        Another process may have changed it, so its version is read each time: one row. What changed
        is read, the rest is kept.
        """
        while True:
            raw = await self._raw(name, listing)
            in_force = await self.keeper.in_force(name, raw.version)
            if in_force is not None:
                return self._with(raw, in_force, listing, room)

    async def settle(self, name: str) -> None:
        """Let what does not hold any more end, also where no room sells from the catalog. Raises
        NotStored."""
        while await self.keeper.in_force(name, await self._catalogs.version(name)) is None:
            continue

    def _with(
        self, raw: StoredCatalog, in_force: InForce, listing: Listing, room: str
    ) -> StoredCatalog:
        if not in_force.corrections:
            return raw
        own = any(one.scope == "room" and one.subject == room for one in in_force.corrections)
        key = (raw.name, listing, room if own else "")
        known = self._corrected.get(key)
        if known is None or known.in_force is not in_force or known.raw.version != raw.version:
            held = [
                one
                for one in in_force.corrections
                if one.scope != "room" or (own and one.subject == room)
            ]
            stored = replace(raw, catalog=corrected(raw.catalog, held))
        elif known.raw is raw:
            return known.stored
        else:
            stored = replace(raw, catalog=known.stored.catalog)  # confirmed anew, and the same
        self._corrected[key] = _Corrected(raw, in_force, stored)
        return stored

    async def _raw(self, name: str, listing: Listing) -> StoredCatalog:
        """The catalog without corrections."""
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

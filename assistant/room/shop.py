"""Opening a shop: a catalog file into the store, and a room that sells from it."""

import asyncio
import re
from pathlib import Path

import structlog

from assistant.room.rooms import RoomNotFound, Rooms
from assistant.room.session import RoomSession
from assistant.store.catalogs import fingerprint
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

DEMO = "demo"
"""The demo shop's catalog and the room it sells in."""

_log = structlog.get_logger(__name__)


def catalog_name(path: Path) -> str:
    """A catalog's name from its file's: `冬装 2026.jsonl` becomes `冬装-2026`."""
    return re.sub(r"[^\w.-]+", "-", path.stem).strip("-.")[:64] or "shop"


async def open_shop(
    rooms: Rooms, path: Path | None = None, *, room_id: str = DEMO, catalog: str = ""
) -> RoomSession:
    """The room `room_id`, selling what the catalog file at `path` says: by default the demo shop.

    A new room lists the whole catalog with its first product on air; one that was there keeps what
    is on air. A file that changed since it was last read is read into the store; one that did not
    leaves prices patched since alone. Raises CatalogRefused.
    """
    name = catalog or (catalog_name(path) if path else DEMO)
    loaded = (await asyncio.to_thread(load, path or demo_catalog_path())).catalog
    if await rooms.catalogs.imported(name) != fingerprint(loaded):
        version = await rooms.import_catalog(name, loaded)
        _log.info("catalog read", catalog=name, version=version, products=len(loaded.products))
    else:
        await rooms.catalogs.confirm(name)
    try:
        session = await rooms.get(room_id)
    except RoomNotFound:
        return await rooms.create(room_id, catalog=name)
    if session.room.catalog != name:
        return await rooms.use_catalog(room_id, name)
    return session

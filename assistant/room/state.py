"""What a room is at one moment, and how that is read from the store."""

from dataclasses import dataclass
from datetime import timedelta

from assistant.knowledge.shelf import Freshness, Shelf
from assistant.room.catalogs import CatalogCache
from assistant.room.customers.acquaintance import CustomerBooks
from assistant.room.heard_sounds import HeardSounds
from assistant.store import Answers, RoomRecord, RoomRecords, StoredCatalog
from assistant.store.minutes import RoomMinutes


@dataclass(frozen=True, slots=True)
class RoomState:
    """What a room is at one moment. `version` is that of the catalog behind `shelf`."""

    id: str
    title: str
    catalog: str
    language: str
    voice: str
    shelf: Shelf
    version: int


@dataclass(frozen=True, slots=True)
class RoomStores:
    """Where a room's things are kept."""

    catalogs: CatalogCache
    rooms: RoomRecords
    answers: Answers
    minutes: RoomMinutes
    heard: HeardSounds
    customers: CustomerBooks


def freshness_of(stored: StoredCatalog, fresh_for: timedelta | None) -> Freshness:
    """How sure what is stored is, where it is `fresh_for` so long."""
    return Freshness(stored.as_of, stored.changed_at, fresh_for)


def shelf_of(
    stored: StoredCatalog,
    listing: tuple[str, ...] | None,
    on_air: str,
    fresh_for: timedelta | None,
) -> Shelf:
    """What a room sells: the products of `listing`, or all that are published.

    What was on air but is gone gives way to the first product listed.
    """
    catalog = stored.catalog
    if listing is None:
        listing = tuple(product.handle for product in catalog.products if product.published)
    shelf = Shelf(catalog, listing, freshness=freshness_of(stored, fresh_for))
    if on_air and shelf.product(on_air) is None:
        on_air = shelf.listed[0].handle if shelf.listed else ""
    return shelf.with_on_air(on_air)


def state_of(record: RoomRecord, stored: StoredCatalog, fresh_for: timedelta | None) -> RoomState:
    """A room as it opens, with its catalog as it is stored."""
    return RoomState(
        id=record.id,
        title=record.title,
        catalog=record.catalog,
        language=record.language,
        voice=record.voice,
        shelf=shelf_of(stored, record.listing, record.on_air, fresh_for),
        version=stored.version,
    )

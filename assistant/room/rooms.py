"""All the rooms of this server."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from assistant.knowledge.embeddings import Embedder, Vector
from assistant.knowledge.meaning import StoredMeaning
from assistant.knowledge.search import CatalogSearch
from assistant.recommend.outreach.forecasts import Forecasts
from assistant.room.asked.asked import deadlines_of
from assistant.room.catalogs import CatalogCache
from assistant.room.conduct.office import Office
from assistant.room.corrections.keeper import Keeper
from assistant.room.customers.acquaintance import CustomerBooks
from assistant.room.customers.joining import Joining
from assistant.room.customers.known import KnownCustomers
from assistant.room.engines import EngineLoader, EngineUnavailable
from assistant.room.events import EventBus
from assistant.room.heard_sounds import HeardSounds
from assistant.room.session import ProductNotFound, RoomSession
from assistant.room.state import RoomStores
from assistant.settings import Settings
from assistant.store import (
    AnswerRecord,
    Answers,
    Catalogs,
    Database,
    NotStored,
    RoomRecord,
    RoomRecords,
    SkuPatch,
)
from assistant.store.conduct import ConductRecords
from assistant.store.corrections import Corrections
from assistant.store.customers.purchases import Histories
from assistant.store.figures import AnswerFigures
from assistant.store.history import History
from assistant.store.importing import Imported
from assistant.store.minutes import RoomMinutes
from assistant.store.ratings import Ratings
from assistant.telemetry import Telemetry
from catalog_loader.product import Catalog, Variant
from catalog_loader.readers.reader import Entry

ROOM_ID = re.compile(r"[\w][\w.-]{0,63}")
"""What a room may be called: letters of any script, digits, `_`, `.`, `-`."""


class RoomNotFound(LookupError):
    """There is no such room; the message names it."""

    def __init__(self, room_id: str) -> None:
        super().__init__(f"there is no room {room_id!r}")


class _Loaded:
    """The embedder once it is loaded, for what is made before."""

    def __init__(self, engines: EngineLoader) -> None:
        self._engines = engines

    async def aquery(self, text: str) -> Vector:
        embedder: Embedder = await self._engines.wait("embedder")
        return await embedder.aquery(text)

    async def apassages(self, texts: Sequence[str]) -> Vector:
        embedder: Embedder = await self._engines.wait("embedder")
        return await embedder.apassages(texts)


class Rooms:
    """Opens each room on its first use and keeps it open until `close`."""

    def __init__(
        self,
        database: Database,
        engines: EngineLoader,
        telemetry: Telemetry,
        settings: Settings,
        *,
        speak_ahead: bool = False,
        forecasts: Forecasts | None = None,
    ) -> None:
        """`speak_ahead` lets every room make the sound of likely answers before they are asked;
        `forecasts` are those that others use too."""
        self.catalogs = Catalogs(database)
        deadlines = deadlines_of(settings)
        self.answers = Answers(database, deadlines)
        self.meaning = StoredMeaning(database, _Loaded(engines))
        self.search = CatalogSearch(database, self.meaning)
        self.office = Office(
            ConductRecords(database, deadlines), telemetry, assist_s=settings.assist_s
        )
        self.corrections = Corrections(database)
        self.keeper = Keeper(self.catalogs, self.corrections)
        self._records = RoomRecords(database)
        self.figures = AnswerFigures(database)
        self.ratings = Ratings(database)
        self.history = History(database)
        self._forecasts = forecasts or Forecasts(Histories(database))
        self.heard = HeardSounds(settings.home / "heard", settings.keep_sounds)
        self._stores = RoomStores(
            CatalogCache(self.catalogs, self.keeper),
            self._records,
            self.answers,
            RoomMinutes(database),
            self.heard,
            CustomerBooks(KnownCustomers(database, self._forecasts), Joining(database)),
        )
        self._engines = engines
        self._telemetry = telemetry
        self._settings = settings
        self._speak_ahead = speak_ahead and settings.sounds_mb > 0
        self._sessions: dict[str, RoomSession] = {}
        self._opening = asyncio.Lock()

    async def get(self, room_id: str) -> RoomSession:
        """The room of that id. Raises RoomNotFound."""
        session = self._sessions.get(room_id)
        if session is not None:
            return session
        async with self._opening:
            if room_id not in self._sessions:
                await self._open(await self.record(room_id))
            return self._sessions[room_id]

    async def create(
        self,
        room_id: str,
        *,
        catalog: str,
        title: str = "",
        language: str = "",
        voice: str = "",
        listing: Sequence[str] | None = None,
        on_air: str | None = None,
    ) -> RoomSession:
        """Set up a room that sells from `catalog`, by default all of it, its first product on air.

        Raises RoomExists; NotStored where the catalog is not there; ProductNotFound where `listing`
        or `on_air` name what the catalog does not have; ValueError for an id that cannot be one.
        """
        if not ROOM_ID.fullmatch(room_id):
            raise ValueError(
                f"{room_id!r} cannot be a room's id; use up to 64 letters, digits, '_', '.', '-'"
            )
        handles = None if listing is None else tuple(listing)
        stored = (await self._stores.catalogs.current(catalog, handles)).catalog
        published = [product.handle for product in stored.products if product.published]
        if unknown := sorted(set(listing or ()) - set(published)):
            raise ProductNotFound(f"catalog {catalog!r} has no product {unknown[0]!r}")
        listed = published if handles is None else list(handles)
        if on_air is None:
            on_air = listed[0] if listed else ""
        elif on_air and on_air not in listed:
            raise ProductNotFound(f"room {room_id!r} lists no product {on_air!r}")
        record = RoomRecord(
            id=room_id,
            title=title or stored.shop.name,
            catalog=catalog,
            language=language or stored.shop.language,
            voice=voice or self._settings.voice,
            listing=handles,
            on_air=on_air,
        )
        await self._records.create(record)
        return await self.get(room_id)

    async def use_catalog(self, room_id: str, catalog: str) -> RoomSession:
        """Let a room sell all of another catalog, its first product on air; as `create` raises."""
        stored = (await self._stores.catalogs.current(catalog)).catalog
        first = next((product.handle for product in stored.products if product.published), "")
        try:
            await self._records.use_catalog(room_id, catalog, on_air=first)
        except NotStored:
            raise RoomNotFound(room_id) from None
        if session := self._sessions.pop(room_id, None):
            await session.close()
            await self.office.close(room_id)
        return await self.get(room_id)

    async def list(self) -> tuple[RoomRecord, ...]:
        """Every room there is, oldest first."""
        return await self._records.list()

    async def record(self, room_id: str) -> RoomRecord:
        """A room as it is kept, without opening it. Raises RoomNotFound."""
        try:
            return await self._records.get(room_id)
        except NotStored:
            raise RoomNotFound(room_id) from None

    async def find_answer(self, answer_id: str) -> AnswerRecord:
        """One answer of any room. Raises NotStored."""
        return await self.answers.get(answer_id)

    async def import_catalog(self, name: str, catalog: Catalog) -> int:
        """Save `catalog` whole under `name`; its version. The very next answer is by it."""
        version = await self.catalogs.save(name, catalog)
        await self.catalog_changed(name)
        return version

    async def import_records(self, name: str, records: Iterable[Entry]) -> Imported:
        """The same from records as they are read, which may be more than fit in memory.

        Raises what reading them raises; then everything is as it was.
        """
        imported = await self.catalogs.replace(name, records)
        await self.catalog_changed(name)
        return imported

    async def patch_sku(self, name: str, sku: str, patch: SkuPatch) -> Variant:
        """Change one SKU; the very next answer says so.

        Raises NotStored, and ValueError for a price that cannot be.
        """
        variant = await self.catalogs.patch_sku(name, sku, patch)
        await self.catalog_changed(name)
        return variant

    async def embed_catalogs(self, *, every_s: float = 10.0) -> None:
        """Embed what catalogs hold and change, in the background, until cancelled."""
        while True:
            for name in await self.catalogs.names():
                await self.meaning.embed_all(name)
            await asyncio.sleep(every_s)

    async def close(self) -> None:
        """Close every room."""
        await asyncio.gather(*(session.close() for session in self._sessions.values()))
        await asyncio.gather(*(self.office.close(room_id) for room_id in self._sessions))
        self._sessions.clear()
        await self._stores.customers.joining.close()
        await self._forecasts.close()
        await self.heard.close()
        self._telemetry.rooms_open(0)

    async def catalog_changed(self, name: str) -> None:
        """Let every room that sells from a catalog look at it now."""
        for session in [*self._sessions.values()]:
            if session.room.catalog == name:
                await session.refresh()
                try:
                    # now, so that the next question does not wait for the index
                    await session.prepare()
                except EngineUnavailable:
                    continue

    async def settle_corrections(self, name: str) -> None:
        """Let corrections end that do not hold any more. Raises NotStored."""
        await self._stores.catalogs.settle(name)

    async def _open(self, record: RoomRecord) -> None:
        stored = await self._stores.catalogs.current(record.catalog, record.listing, record.id)
        hours, cards = self._settings.freshness_hours, record.fact_cards
        bus = EventBus()
        self._sessions[record.id] = RoomSession(
            record,
            stored,
            stores=self._stores,
            engines=self._engines,
            telemetry=self._telemetry,
            bus=bus,
            desk=await self.office.open(record.id, record.language, bus),
            fresh_for=timedelta(hours=hours) if hours else None,
            fact_cards=self._settings.fact_cards if cards is None else cards,
        )
        if self._speak_ahead:
            self._sessions[record.id].speak_ahead()
        self._telemetry.rooms_open(len(self._sessions))

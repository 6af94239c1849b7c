"""Rooms as they are kept: what an operator set up and which product is on air."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from assistant.store.database import Database, NotStored
from assistant.store.tables import RoomRow


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """A room. `listing` is product handles by link number; None is the whole catalog. `fact_cards`
    None is as the server is set."""

    id: str
    title: str
    catalog: str
    language: str
    voice: str
    listing: tuple[str, ...] | None = None
    on_air: str = ""
    fact_cards: bool | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class RoomExists(ValueError):
    """A room of that id is there already."""


class RoomRecords:
    """The rooms in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, room: RoomRecord) -> None:
        """Keep a new room. Raises RoomExists; NotStored where its catalog is not there."""
        try:
            async with self._database.writing() as session:
                if await session.get(RoomRow, room.id) is not None:
                    raise RoomExists(f"there is a room {room.id!r} already")
                session.add(_row(room))
        except IntegrityError as error:
            raise NotStored(f"there is no catalog {room.catalog!r}") from error

    async def get(self, room_id: str) -> RoomRecord:
        """One room. Raises NotStored."""
        async with self._database.reading() as session:
            row = await session.get(RoomRow, room_id)
        if row is None:
            raise NotStored(f"there is no room {room_id!r}")
        return _record(row)

    async def list(self) -> tuple[RoomRecord, ...]:
        """All rooms, oldest first."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(RoomRow).order_by(RoomRow.created_at, RoomRow.id))
            return tuple(_record(row) for row in rows)

    async def put_on_air(self, room_id: str, handle: str) -> None:
        """Remember which product is on air. Raises NotStored."""
        await self._change(room_id, on_air=handle)

    async def tell_fact_cards(self, room_id: str, on: bool) -> None:
        """Remember whether fact cards are told. Raises NotStored."""
        await self._change(room_id, fact_cards=on)

    async def use_catalog(self, room_id: str, catalog: str, *, on_air: str) -> None:
        """Give the room another catalog, all of it as its listing. Raises NotStored."""
        await self._change(room_id, catalog=catalog, listing=None, on_air=on_air)

    async def _change(self, room_id: str, **values: object) -> None:
        async with self._database.writing() as session:
            changed = await session.execute(
                update(RoomRow).where(RoomRow.id == room_id).values(**values).returning(RoomRow.id)
            )
            if changed.scalar_one_or_none() is None:
                raise NotStored(f"there is no room {room_id!r}")


def _row(room: RoomRecord) -> RoomRow:
    return RoomRow(
        id=room.id,
        title=room.title,
        catalog=room.catalog,
        language=room.language,
        voice=room.voice,
        listing=None if room.listing is None else list(room.listing),
        on_air=room.on_air,
        fact_cards=room.fact_cards,
        created_at=room.created_at,
    )


def _record(row: RoomRow) -> RoomRecord:
    return RoomRecord(
        id=row.id,
        title=row.title,
        catalog=row.catalog,
        language=row.language,
        voice=row.voice,
        listing=None if row.listing is None else tuple(row.listing),
        on_air=row.on_air,
        fact_cards=row.fact_cards,
        created_at=row.created_at,
    )

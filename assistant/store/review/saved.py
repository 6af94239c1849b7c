"""Views of the queue that staff saved: filters under a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from assistant.store.database import Database, NotStored
from assistant.store.review.tables import SavedViewRow


class NameTaken(ValueError):
    """Its owner has another view of that name."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """Filters under a name; `shared` ones are seen by all, and changed by their owner alone."""

    id: int
    name: str
    owner: str
    shared: bool
    filters: Mapping[str, Any]


class SavedViews:
    """The saved views in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, owner: str) -> Sequence[SavedView]:
        """Somebody's own and the shared ones, by name."""
        row = SavedViewRow
        query = select(row).where(or_(row.owner == owner, row.shared)).order_by(row.name, row.id)
        async with self._database.reading() as session:
            return [_view(found) for found in await session.scalars(query)]

    async def save(
        self,
        view: int | None,
        *,
        name: str,
        owner: str,
        shared: bool,
        filters: Mapping[str, Any],
    ) -> SavedView:
        """Keep a new one (`view` of None) or change one's own. Raises NotStored, NameTaken."""
        try:
            async with self._database.writing() as session:
                row = SavedViewRow(owner=owner)
                if view is not None:
                    found = await session.get(SavedViewRow, view)
                    if found is None or found.owner != owner:
                        raise _no_view(view)
                    row = found
                row.name, row.shared, row.filters = name, shared, dict(filters)
                session.add(row)
                await session.flush()
                return _view(row)
        except IntegrityError as error:
            raise NameTaken(name) from error

    async def remove(self, view: int, owner: str) -> None:
        """Keep one's own no longer. Raises NotStored."""
        row = SavedViewRow
        async with self._database.writing() as session:
            one = delete(row).where(row.id == view, row.owner == owner)
            if not (await session.execute(one.returning(row.id))).all():
                raise _no_view(view)


def _view(row: SavedViewRow) -> SavedView:
    return SavedView(**{name: getattr(row, name) for name in SavedView.__slots__})


def _no_view(view: int) -> NotStored:
    return NotStored(f"you have no saved view {view}")

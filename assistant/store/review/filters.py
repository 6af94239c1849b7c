"""Which items of the queue are wanted, and from where on."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.review.states import State
from assistant.store.review.tables import ReviewItemRow as Item
from assistant.store.review.tables import ReviewTagRow
from assistant.store.review.words import with_words
from assistant.store.searching import Term
from assistant.store.tables import UTCDateTime


class BadCursor(ValueError):
    """What is given as the place to go on from is none."""

    def __init__(self, written: str) -> None:
        super().__init__(f"after: {written!r} is no place in the queue; send it as a page gave it")


@dataclass(frozen=True, slots=True)
class Filters:
    """What an item must be; left out, it may be anything. `words` must all occur in it.

    `since` and `until` are of when it was opened. `assignee` of "" is nobody.
    """

    state: State | None = State.OPEN
    room: str | None = None
    outcome: str | None = None
    kind: str | None = None
    product: str | None = None
    language: str | None = None
    assignee: str | None = None
    tag: str | None = None
    forced: bool | None = None
    overdue: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: Sequence[Term] = ()

    @property
    def by_rank(self) -> bool:
        """Whether items come in the order they are worked off; all others, newest first."""
        return self.state is State.OPEN

    async def conditions(self, session: AsyncSession, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions on items at a moment."""
        equal = {
            Item.state: self.state,
            Item.room: self.room,
            Item.outcome: self.outcome,
            Item.kind: self.kind,
            Item.product: self.product,
            Item.language: self.language,
            Item.assignee: self.assignee,
        }
        found: list[ColumnElement[bool]] = [
            column == value for column, value in equal.items() if value is not None
        ]
        if self.forced is not None:
            found.append((Item.forced != "") == self.forced)
        if self.overdue is not None:
            late = Item.due_at <= now
            found.append(late if self.overdue else ~late)
            found.append(Item.state == State.OPEN)
        if self.since is not None:
            found.append(Item.opened_at >= self.since)
        if self.until is not None:
            found.append(Item.opened_at < self.until)
        if self.tag is not None:
            tagged = select(ReviewTagRow.item).where(ReviewTagRow.tag == self.tag)
            found.append(Item.id.in_(tagged))
        if self.words:
            found.append(await with_words(session, self.words))
        return found


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of an item in the order it was read in; the next page begins behind it."""

    rank: int
    opened_at: datetime
    id: int

    @classmethod
    def of(cls, row: Item) -> "Cursor":
        """The place of a row."""
        return cls(row.rank, row.opened_at, row.id)

    def written(self) -> str:
        """As an address holds it."""
        place = json.dumps([self.rank, self.opened_at.isoformat(), self.id])
        return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, written: str) -> "Cursor":
        """Back from `written`. Raises BadCursor."""
        try:
            place = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
            rank, at, key = json.loads(place)
            return cls(int(rank), _zoned(at), int(key))
        except (ValueError, TypeError) as error:
            raise BadCursor(written) from error

    def behind(self, *, by_rank: bool) -> ColumnElement[bool]:
        """The condition that an item comes after this place."""
        if not by_rank:
            return Item.id < self.id
        place = (literal(self.rank), literal(self.opened_at, UTCDateTime), literal(self.id))
        return tuple_(Item.rank, Item.opened_at, Item.id) > tuple_(*place)


def _zoned(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError(written)
    return at

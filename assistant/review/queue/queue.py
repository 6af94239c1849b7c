"""The review queue of this server: what waits in it, where staff act on it, who is told of it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.review.queue.delivery import Delivery
from assistant.review.queue.desk import Desk
from assistant.review.queue.feed import Feed
from assistant.review.queue.ports import Learner, Teller
from assistant.review.queue.shown import Whole, counts_json, item_json, whole_json
from assistant.settings import Settings
from assistant.store import Database
from assistant.store.review import actions, items, outbox
from assistant.store.review.canned import CannedReplies
from assistant.store.review.filters import Cursor, Filters
from assistant.store.review.items import Item
from assistant.store.review.saved import SavedViews


class ReviewQueue:
    """Opened on a database; `run` it to have what staff wrote told and changes seen.

    Where no `teller` or `learner` is given, what is theirs to do waits for one.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        teller: Teller | None = None,
        learner: Learner | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._clock = clock
        self.feed = Feed(database, clock=clock)
        self.delivery = Delivery(database, teller=teller, learner=learner, clock=clock)
        self.desk = Desk(
            database,
            claim=timedelta(seconds=settings.review_claim_s),
            changed=self._changed,
            clock=clock,
        )
        self.canned = CannedReplies(database)
        self.views = SavedViews(database)

    def now(self) -> datetime:
        """This moment."""
        return self._clock()

    async def page(
        self, filters: Filters, *, after: Cursor | None = None, limit: int = 50
    ) -> Mapping[str, Any]:
        """Some items in their order, as JSON, and where the next ones begin."""
        async with self._database.reading() as session:
            now = self._clock()
            page = await items.page(session, filters, now=now, after=after, limit=limit)
        return {
            "items": [item_json(item, now) for item in page.items],
            "after": page.after.written() if page.after is not None else None,
        }

    async def item(self, item: int) -> Item:
        """One item. Raises NotStored."""
        async with self._database.reading() as session:
            return await items.get(session, item)

    async def whole(self, item: int) -> Mapping[str, Any]:
        """An item with all that is known of it, as JSON. Raises NotStored."""
        async with self._database.reading() as session:
            found = Whole(
                await items.get(session, item),
                await items.answers(session, item),
                await actions.of_item(session, item),
                await outbox.of_item(session, item),
            )
        return whole_json(found, self._clock())

    async def counts(self, room: str | None = None) -> Mapping[str, Any]:
        """How many items there are, as JSON."""
        async with self._database.reading() as session:
            return counts_json(await items.counts(session, now=self._clock(), room=room))

    async def run(self) -> None:
        """Tell viewers what staff wrote, and staff what changes, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.feed.run(), name="watch the review queue")
            group.create_task(self.delivery.run(), name="tell what staff wrote")

    def close(self) -> None:
        """Let everyone who watches go."""
        self.feed.close()

    def _changed(self) -> None:
        self.feed.wake()
        self.delivery.wake()

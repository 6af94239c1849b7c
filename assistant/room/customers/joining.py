"""What customers ask in the rooms joins their history, where they consented to that."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from assistant.answering.gist import Gist
from assistant.answering.understand.kinds import OF_A_PRODUCT
from assistant.store import Database, NotStored
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Did, Histories

MOST_WAITING = 2000
"""Events that may wait to be kept; of more the oldest are dropped, since no answer waits for it."""

GATHERED = timedelta(seconds=1)
"""How long events are gathered, so that a flood is a few transactions."""

_log = structlog.get_logger(__name__)


class Joining:
    """Keeps events in the background, and tries again where the store fails; what waits is kept on
    `close`."""

    def __init__(
        self,
        database: Database,
        *,
        most: int = MOST_WAITING,
        gathered: timedelta = GATHERED,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._customers = Customers(database)
        self._histories = Histories(database)
        self._gathered_s = gathered.total_seconds()
        self._clock = clock
        self._waiting: deque[tuple[str, Did]] = deque(maxlen=most)
        self._keeping: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def asked(self, catalog: str, customer: str, gist: Gist) -> None:
        """A customer asked what comes to `gist`; what is about no product is not noted."""
        if self._hurry.is_set() or not gist.product or not OF_A_PRODUCT & {*gist.kinds}:
            return
        if len(self._waiting) == self._waiting.maxlen:
            _log.warning("more is asked than can be noted", dropped=self._waiting[0][1].product)
        at = int(self._clock().timestamp())
        self._waiting.append((catalog, Did(customer, gist.product, at, "ask")))
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._later(), name="join what customers ask")

    async def close(self) -> None:
        """Keep what waits, and take no more."""
        self._hurry.set()
        if self._keeping is not None:
            await self._keeping

    async def _later(self) -> None:
        while self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), self._gathered_s)
            await self._keep_all()
            if self._hurry.is_set():
                break
        self._keeping = None

    async def _keep_all(self) -> None:
        by_catalog: dict[str, list[Did]] = {}
        while self._waiting:
            catalog, event = self._waiting.popleft()
            by_catalog.setdefault(catalog, []).append(event)
        for catalog, events in by_catalog.items():
            try:
                await self._histories.do(catalog, await self._consented(catalog, events))
            except NotStored:
                continue  # the shop is gone, and its customers with it
            except Exception:
                _log.exception("what customers asked is not noted yet", catalog=catalog)
                self._again(catalog, events)

    def _again(self, catalog: str, events: Sequence[Did]) -> None:
        """Let events wait once more, the newest of them where there is no room for all."""
        free = (self._waiting.maxlen or 0) - len(self._waiting)
        self._waiting.extendleft((catalog, event) for event in [*reversed(events)][:free])

    async def _consented(self, catalog: str, events: Sequence[Did]) -> list[Did]:
        """Those of customers who allow it at this moment."""
        joined: dict[str, bool] = {}
        for customer in {event.customer for event in events}:
            try:
                joined[customer] = (await self._customers.get(catalog, customer)).joined
            except NotStored:
                joined[customer] = False
        return [event for event in events if joined[event.customer]]

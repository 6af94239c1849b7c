"""From a shop's forecast to what its customers may be told: one of them, or all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from assistant.knowledge.shelf import Shelf
from assistant.recommend.forecast import Forecast
from assistant.recommend.forecasting import forecast
from assistant.recommend.intent import REACHES_BACK, Event, with_intent
from assistant.recommend.outreach.forecasts import Fit, Forecasts
from assistant.recommend.outreach.shelves import Shelves
from assistant.recommend.rules.caps import USUAL, Frequency
from assistant.recommend.rules.suggested import Standing, Suggested, suggested
from assistant.recommend.suggestion import Wish
from assistant.settings import Language
from assistant.store import Database
from assistant.store.customers.consent import Customer
from assistant.store.customers.purchases import Histories
from assistant.store.customers.standings import Known, Standings

_WISHES = 100
"""How many are looked at at least, since the rules hold some back."""

_AT_ONCE = 100
"""Customers of a page: what a page takes of the event loop, no answer in a room must feel."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which suggestions are wanted: `k` of them, due by `due_by` (None: whenever, and also those
    that nobody knows a day of), each with a probability of `least` or more."""

    k: int = 10
    due_by: datetime | None = None
    least: float = 0.0

    def has(self, wish: Wish) -> bool:
        """Whether this one is."""
        if self.due_by is not None and (wish.due is None or wish.due > self.due_by):
            return False
        return wish.probability >= self.least


@dataclass(frozen=True, slots=True)
class ForCustomer:
    """What one customer may be told at `at`.

    `personal` is whether it rests on their own history: not where they refused profiling or never
    bought, who are shown what is popular. `may_write` is whether one more message is within what
    they allow and the frequency; `language` is theirs, else the shop's, of those that messages are
    written in. `shelf` is the catalog that it was held against.
    """

    customer: Customer
    number: int
    at: datetime
    personal: bool
    may_write: bool
    language: str
    suggested: Suggested
    shelf: Shelf


class Outreach:
    """What the customers of all shops of a store may be told.

    `fit` makes a shop's forecast; `clock` says what time it is; `fresh_hours` is how long prices
    are sure.
    """

    def __init__(
        self,
        database: Database,
        *,
        fit: Fit = forecast,
        frequency: Frequency = USUAL,
        fresh_hours: float = 0.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.forecasts = Forecasts(Histories(database), fit=fit, clock=clock)
        self.shelves = Shelves(database, fresh_hours)
        self.standings = Standings(database)
        self._frequency = frequency

    async def suggest(
        self, catalog: str, customer: str, now: datetime, wanted: Wanted = Wanted()
    ) -> ForCustomer:
        """For one customer. Raises NotStored for no such catalog or customer."""
        shelf = await self.shelves.of(catalog)
        known = await self.standings.of(catalog, customer, self._since(now))
        found = await self.forecasts.of(catalog)
        return await asyncio.to_thread(self._chosen, known, found, shelf, now, wanted)

    async def each(
        self, catalog: str, now: datetime, wanted: Wanted = Wanted()
    ) -> AsyncIterator[Sequence[ForCustomer]]:
        """For all customers of a shop, some hundred at a time. Raises NotStored."""
        found = await self.forecasts.of(catalog)
        after = 0
        while True:
            shelf = await self.shelves.of(catalog)
            page = await self.standings.page(catalog, self._since(now), after=after, limit=_AT_ONCE)
            if not page:
                return
            yield await asyncio.to_thread(self._all_chosen, page, found, shelf, now, wanted)
            after = page[-1].number

    async def close(self) -> None:
        """Fit no more."""
        await self.forecasts.close()

    def _since(self, now: datetime) -> datetime:
        """How far back messages matter, and what was done."""
        frequency = self._frequency
        return now - max(frequency.within, frequency.product_rests, REACHES_BACK)

    def _all_chosen(
        self, page: Sequence[Known], found: Forecast, shelf: Shelf, now: datetime, wanted: Wanted
    ) -> Sequence[ForCustomer]:
        return [self._chosen(known, found, shelf, now, wanted) for known in page]

    def _chosen(
        self, known: Known, found: Forecast, shelf: Shelf, now: datetime, wanted: Wanted
    ) -> ForCustomer:
        many = max(_WISHES, 10 * wanted.k)
        personal = known.customer.profiled and known.bought
        wishes = found.popular(many)
        if personal:
            did = [Event(*one) for one in known.did]
            wishes = with_intent(found.of(known.customer.id, many), did, now)
        here = now.astimezone(shelf.timezone)
        standing = Standing(known.returned, known.refused, known.told)
        return ForCustomer(
            known.customer,
            known.number,
            here,
            personal,
            known.customer.messaged and self._frequency.may_write(known.written, now),
            _spoken(known.customer.language, shelf.language),
            suggested(
                (wish for wish in wishes if wanted.has(wish)),
                shelf,
                here,
                k=wanted.k,
                standing=standing,
                frequency=self._frequency,
            ),
            shelf,
        )


def _spoken(*languages: str) -> str:
    return next((one for one in languages if one in get_args(Language)), "zh")

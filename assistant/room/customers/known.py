"""What is known of a customer who asks about their own purchases."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import structlog

from assistant.recommend.forecast import Forecast
from assistant.recommend.habits import habits
from assistant.recommend.history import History
from assistant.recommend.intent import REACHES_BACK, Event, with_intent
from assistant.recommend.keeping import of_columns
from assistant.recommend.known import Known
from assistant.recommend.outreach.forecasts import Forecasts
from assistant.recommend.suggestion import Wish
from assistant.store import Database, NotStored
from assistant.store.customers.purchases import Histories
from assistant.store.customers.standings import Standings

WISHES = 30
"""How many are looked at, of which a few are told: the shop's rules hold many back."""

PATIENCE_S = 3.0
"""How long a viewer waits for a forecast that is fitted only now."""

_DAY_S = 86_400

_log = structlog.get_logger(__name__)


class KnownCustomers:
    """Looks customers up, each time anew: what they allow may have changed a moment ago."""

    def __init__(
        self,
        database: Database,
        forecasts: Forecasts,
        *,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._standings = Standings(database)
        self._histories = Histories(database)
        self._forecasts = forecasts
        self._patience_s = patience_s
        self._clock = clock

    async def get(self, catalog: str, customer: str, *, wishes: bool) -> Known | None:
        """One customer, with their `wishes` where those are asked for; None where the shop has no
        such customer.

        Of who refuses profiling nothing is looked up but what is popular.
        """
        now = self._clock()
        try:
            standing = await self._standings.of(catalog, customer, since=now - REACHES_BACK)
        except NotStored:
            return None
        returned, refused = standing.returned, standing.refused
        if not standing.customer.profiled:
            popular = await self._wishes(catalog, _popular)
            return Known(profiled=False, wishes=popular, returned=returned, refused=refused)
        bought = of_columns(await self._histories.purchases(catalog, customer))
        bought = bought.before(now.timestamp() / _DAY_S)
        if not len(bought):
            popular = await self._wishes(catalog, _popular) if wishes else ()
            return Known(wishes=popular, returned=returned, refused=refused)

        def expected(forecast: Forecast) -> Sequence[Wish]:
            did = (Event(*one) for one in standing.did)
            return with_intent(forecast.of(customer, WISHES), did, now)

        return Known(
            last=_last_basket(bought),
            habits=await asyncio.to_thread(habits, bought, 0),
            wishes=await self._wishes(catalog, expected) if wishes else (),
            returned=returned,
            refused=refused,
        )

    async def _wishes(
        self, catalog: str, look: Callable[[Forecast], Sequence[Wish]]
    ) -> tuple[Wish, ...]:
        """What `look` finds in the shop's forecast.

        Of a forecast that is not there in time, nothing: the answer then says so.
        """
        try:
            async with asyncio.timeout(self._patience_s):
                forecast = await self._forecasts.of(catalog)
                return tuple(await asyncio.to_thread(look, forecast))
        except TimeoutError:
            _log.warning("the forecast is not ready", catalog=catalog)
        except Exception:
            _log.exception("no forecast", catalog=catalog)
        return ()


def _popular(forecast: Forecast) -> Sequence[Wish]:
    return forecast.popular(WISHES)


def _last_basket(bought: History) -> tuple[str, ...]:
    last = bought.product[bought.basket == bought.basket[-1]]
    return tuple(dict.fromkeys(bought.ids.products[product] for product in last.tolist()))

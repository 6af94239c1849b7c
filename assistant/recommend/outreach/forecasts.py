"""The forecast of each shop, kept, and fitted again when it is a day old or purchases changed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from assistant.recommend.forecast import Forecast
from assistant.recommend.forecasting import forecast
from assistant.recommend.history import History
from assistant.recommend.keeping import of_columns
from assistant.store.customers.purchases import Histories

A_DAY = timedelta(days=1)

PATIENCE_S = 2.0
"""How long whoever asks waits for a new forecast before the old one has to do."""

Fit = Callable[[History, datetime], Forecast]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    forecast: Forecast
    version: int


class Forecasts:
    """The forecasts of all shops of a store.

    `fit` takes up to a minute and runs in a thread, one at a time: two of a large shop's would take
    each other's memory. `clock` says what time it is.
    """

    def __init__(
        self,
        histories: Histories,
        *,
        fit: Fit = forecast,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._histories = histories
        self._fit = fit
        self._clock = clock
        self._patience_s = patience_s
        self._held: dict[str, _Held] = {}
        self._fitting: dict[str, asyncio.Task[Forecast]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def of(self, catalog: str) -> Forecast:
        """The shop's forecast. Raises NotStored for no such catalog, and what fitting raises.

        The first is waited for. Where an old one is there it is given when the new one takes
        longer than some seconds.
        """
        version = await self._histories.version(catalog)
        held = self._held.get(catalog)
        if held and held.version == version and self._clock() - held.forecast.at < A_DAY:
            return held.forecast
        fitting = self._fitting.get(catalog)
        if fitting is None:
            fitting = asyncio.create_task(self._fitted(catalog, version), name=f"fit {catalog}")
            self._fitting[catalog] = fitting
        # shielded: who gives up waiting must not end it for the others
        if held is None:
            return await asyncio.shield(fitting)
        await asyncio.wait({fitting}, timeout=self._patience_s)
        if fitting.done() and not fitting.cancelled() and fitting.exception() is None:
            return fitting.result()
        return held.forecast

    async def close(self) -> None:
        """Fit no more."""
        under_way = tuple(self._fitting.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _fitted(self, catalog: str, version: int) -> Forecast:
        try:
            async with self._one_at_a_time:
                columns = await self._histories.purchases(catalog)
                at = self._clock()
                made = await asyncio.to_thread(lambda: self._fit(of_columns(columns), at))
            # what was bought while it was read is noted as not seen yet: it is fitted again
            self._held[catalog] = _Held(made, version)
            _log.info("forecast fitted", catalog=catalog, purchases=len(columns.at))
        except Exception as error:
            _log.warning("no forecast", catalog=catalog, reason=str(error))
            raise
        else:
            return made
        finally:
            del self._fitting[catalog]

"""What was asked and answered is kept as long as the law asks, and no longer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from assistant.store.history import History

LEGAL_DAYS = 1095
"""Three years: what China's rules on live commerce (in force since 2026-02-01) ask of records."""

FIRST_S = 60.0
"""After the start, when there is more to do than to tidy up."""

_EVERY_S = 3600.0

_log = structlog.get_logger(__name__)


class Retention:
    """Removes what is older than so many `days`; 0 keeps everything."""

    def __init__(
        self,
        history: History,
        days: int,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._history = history
        self._days = days
        self._clock = clock
        self._rest = rest

    async def apply(self) -> int:
        """Remove what is too old now; how many answers that were."""
        if not self._days:
            return 0
        removed = await self._history.remove(self._clock() - timedelta(days=self._days))
        if removed:
            _log.info("old answers removed", count=removed, older_than_days=self._days)
        return removed

    async def run(self) -> None:
        """Do so a minute after the start and every hour, until cancelled."""
        await self._rest(FIRST_S)
        while True:
            try:
                await self.apply()
            except SQLAlchemyError as error:
                _log.warning("old answers are removed later", reason=str(error))
            await self._rest(_EVERY_S)

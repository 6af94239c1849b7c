"""A message for every customer who is due, in the background, for staff to decide on."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from assistant.recommend.outreach.shown import suggestion_json
from assistant.recommend.outreach.suggesting import ForCustomer, Outreach, Wanted
from assistant.review.outreach.shown import message_for
from assistant.review.outreach.standing import facts_json
from assistant.store import Database
from assistant.store.repurchase import batches, drafts
from assistant.store.repurchase.drafts import NewDraft

_log = structlog.get_logger(__name__)


class Drafting:
    """Runs over all customers of a shop, one at a time for each shop.

    A run puts its messages in the place of those that wait and nobody has edited.
    """

    def __init__(
        self,
        database: Database,
        outreach: Outreach,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._outreach = outreach
        self._clock = clock
        self._running: dict[str, tuple[str, asyncio.Task[None]]] = {}
        self._beginning = asyncio.Lock()

    async def begin(self, catalog: str, *, within: timedelta, k: int, least: float) -> str:
        """Begin a run over those who are due `within` a time, with at most `k` suggestions of a
        probability of `least` or more each; its id, or that of the one under way.

        Raises NotStored for no such catalog.
        """
        async with self._beginning:
            if catalog in self._running:
                return self._running[catalog][0]
            await self._outreach.shelves.of(catalog)
            now = self._clock()
            customers = await self._outreach.standings.count(catalog)
            async with self._database.writing() as session:
                batch = await batches.begin(session, catalog, customers, now)
            wanted = Wanted(k, now + within, least)
            task = asyncio.create_task(
                self._run(batch, catalog, now, wanted), name=f"draft {catalog}"
            )
            self._running[catalog] = batch, task
            task.add_done_callback(lambda _: self._running.pop(catalog, None))
            return batch

    async def finished(self, catalog: str) -> None:
        """Wait for the run over a shop, if one is under way."""
        if catalog in self._running:
            await asyncio.wait({self._running[catalog][1]})

    async def close(self) -> None:
        """End what is under way; what was drafted stays."""
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, batch: str, catalog: str, now: datetime, wanted: Wanted) -> None:
        looked_at = drafted = 0
        try:
            async for page in self._outreach.each(catalog, now, wanted):
                made = await asyncio.to_thread(_drafts, page)
                looked_at += len(page)
                async with self._database.writing() as session:
                    numbers = [found.number for found in page]
                    drafted += await drafts.replace(session, catalog, numbers, made, now)
                    await batches.note(
                        session, batch, self._clock(), looked_at=looked_at, drafted=drafted
                    )
        except asyncio.CancelledError:
            await self._ended(batch, "failed", batches.STOPPED)
            raise
        except Exception as error:
            _log.warning("messages are not drafted", catalog=catalog, exc_info=error)
            reason = " ".join(str(error).split()) or type(error).__name__
            await self._ended(batch, "failed", reason)
        else:
            await self._ended(batch, "done", "")
            _log.info("messages drafted", catalog=catalog, customers=looked_at, messages=drafted)

    async def _ended(self, batch: str, state: str, error: str) -> None:
        async with self._database.writing() as session:
            await batches.note(session, batch, self._clock(), state=state, error=error)


def _drafts(page: Sequence[ForCustomer]) -> Sequence[NewDraft]:
    """A message to each who may be written to, where there is something to say."""
    made = []
    for found in page:
        message = message_for(found) if found.may_write else None
        if message is None:
            continue
        wishes = [one.wish for one in message.suggestions]
        made.append(
            NewDraft(
                found.number,
                message.language,
                message.text,
                [suggestion_json(one) for one in message.suggestions],
                facts_json(message),
                min((wish.due for wish in wishes if wish.due), default=None),
                max(wish.probability for wish in wishes),
            )
        )
    return made

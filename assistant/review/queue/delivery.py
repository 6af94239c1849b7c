"""Does what actions have others do: tells viewers, makes knowledge; again until it is done."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from assistant.review.queue.ports import Actor, Correction, Learner, Teller
from assistant.store import Database, NotStored
from assistant.store.review import items, outbox
from assistant.store.review.outbox import Errand, ErrandKind

LEASE = timedelta(seconds=30)
"""How long telling may take. What a killed process had begun is done by another after that."""

_AT_ONCE = 16
_LOOKS_EVERY_S = 1.0
_LONGEST_REST_S = 60.0

_log = structlog.get_logger(__name__)


class Delivery:
    """Runs errands of the outbox, as far as there is who does them.

    Each is done at least once; whoever does it knows by the action's id whether it is done already.
    """

    def __init__(
        self,
        database: Database,
        *,
        teller: Teller | None = None,
        learner: Learner | None = None,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._teller = teller
        self._learner = learner
        self._lease = lease
        self._clock = clock
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def run(self) -> None:
        """Do what is due, until cancelled."""
        if not self._kinds():
            return
        while True:
            try:
                while await self.deliver():
                    pass
            except (SQLAlchemyError, OSError) as error:
                _log.warning("what staff said is told later", reason=str(error))
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOKS_EVERY_S):
                    await self._wake.wait()

    async def deliver(self) -> int:
        """Do what is due now; how much that was."""
        async with self._database.writing() as session:
            due = await outbox.take_due(
                session, self._clock(), kinds=self._kinds(), lease=self._lease, limit=_AT_ONCE
            )
        await asyncio.gather(*(self._do(errand) for errand in due))
        return len(due)

    def _kinds(self) -> Sequence[ErrandKind]:
        kinds: list[ErrandKind] = ["tell"] if self._teller is not None else []
        return [*kinds, "learn"] if self._learner is not None else kinds

    async def _do(self, errand: Errand) -> None:
        try:
            async with asyncio.timeout(self._lease.total_seconds()):
                await (self._tell if errand.kind == "tell" else self._learn)(errand)
        except Exception as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            rest = timedelta(seconds=min(_LONGEST_REST_S, 2.0 ** min(errand.attempts, 6)))
            _log.warning(f"could not {errand.kind}", action=errand.action, reason=reason)
            async with self._database.writing() as session:
                await outbox.failed(session, errand, reason, self._clock() + rest)
            return
        async with self._database.writing() as session:
            await outbox.done(session, errand, self._clock())

    async def _tell(self, errand: Errand) -> None:
        assert self._teller is not None  # noqa: S101 - else none is taken
        said: dict[str, Any] = dict(errand.payload)
        if drafts := said["drafts"]:
            since = datetime.fromisoformat(drafts["since"])
            by, text = Actor(**said["by"]), drafts["text"]
            told = await self._teller.settle(drafts["item"], since=since, text=text, by=by)
            if told or not said["text"]:
                return
        await self._teller.tell(
            said["room"],
            said["text"],
            viewer=said["viewer"],
            aloud=said["aloud"],
            language=said["language"],
            answer_id=errand.action,
            by=Actor(**said["by"]),
        )

    async def _learn(self, errand: Errand) -> None:
        assert self._learner is not None  # noqa: S101 - else none is taken
        learned: dict[str, Any] = dict(errand.payload)
        try:
            async with self._database.reading() as session:
                item = await items.get(session, learned.pop("item"))
        except NotStored:
            return  # its time is over, and it with it
        by = Actor(**learned.pop("by"))
        await self._learner.learn(Correction(errand.action, item, by=by, **learned))

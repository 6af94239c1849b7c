"""The desks of all rooms of a process, which follow what the store says of who answers."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from assistant.room.conduct.desk import Bus, Desk
from assistant.room.conduct.ruling import Conduct
from assistant.store.conduct import ConductRecords, DraftRecord, DraftSettled, News, RoomConduct
from assistant.telemetry import Telemetry

EVERY_S = 0.4
"""How often it is looked for what other processes changed: within a second, all follow."""

ASSIST_S = 60.0
"""How long a draft waits for a person, where no setting says so."""

_NOTHING = News(0, stopped=False, stopped_by="", rooms={})

_log = structlog.get_logger(__name__)


class Office:
    """Knows the conduct of every room; `follow` keeps it up to date until cancelled."""

    def __init__(
        self,
        records: ConductRecords,
        telemetry: Telemetry,
        *,
        assist_s: float = ASSIST_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.records = records
        self.telemetry = telemetry
        self.clock = clock
        self.assist_s = assist_s
        self._news: News | None = None
        self._desks: dict[str, Desk] = {}
        self._waiting: dict[str, DraftRecord] = {}
        self._catching = asyncio.Lock()

    @property
    def stopped(self) -> bool:
        """Whether the assistant is silent in all rooms."""
        return (self._news or _NOTHING).stopped

    @property
    def stopped_by(self) -> str:
        """Who stopped it, or let it go on; "" where nobody ever did."""
        return (self._news or _NOTHING).stopped_by

    def conduct(self, room: str) -> Conduct:
        """A room's conduct as last seen."""
        news = self._news or _NOTHING
        return Conduct(news.rooms.get(room, RoomConduct()), news.stopped)

    async def open(self, room: str, language: str, bus: Bus) -> Desk:
        """The desk of a room that opens, which is conducted as it was before."""
        await self.catch_up()
        desk = self._desks[room] = Desk(room, language, self, bus)
        return desk

    async def close(self, room: str) -> None:
        """A room closes."""
        if desk := self._desks.pop(room, None):
            await desk.close()

    async def stop(self, stopped: bool, *, by: str) -> None:
        """The kill switch: silence the assistant in all rooms, or let it speak again."""
        await self.records.stop(stopped, by=by, at=self.clock())
        await self.catch_up()

    async def catch_up(self) -> None:
        """Read what is new, if anything is, and let every desk act on it."""
        async with self._catching:
            since = self._news.version if self._news is not None else None
            if since is not None and await self.records.version() == since:
                return
            news = await self.records.news(since)
            self._news = news
            for draft in news.drafts:
                self._waiting.pop(draft.draft_id, None)
                if draft.state == "waiting":
                    self._waiting[draft.draft_id] = draft
            self.telemetry.drafts_waiting(len(self._waiting))
            for desk in self._desks.values():
                desk.read(news)

    async def beat(self) -> None:
        """Catch up, hand off the drafts that waited too long, and end what has run out."""
        await self.catch_up()
        now = self.clock()
        for draft in [draft for draft in self._waiting.values() if now > draft.until]:
            try:
                await self.records.hand_off(draft)
            except DraftSettled:
                continue  # in another process, at the same moment
            self.telemetry.question_held("not_approved")
        await self.catch_up()
        for desk in self._desks.values():
            desk.look()

    async def follow(self, *, every_s: float = EVERY_S) -> None:
        """`beat` until cancelled. While the store cannot be read all stays as it was last seen."""
        while True:
            try:
                await self.beat()
            except Exception as error:
                _log.warning("who answers was not looked up", error=repr(error))
            await asyncio.sleep(every_s)

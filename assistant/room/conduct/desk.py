"""Staff's desk in one room: who answers there, what waits for a person, and what staff say.

Every change is stored before it is acknowledged, and comes back as news of the store's
(`office.Office`), by which every process over the same database acts, this one first.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

import structlog

from assistant.answering.values import Answer, Outcome, Question
from assistant.room.conduct import events
from assistant.room.conduct.ruling import AnsweredBy, Conduct, Mode, Reason, Ruling
from assistant.room.conduct.words import Place, approved, document_of, record_of, words_of
from assistant.store import AnswerRecord
from assistant.store.conduct import ConductRecords, DraftRecord, News, Takeover, WordsRecord
from assistant.telemetry import Telemetry

_log = structlog.get_logger(__name__)


class Bus(Protocol):
    """Tells whoever watches the room; `room.events.EventBus` is one."""

    def publish(self, event: Any) -> None:
        """Tell everyone."""
        ...


class Office(Protocol):
    """What a desk stands in: `office.Office`."""

    records: ConductRecords
    telemetry: Telemetry
    clock: Callable[[], datetime]
    assist_s: float

    def conduct(self, room: str) -> Conduct:
        """A room's conduct as last seen."""
        ...

    async def catch_up(self) -> None:
        """See what is new, and let every desk act on it."""
        ...


class Desk:
    """One room's; made by `Office.open`."""

    def __init__(self, room: str, language: str, office: Office, bus: Bus) -> None:
        self.on_told: Callable[[WordsRecord], None] = lambda _: None
        """Told of each of staff's words as they are handed over."""
        self._room = room
        self._language = language
        self._office = office
        self._bus = bus
        self._places: set[Place] = set()
        self._changed = asyncio.Event()
        self._telling: set[asyncio.Task[None]] = set()
        self._answered_by = self.answered_by
        self._seen = self.view()

    # who answers

    def ruling(self, *viewers: str) -> Ruling:
        """What may happen to a question that `viewers` ask."""
        return self._conduct.ruling(viewers, self._office.clock())

    def allows(self, *viewers: str) -> bool:
        """Whether the assistant's words may reach `viewers` now."""
        return self.ruling(*viewers).says == "answer"

    async def until_stricter(self, than: Ruling, viewer: str) -> None:
        """Wait until less is allowed for a question of `viewer`'s."""
        while not self.ruling(viewer).stricter_than(than):
            await self._changed.wait()

    @property
    def answered_by(self) -> AnsweredBy:
        """Who answers the room, as its viewers are told."""
        return self._conduct.answered_by(self._office.clock())

    def view(self) -> Mapping[str, Any]:
        """The conduct as staff see it, as JSON."""
        now, conduct = self._office.clock(), self._conduct
        return {
            "mode": conduct.room.mode,
            "stopped": conduct.stopped,
            "answered_by": conduct.answered_by(now),
            "takeovers": [
                {
                    "viewer": one.viewer,
                    "by": one.by,
                    "since": one.since.isoformat(),
                    "until": one.until.isoformat() if one.until is not None else None,
                }
                for one in conduct.room.takeovers
                if one.until is None or now < one.until
            ],
        }

    async def set_mode(self, mode: Mode, *, by: str) -> None:
        """Let the room answer in another way from now on."""
        await self._office.records.set_mode(self._room, mode, by=by, at=self._office.clock())
        await self._office.catch_up()

    async def take_over(self, viewer: str = "", *, by: str, seconds: float | None = None) -> None:
        """Let staff answer `viewer`, or with "" the room, until given back or for `seconds`."""
        now = self._office.clock()
        until = now + timedelta(seconds=seconds) if seconds is not None else None
        await self._office.records.take_over(self._room, Takeover(viewer, by, now, until))
        await self._office.catch_up()

    async def give_back(self, viewer: str = "") -> bool:
        """Let the assistant answer again; False where nobody had taken over."""
        given = await self._office.records.give_back(self._room, viewer)
        await self._office.catch_up()
        return given

    def hold(self, question: Question, answer_id: str, reason: Reason) -> None:
        """A question was left to a person."""
        self._office.telemetry.question_held(reason)
        self._bus.publish(events.QuestionHeld(question, answer_id, reason))

    # drafts

    async def draft(self, answer: Answer, meanwhile: AnswerRecord) -> None:
        """Let `answer` wait for a person; `meanwhile` stands in its place, under the same id."""
        now = self._office.clock()
        document = document_of(answer, to=answer.question.who, aloud=True)
        draft = DraftRecord(
            answer.answer_id,
            self._room,
            document,
            now,
            now + timedelta(seconds=self._office.assist_s),
        )
        await self._office.records.add_draft(draft, meanwhile)
        await self._office.catch_up()

    async def drafts(self) -> tuple[DraftRecord, ...]:
        """Those that wait, oldest first."""
        return await self._office.records.drafts(self._room)

    async def approve(self, draft_id: str, *, by: str, text: str = "") -> DraftRecord:
        """Tell a draft, as it is or as `text` says it. Raises NotStored, DraftSettled."""
        records = self._office.records
        draft = await records.draft(self._room, draft_id)
        await records.approve(draft, approved(draft, text, by), now=self._office.clock())
        await self._office.catch_up()
        return await records.draft(self._room, draft_id)

    async def refuse(self, draft_id: str, *, by: str) -> DraftRecord:
        """Do not tell a draft: a person answers. Raises NotStored, DraftSettled."""
        records = self._office.records
        await records.hand_off(await records.draft(self._room, draft_id), by=by)
        self._office.telemetry.question_held("refused")
        await self._office.catch_up()
        return await records.draft(self._room, draft_id)

    # staff's own words

    async def tell(
        self,
        text: str,
        *,
        viewer: str | None = None,
        aloud: bool = False,
        language: str = "",
        answer_id: str = "",
        by: str,
    ) -> str:
        """Say `text` to a viewer or, with none, to the room; the id of what was said.

        Without a `language` it is in the room's.

        Kept before anybody hears it, and then handed over in this process at once. Who may ask
        twice gives an `answer_id`: it is told once, also after a restart; of a process that was
        killed between the two nobody knows whether it was heard, and it is not said again.
        """
        viewer, language = viewer or "", language or self._language
        question = Question(text="", room=self._room, viewer=viewer, language=language)
        answer = Answer(
            question,
            text,
            language,
            Outcome.ANSWERED,
            composer="staff",
            kind="staff",
            answer_id=answer_id or uuid4().hex,
        )
        document = document_of(answer, to=viewer, aloud=aloud)
        words = WordsRecord(answer.answer_id, self._room, document, by, self._office.clock())
        await self._office.records.add_words(words, record_of(answer))
        await self._office.catch_up()
        return answer.answer_id

    @contextmanager
    def seated(self, place: Place) -> Iterator[None]:
        """While a place is open, words for those it holds are told there."""
        self._places.add(place)
        try:
            yield
        finally:
            self._places.discard(place)

    # news

    def look(self) -> None:
        """Act on the conduct as it stands, where it is another than was last seen."""
        seen = self.view()
        if seen == self._seen:
            return
        self._seen = seen
        self._changed.set()
        self._changed = asyncio.Event()
        for place in [*self._places]:
            place.fall_silent()
        if self.answered_by != self._answered_by:
            self._answered_by = self.answered_by
            self._bus.publish(events.AnsweredByOther(self._answered_by))
        self._bus.publish(events.ConductChanged(seen))

    def read(self, news: News) -> None:
        """Tell what is new of this room's."""
        self.look()
        for draft in news.drafts:
            if draft.room == self._room:
                self._bus.publish(events.DraftChanged(draft))
        for record in news.words:
            if record.room == self._room:
                self._hand_over(record)

    async def close(self) -> None:
        """Tell no more."""
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    def _hand_over(self, record: WordsRecord) -> None:
        self._bus.publish(events.WordsTold(record))
        self.on_told(record)
        words = words_of(record)
        for place in [*self._places]:
            if place.holds(words.to):
                self._start(place.tell(words))

    def _start(self, telling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(telling, name="tell staff's words")
        self._telling.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("staff's words were not told", error=repr(error))

    @property
    def _conduct(self) -> Conduct:
        return self._office.conduct(self._room)

"""One live room at work: the one place that knows every stage of a question."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from assistant.answering.gist import Gist
from assistant.answering.values import Answer, AnswerEvent, Question, Turn
from assistant.knowledge.index import ShelfIndex
from assistant.room import events
from assistant.room.ahead import Ahead
from assistant.room.cards import RoomView, listing_cards, on_air_card
from assistant.room.conduct.crowds import taken_out
from assistant.room.conduct.desk import Desk
from assistant.room.crowd import Crowd
from assistant.room.customers.acquaintance import Acquaintance
from assistant.room.engines import EngineLoader
from assistant.room.glimpses import Glimpses
from assistant.room.helping.helping import Helping
from assistant.room.host_ear.ear import HostEar
from assistant.room.inbox import asking
from assistant.room.inbox.groups import Group
from assistant.room.inbox.inbox import Decision, Remark
from assistant.room.live_work import while_working
from assistant.room.minute_book import MinuteBook
from assistant.room.on_air import By, OnAirRule
from assistant.room.pulse import Pulse
from assistant.room.replies import Replies, question_of, shown
from assistant.room.state import RoomState, RoomStores, freshness_of, shelf_of, state_of
from assistant.speech.audio import Audio
from assistant.speech.recognisers.language import LANGUAGES
from assistant.speech.recognisers.port import Transcript, Wanted
from assistant.store import RoomRecord, StoredCatalog
from assistant.telemetry import Telemetry, TurnLatency, TurnTimer, timing, trace
from assistant.telemetry.turns import Reason

WARM_UP_QUESTION = "多少钱"


class ProductNotFound(LookupError):
    """The room does not list that product; the message names it."""


class RoomSession:
    """A room: asks, answers, hears and speaks. Made by `Rooms`, which also closes it."""

    def __init__(
        self,
        record: RoomRecord,
        stored: StoredCatalog,
        *,
        stores: RoomStores,
        engines: EngineLoader,
        telemetry: Telemetry,
        bus: events.EventBus,
        desk: Desk,
        fresh_for: timedelta | None = None,
        fact_cards: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.events = bus
        self.desk = desk
        self.tell = desk.tell
        self._listing = record.listing
        self._fresh_for = fresh_for
        self._room = state_of(record, stored, fresh_for)
        self._stores = stores
        self._engines = engines
        self._telemetry = telemetry
        self._clock = clock
        self._crowds: set[Crowd] = set()
        self._glimpses = Glimpses()
        self._book = MinuteBook(record.id, stores.minutes)
        self._pulse = Pulse(self.events, self._crowds, book=self._book)
        self._refreshing = asyncio.Lock()
        self._prepared = 0
        self._ahead = Ahead(engines, record.id)
        self._on_air = OnAirRule()
        self.ear = HostEar(self, telemetry)
        self._acquaintance = Acquaintance(record.id, stores.customers, self._gist_of)
        self._replies = Replies(
            record.id,
            self.prepare,
            stores=stores,
            engines=engines,
            telemetry=telemetry,
            bus=self.events,
            desk=self.desk,
            language=record.language,
            heard=self.ear.lately,
            known=self._acquaintance.with_known,
        )
        self._helping = Helping(
            self.prepare,
            lambda: self._room,
            self._crowds,
            self._replies,
            engines=engines,
            telemetry=telemetry,
            bus=self.events,
            allowed=self.desk.allows,
            on=fact_cards,
        )
        self._crowd = self.new_crowd()
        desk.on_told = self._replies.told

    @property
    def room(self) -> RoomState:
        """The room as last seen; `refresh` looks again."""
        return self._room

    async def refresh(self) -> RoomState:
        """The room with its catalog as it stands in the store now; tells who watches of a change.

        What was on air but is gone from the catalog gives way to the first product listed.
        """
        room = self._room
        stored = await self._stores.catalogs.current(room.catalog, self._listing, room.id)
        if stored.version == self._room.version:
            if stored.as_of != self._room.shelf.freshness.as_of:
                freshness = freshness_of(stored, self._fresh_for)
                shelf = replace(self._room.shelf, freshness=freshness)
                self._room = replace(self._room, shelf=shelf)
            return self._room
        async with self._refreshing:
            if stored.version > self._room.version:
                shelf = shelf_of(stored, self._listing, self._room.shelf.on_air, self._fresh_for)
                self._room = replace(self._room, shelf=shelf, version=stored.version)
                self._facts_changed()
                self.events.publish(events.RoomChanged(self.describe()))
        return self._room

    async def prepare(self) -> RoomState:
        """`refresh`, and let the answerer index the catalog, so that no question waits for it.

        Raises EngineUnavailable.
        """
        room = await self.refresh()
        if self._prepared != room.version:
            await self._engines.answerer.prepare(room.shelf.catalog)
            self._prepared = room.version
        return room

    async def warm_up(self) -> None:
        """Answer a question of nobody's, so that the first viewer waits for nothing loaded late.

        Raises EngineUnavailable.
        """
        room = await self.prepare()
        question = Question(text=WARM_UP_QUESTION, room=room.id)
        async for _ in self._engines.answerer.answer(question, room.shelf):
            pass
        await asyncio.to_thread(asking.warm)
        await self.ear.prepare()

    async def warm_up_model(self) -> None:
        """Let the language model read what every prompt of this room begins with."""
        await self._engines.answerer.warm_up(self._room.shelf)

    def describe(self) -> RoomView:
        """The room as its page needs it."""
        room, now = self._room, self.now()
        synthesiser = self._engines.engines.synthesiser
        return RoomView(
            room=room.id,
            title=room.title,
            language=room.language,
            voice=room.voice,
            voices=list(synthesiser.voices(room.language)) if synthesiser else [],
            catalog=room.catalog,
            on_air=on_air_card(room.shelf, now),
            on_air_by=self._on_air.shown.by,
            on_air_confidence=self._on_air.shown.confidence,
            pinned=self._on_air.shown.pinned,
            spoken_ahead=self.spoken_ahead,
            fact_cards=self._helping.wanted,
            answered_by=self.desk.answered_by,
            listing=listing_cards(room.shelf, now),
        )

    def ask(
        self, question: Question, *, history: Sequence[Turn] | None = None
    ) -> AsyncIterator[AnswerEvent]:
        """See `Replies.ask`. Raises EngineUnavailable."""
        return self._replies.ask(question, history=history)

    async def answer(self, question: Question, *, history: Sequence[Turn] | None = None) -> Answer:
        """The whole answer at once; see `ask`."""
        return await self._replies.answer(question, history=history)

    def heard_only(self, viewer: str, question_id: str, text: str) -> None:
        """Keep of an answer in the viewer's history only the `text` that was really heard."""
        self._replies.heard_only(viewer, question_id, text)

    async def record_first_audio(
        self, answer: Answer, milliseconds: float, latency: TurnLatency | None = None
    ) -> Answer:
        """See `Replies.record_first_audio`. Raises NotStored."""
        return await self._replies.record_first_audio(answer, milliseconds, latency)

    def turn_over(self, turn: TurnTimer, reason: Reason, answer: Answer | None = None) -> None:
        """Count and trace a turn that is over; a second word about it is not listened to."""
        self._replies.turn_over(turn, reason, answer)

    def title_of(self, handle: str) -> str:
        """The title of a product that is not on air; "" for the one that is, or for none."""
        shelf = self._room.shelf
        product = shelf.product(handle) if handle != shelf.on_air else None
        return product.title if product is not None else ""

    def new_crowd(self, **told: Any) -> Crowd:
        """Another audience of this room's, `told` (`ready`, `tell`, …) in its own way; see `Crowd`.

        It is asked to leave by `leave`.
        """
        crowd = Crowd(
            self._gist,
            self._answer_crowd,
            self._telemetry,
            on_air=lambda: self._room.shelf.on_air,
            help_=self._helping,
            **told,
        )
        self._crowds.add(crowd)
        return crowd

    async def leave(self, crowd: Crowd) -> None:
        """Answer an audience no more."""
        self._crowds.discard(crowd)
        await crowd.close()

    async def comment(
        self,
        viewer: str,
        text: str,
        *,
        language: str = "",
        comment_id: str = "",
        value: float = 1.0,
        crowd: Crowd | None = None,
        asker: str = "",
        customer: str = "",
    ) -> tuple[events.Comment, Decision]:
        """Show a comment to the room (of a flood, some), and decide on it; what it asks is answered
        in its turn.

        `comment_id` is the platform's own, where it has one; `value` as in `inbox.groups.Asker`;
        `crowd` is the audience it is of, by default the room's own; `asker` is who counts as one
        person in it, by default everybody of one name. What a known `customer` asks of their own
        purchases is answered to them alone.
        """
        comment_id = comment_id or uuid4().hex
        comment = events.Comment(id=comment_id, viewer=viewer, text=text, at=self._clock())
        if self._glimpses.show():
            self.events.publish(events.CommentAdded(comment))
        self._pulse.commented()
        # Who gives no name is nobody else's newest question.
        asker = asker or viewer or f"#{comment_id}"
        remark = Remark(comment_id, asker, text, viewer, value, language)
        aside = await self._acquaintance.take(remark, customer, self.answer) if customer else None
        decision = aside or await (crowd or self._crowd).take(remark)
        self._pulse.decided(decision)
        return comment, decision

    async def recognise(
        self, audio: Audio, language: str = "", *, wanted: Wanted | None = None
    ) -> Transcript:
        """What was said, with the words of the shelf expected.

        Without a `language` it is the room's, unless it is clearly the catalog's or English.
        Raises EngineUnavailable, RecogniserError.
        """
        room = self._room
        spoken = (room.language, room.shelf.catalog.shop.language, "en")
        with self._engines.live.work():
            return await self._engines.recogniser.recognise(
                audio,
                language=language,
                languages=tuple(dict.fromkeys(code for code in spoken if code in LANGUAGES)),
                vocabulary=room.shelf.vocabulary(),
                wanted=wanted,
            )

    async def recognise_host(self, audio: Audio, wanted: Wanted) -> Transcript:
        """What the host said: in the room's language, when nobody more urgent waits.

        Raises EngineUnavailable, RecogniserError, GaveWay.
        """
        room = self._room
        return await self._engines.recogniser.recognise(
            audio,
            language=room.language if room.language in LANGUAGES else "",
            vocabulary=room.shelf.vocabulary(),
            wanted=wanted,
        )

    async def index(self) -> ShelfIndex:
        """The index of the room's catalog. Raises EngineUnavailable."""
        room = await self.prepare()
        return await self._engines.answerer.index(room.shelf.catalog)

    async def finished(self, audio: Audio) -> float | None:
        """The chance that who speaks in `audio` is done, from how it sounds; None: unknown."""
        turn_end = self._engines.engines.turn_end
        return await turn_end.finished(audio) if turn_end is not None else None

    def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        """The sound of `text` as it is made, in the room's voice unless another is named.

        Raises EngineUnavailable, SynthesiserError.
        """
        synthesiser = self._engines.synthesiser
        speech = synthesiser.speak(text, language=language, voice=voice or self._room.voice)
        return while_working(self._engines.live, speech)

    async def put_on_air(
        self,
        sku_or_handle: str,
        *,
        by: By = "staff",
        confidence: float = 1.0,
        pinned: bool | None = None,
    ) -> bool:
        """Show another product, by a SKU or its handle, on the word of `by`, which is that sure.

        `pinned`, of staff alone, keeps everybody else from changing it, until it is False. Gives
        whether the word counted. Raises ProductNotFound.
        """
        room = await self.refresh()
        product = room.shelf.product(sku_or_handle)
        if product is None and (found := room.shelf.variant(sku_or_handle)):
            product = found[0]
        if product is None or not room.shelf.number(product.handle):
            raise ProductNotFound(f"room {room.id!r} lists no product {sku_or_handle!r}")
        if not self._on_air.allows(by, confidence):
            return False
        before, other = self._on_air.shown, product.handle != room.shelf.on_air
        by_whom = self._on_air.put(by, confidence, pinned=pinned)
        if not other and by_whom == before:
            return True
        if other:
            await self._stores.rooms.put_on_air(room.id, product.handle)
            self._room = replace(self._room, shelf=self._room.shelf.with_on_air(product.handle))
            self._facts_changed()
        self.events.publish(events.OnAir(on_air_card(self._room.shelf, self.now()), by_whom))
        self._helping.showed(product.handle, by_whom)
        return True

    async def help_unasked(self, on: bool) -> None:
        """Tell fact cards from now on, or no more; the room remembers it."""
        await self._stores.rooms.tell_fact_cards(self._room.id, on)
        self._helping.switch(on)
        self.events.publish(events.RoomChanged(self.describe()))

    @property
    def spoken_ahead(self) -> bool:
        """Whether the likely answers about the product on air lie ready as sound."""
        return self._ahead.done

    def speak_ahead(self) -> None:
        """Make the sound of likely answers, now and whenever what is on air changes."""
        room = self._room
        self._ahead.show(room.shelf, language=room.language, voice=room.voice)

    def attend(self) -> None:
        """A viewer has begun to speak: what can wait, waits."""
        self._engines.live.touch()

    async def close(self) -> None:
        """Answer no more comments and let everyone who watches go."""
        self._pulse.close()
        await self._ahead.close()
        await self.ear.close()
        await self._helping.close()
        await asyncio.gather(*(crowd.close() for crowd in self._crowds))
        await self._acquaintance.close()
        await self._book.close()
        self.events.close()

    def _facts_changed(self) -> None:
        for crowd in self._crowds:
            crowd.inbox.facts_changed()
        if self._ahead.begun:
            self.speak_ahead()

    async def _gist(self, text: str, on_air: str, language: str) -> Gist:
        question = Question(text=text, room=self._room.id, language=language, about=on_air)
        return (await self._gist_of(question))[1]

    async def _gist_of(self, question: Question) -> tuple[str, Gist]:
        room = await self.prepare()
        shelf = shown(room.shelf, question.about)
        return room.catalog, await self._engines.answerer.gist(question, shelf)

    async def _answer_crowd(self, group: Group, turn: TurnTimer) -> Answer:
        for alone in taken_out(group, self.desk, self._room.id):
            await self.answer(alone)
        question = question_of(group, self._room.id)
        with trace(question.question_id), timing(turn):
            return await self.answer(question)

    def now(self) -> datetime:
        """This moment in the shop's zone."""
        return self._clock().astimezone(self._room.shelf.timezone)

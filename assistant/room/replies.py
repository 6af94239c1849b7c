"""A room's answers: each question is answered in its turn, told to who watches, and kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from functools import partial

import structlog

from assistant.answering.values import (
    Answer,
    AnswerEvent,
    Heard,
    Outcome,
    Question,
    Sentence,
    Turn,
    heard_nothing,
)
from assistant.knowledge.shelf import Shelf
from assistant.room import events
from assistant.room.asked.asked import asked_of
from assistant.room.conduct.desk import Desk
from assistant.room.conduct.gate import Gate, Tell
from assistant.room.conduct.ruling import is_held
from assistant.room.conduct.words import record_of
from assistant.room.customers.private import in_public
from assistant.room.engines import EngineLoader
from assistant.room.inbox.groups import Group
from assistant.room.state import RoomState, RoomStores
from assistant.room.viewers import Viewers
from assistant.store import AnswerRecord
from assistant.store.conduct import WordsRecord
from assistant.telemetry import (
    Telemetry,
    TurnFacts,
    TurnLatency,
    TurnTimer,
    current_turn,
    timing,
    trace,
)
from assistant.telemetry.turns import Reason, Stretch

CONCURRENT_ANSWERS = 4
"""How many viewers are answered at once; more would only slow each other down."""

_log = structlog.get_logger(__name__)


class Replies:
    """Answers one room's questions from the room as `prepare` gives it."""

    def __init__(
        self,
        room_id: str,
        prepare: Callable[[], Awaitable[RoomState]],
        *,
        stores: RoomStores,
        engines: EngineLoader,
        telemetry: Telemetry,
        bus: events.EventBus,
        desk: Desk,
        language: str,
        heard: Heard = heard_nothing,
        known: Callable[[Question], Awaitable[Question]],
    ) -> None:
        """`desk` rules what becomes of each; `language` is the room's; `known` gives a question of
        a known viewer's with what is known of them, where they ask of their own purchases."""
        self._room_id = room_id
        self._prepare = prepare
        self._stores = stores
        self._engines = engines
        self._telemetry = telemetry
        self._bus = bus
        self._heard = heard
        self._known = known
        self._language = language
        self._desk = desk
        self._gate = Gate(desk, keep=self._keep, draft=self._draft)
        self._viewers = Viewers()
        self._slots = asyncio.Semaphore(CONCURRENT_ANSWERS)

    async def ask(
        self, question: Question, *, history: Sequence[Turn] | None = None
    ) -> AsyncIterator[AnswerEvent]:
        """Answer `question`: each checked sentence as it is ready, then the whole answer, last.

        A viewer's questions are answered in the order asked, different viewers' at the same time.
        The viewer's last turns are the history unless the caller brings its own, which then is not
        remembered here. The answer is stored before it is handed over; closing the iterator early
        cancels it. Where the room is not the assistant's to answer, the answer is empty, or says
        that a person is asked (`conduct.ruling.is_held`). What a known viewer asks of their own
        purchases is told to nobody else, and not kept but for the question. Raises
        EngineUnavailable where there is no answerer yet.
        """
        question = replace(question, room=self._room_id)
        ready: asyncio.Queue[AnswerEvent | None] = asyncio.Queue()

        async def work() -> None:
            try:
                await self._answer(question, history, ready.put_nowait)
            finally:
                ready.put_nowait(None)

        # A task of its own: a consumer busy speaking holds up neither the next sentence nor others.
        task = asyncio.create_task(work(), name=f"answer {question.question_id}")
        try:
            while (event := await ready.get()) is not None:
                yield event
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def answer(self, question: Question, *, history: Sequence[Turn] | None = None) -> Answer:
        """The whole answer at once; see `ask`."""
        async with aclosing(self.ask(question, history=history)) as answering:  # type: ignore[type-var]
            async for event in answering:
                if isinstance(event, Answer):
                    return event
        raise RuntimeError("the answerer ended without an answer")

    def heard_only(self, viewer: str, question_id: str, text: str) -> None:
        """Keep of an answer in the viewer's history only the `text` that was really heard."""
        self._viewers.get(viewer).heard_only(question_id, text)

    def told(self, words: WordsRecord) -> None:
        """Remember a draft that was told as the turn it has become."""
        document = words.document
        answer = document["answer"]
        if asked := answer["question"]["text"]:
            turn = Turn(asked, answer["text"], answer["product"], answer["kind"])
            self._viewers.get(document["viewer"]).remember(document["question_id"], turn)

    async def record_first_audio(
        self, answer: Answer, milliseconds: float, latency: TurnLatency | None = None
    ) -> Answer:
        """Note when the first sound of a stored answer was handed over, and what that time went to.

        Gives the answer so timed. Raises NotStored.
        """
        timed = replace(answer.timed(first_audio=milliseconds), latency=latency or answer.latency)
        self._telemetry.first_audio(milliseconds)
        await self._stores.answers.replace_document(timed.answer_id, in_public(timed).as_json())
        self._bus.publish(events.AnswerTimed(timed))
        return timed

    def turn_over(self, turn: TurnTimer, reason: Reason, answer: Answer | None = None) -> None:
        """Count and trace a turn that is over; a second word about it is not listened to."""
        latency = turn.close(reason)
        if latency is None:
            return
        facts = TurnFacts(self._room_id)
        if answer is not None:
            answer = in_public(answer)
            facts = TurnFacts(
                room=self._room_id,
                answer_id=answer.answer_id,
                outcome=answer.outcome.value,
                viewer=answer.question.viewer,
                question=answer.question.text,
                answer=answer.text,
            )
        self._telemetry.turn_over(latency, facts)

    async def keep(self, answer: Answer, turn: TurnTimer) -> None:
        """Count and store an answer that was told elsewhere than by `ask`, and end its turn."""
        answer = replace(answer, latency=turn.latency() if turn.handed_over else None)
        await self._keep(answer)
        self.turn_over(turn, "ok", answer)

    async def _answer(
        self,
        question: Question,
        history: Sequence[Turn] | None,
        emit: Callable[[AnswerEvent], None],
    ) -> None:
        if question.customer and not question.private:
            question = await self._known(question)
        viewer = self._viewers.get(question.viewer)
        with (
            trace(room=self._room_id, question_id=question.question_id),
            self._timed(question) as timer,
        ):

            def tell(sentence: Sentence) -> None:
                self._publish(question, events.AnswerSentence(question.question_id, sentence))
                emit(sentence)
                if not timer.sounds:
                    timer.hand_over()

            waiting = timer.begin("queue")
            async with viewer.in_order():
                turns = viewer.turns if history is None else history
                shelves: list[Shelf] = []
                make = partial(self._make, question, turns, timer, waiting, shelves.append)
                answer = await self._gate.let_out(question, self._language, make, tell)
                self._publish(question, events.AnswerDone(answer))
                told = shelves and not is_held(answer)
                # whoever says the same name must not be reminded of it
                if history is None and told and not question.private:
                    on_air = shelves[-1].on_air
                    turn = Turn(question.text, answer.text, answer.product, answer.kind, on_air)
                    viewer.remember(question.question_id, turn)
            if not timer.sounds:
                self.turn_over(timer, "ok", answer)
            emit(answer)

    async def _make(
        self,
        question: Question,
        turns: Sequence[Turn],
        timer: TurnTimer,
        waiting: Stretch,
        saw: Callable[[Shelf], None],
        tell: Tell,
    ) -> Answer:
        """Answer when there is a place for it, from the shelf that `saw` is told of."""
        async with self._slots:
            self._engines.live.touch()
            room = await self._prepare()
            waiting.end()
            self._publish(question, events.AnswerStarted(question))
            try:
                shelf = shown(room.shelf, question.about)
                saw(shelf)
                return await self._run(question, shelf, turns, timer, tell)
            except BaseException as error:
                cancelled = isinstance(error, asyncio.CancelledError)
                reason = "cancelled" if cancelled else "failed"
                self._publish(question, events.AnswerStopped(question.question_id, reason))
                _log.info("no answer", text=question.text, reason=reason)
                raise

    @contextmanager
    def _timed(self, question: Question) -> Iterator[TurnTimer]:
        """The turn that `question` is of, its caller's or a new one.

        One that ends in text is over with the answer; one that ends in sound is its caller's to
        end.
        """
        with timing(current_turn() or TurnTimer(question.source)) as timer:
            try:
                yield timer
            except BaseException as error:
                if not timer.sounds:
                    cancelled = isinstance(error, asyncio.CancelledError)
                    self.turn_over(timer, "interrupted" if cancelled else "error")
                raise

    async def _run(
        self,
        question: Question,
        shelf: Shelf,
        turns: Sequence[Turn],
        timer: TurnTimer,
        tell: Tell,
    ) -> Answer:
        answer: Answer | None = None
        answering = self._engines.answerer.answer(question, shelf, turns, self._heard)
        async with aclosing(answering) as stages:  # type: ignore[type-var]
            async for event in stages:
                if isinstance(event, Sentence):
                    tell(event)
                else:
                    answer = event
        if answer is None:
            raise RuntimeError("the answerer ended without an answer")
        latency = timer.latency() if timer.handed_over else None
        return replace(answer.timed(heard=question.heard_ms), latency=latency)

    def _publish(self, question: Question, event: events.Event) -> None:
        self._bus.publish(event, to=question.customer if question.private else "")

    async def _keep(self, answer: Answer) -> None:
        told, answer = answer, in_public(answer)
        question, document = answer.question, answer.as_json()
        self._telemetry.answered(
            outcome=answer.outcome.value,
            source=question.source,
            kind=answer.kind,
            timings_ms=document["timings_ms"],
            rejected=len(answer.checks.rejected),
        )
        _log.info(
            "answered",
            question=question.text,
            answer=answer.text,
            outcome=answer.outcome.value,
            kind=answer.kind,
            composer=answer.composer,
            done_ms=document["timings_ms"]["done"],
        )
        try:
            await self._stores.answers.append(await self._record(told, told))
        except Exception:
            # the viewer gets the answer all the same
            _log.exception("answer not stored", answer_id=answer.answer_id)

    async def _draft(self, answer: Answer, meanwhile: Answer) -> None:
        await self._desk.draft(answer, await self._record(meanwhile, answer))

    async def _record(self, answer: Answer, proposed: Answer) -> AnswerRecord:
        """`answer` as it is kept; staff review what is `proposed`."""
        question, title = answer.question, ""
        if proposed.product:
            product = (await self._prepare()).shelf.product(proposed.product)
            title = product.title if product else ""
        asked = asked_of(proposed, self._room_id, title, waits=is_held(answer))
        if question.private and answer.outcome is Outcome.ANSWERED:
            asked = None  # there is nothing for a person to do, and it is not theirs to read
        return replace(
            record_of(in_public(answer)),
            sound=self._stores.heard.keep(
                question.sound, answer.answer_id, question.asked_at.date()
            ),
            asked=asked,
        )


def question_of(group: Group, room: str) -> Question:
    """What a crowd asks in a room, as one question, in the name of the first."""
    first = next(iter(group.askers.values()))
    return Question(
        text=group.text,
        room=room,
        viewer=first.name,
        asker=first.viewer,
        language=group.gist.language,
        question_id=group.id,
        about=group.on_air,
        askers=len(group.askers),
    )


def shown(shelf: Shelf, on_air: str) -> Shelf:
    """`shelf` as it was with `on_air` shown, where that is still listed."""
    if not on_air or on_air == shelf.on_air or not shelf.number(on_air):
        return shelf
    return shelf.with_on_air(on_air)

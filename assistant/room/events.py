"""What happens in a room, and the bus that tells everyone who watches."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from assistant.answering.values import Answer, Question, Sentence
from assistant.room.cards import Card, RoomView
from assistant.room.helping.fact_card import FactCard
from assistant.room.host_ear.alarms import Alarm
from assistant.room.host_ear.transcript import Spoken
from assistant.room.inbox.groups import Group
from assistant.room.on_air import ShownBy

CAPACITY = 256
"""How many messages may wait for one subscriber."""


class Event(Protocol):
    """Something that happened."""

    def as_json(self) -> Mapping[str, Any]:
        """The event as a JSON object with its `type`."""
        ...


@dataclass(frozen=True, slots=True)
class Comment:
    """What a viewer wrote into the room."""

    id: str
    viewer: str
    text: str
    at: datetime

    def as_json(self) -> Mapping[str, Any]:
        """The comment as the API writes it."""
        return {"id": self.id, "viewer": self.viewer, "text": self.text, "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """The whole room, at first and whenever its catalog changed."""

    room: RoomView

    def as_json(self) -> Mapping[str, Any]:
        """`room.state`."""
        return {"type": "room.state", "room": self.room.model_dump(mode="json")}


@dataclass(frozen=True, slots=True)
class OnAir:
    """Another product is on air, or somebody else's word keeps it there."""

    card: Card | None
    shown: ShownBy = field(default_factory=ShownBy)

    def as_json(self) -> Mapping[str, Any]:
        """`room.on_air`."""
        card = self.card.model_dump(mode="json") if self.card else None
        return {
            "type": "room.on_air",
            "on_air": card,
            "by": self.shown.by,
            "confidence": self.shown.confidence,
            "pinned": self.shown.pinned,
        }


@dataclass(frozen=True, slots=True)
class HostSaid:
    """The host has said something."""

    line: Spoken

    def as_json(self) -> Mapping[str, Any]:
        """`host.said`."""
        return {"type": "host.said", "line": self.line.as_json()}


@dataclass(frozen=True, slots=True)
class HostAlarm:
    """The host said what the shop does not bear out, or staff have settled that."""

    alarm: Alarm

    def as_json(self) -> Mapping[str, Any]:
        """`host.alarm`."""
        return {"type": "host.alarm", "alarm": self.alarm.as_json()}


@dataclass(frozen=True, slots=True)
class CommentAdded:
    """A viewer commented."""

    comment: Comment

    def as_json(self) -> Mapping[str, Any]:
        """`comment.added`."""
        return {"type": "comment.added", "comment": self.comment.as_json()}


@dataclass(frozen=True, slots=True)
class PulseTold:
    """How many comments the last minute had, how many of them asked, and which questions that
    still wait most viewers ask, most first."""

    comments: int
    questions: int
    waiting: Sequence[Group]

    def as_json(self) -> Mapping[str, Any]:
        """`room.pulse`."""
        return {
            "type": "room.pulse",
            "comments": self.comments,
            "questions": self.questions,
            "waiting": [
                {
                    "question_id": group.id,
                    "text": group.text,
                    "language": group.gist.language,
                    "askers": len(group.askers),
                }
                for group in self.waiting
            ],
        }


@dataclass(frozen=True, slots=True)
class CardTold:
    """A fact card is told to the room."""

    card: FactCard

    def as_json(self) -> Mapping[str, Any]:
        """`room.card`."""
        return {"type": "room.card", "card": self.card.as_json()}


@dataclass(frozen=True, slots=True)
class AnswerStarted:
    """A question is being answered."""

    question: Question

    def as_json(self) -> Mapping[str, Any]:
        """`answer.started`."""
        question = self.question
        return {
            "type": "answer.started",
            "question": {
                "question_id": question.question_id,
                "viewer": question.viewer,
                "text": question.text,
                "language": question.language,
                "source": question.source,
                "askers": question.askers,
            },
        }


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer is ready."""

    question_id: str
    sentence: Sentence

    def as_json(self) -> Mapping[str, Any]:
        """`answer.sentence`."""
        return {
            "type": "answer.sentence",
            "question_id": self.question_id,
            "index": self.sentence.index,
            "text": self.sentence.text,
            "language": self.sentence.language,
        }


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """An answer is complete."""

    answer: Answer

    def as_json(self) -> Mapping[str, Any]:
        """`answer.done`."""
        return {
            "type": "answer.done",
            "question_id": self.answer.question.question_id,
            "viewer": self.answer.question.viewer,
            "answer": self.answer.as_json(),
        }


@dataclass(frozen=True, slots=True)
class AnswerTimed:
    """An answer's first sound was handed over; its timings are complete."""

    answer: Answer

    def as_json(self) -> Mapping[str, Any]:
        """`answer.timed`."""
        document = self.answer.as_json()
        return {
            "type": "answer.timed",
            "question_id": self.answer.question.question_id,
            "answer_id": self.answer.answer_id,
            **{key: document[key] for key in ("timings_ms", "latency") if key in document},
        }


@dataclass(frozen=True, slots=True)
class AnswerStopped:
    """No answer will come: the viewer spoke again (`cancelled`), or something broke (`failed`)."""

    question_id: str
    reason: str

    def as_json(self) -> Mapping[str, Any]:
        """`answer.stopped`."""
        return {
            "type": "answer.stopped",
            "question_id": self.question_id,
            "reason": self.reason,
        }


class SubscriberDropped(RuntimeError):
    """A subscriber fell too far behind and gets no more."""


@dataclass(eq=False, slots=True)
class _Subscriber:
    customer: str
    queue: asyncio.Queue[Mapping[str, Any] | None]
    dropped: bool = False

    def put(self, message: Mapping[str, Any] | None) -> None:
        if self.dropped:
            return
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.dropped = True
            # what waits is old news: make room for the word that this is over
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)

    async def messages(self) -> AsyncIterator[Mapping[str, Any]]:
        while (message := await self.queue.get()) is not None:
            yield message
        if self.dropped:
            raise SubscriberDropped("too many events were waiting; connect again")


class EventBus:
    """Tells every subscriber what happens; a slow one is dropped, and holds nobody up."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._subscribers: set[_Subscriber] = set()
        self._closed = False

    def publish(self, event: Event, *, to: str = "") -> None:
        """Tell everyone, or with `to` only whoever watches as that customer, at once and without
        waiting."""
        listening = [one for one in self._subscribers if not to or one.customer == to]
        if not listening:
            return
        message = event.as_json()
        for subscriber in listening:
            subscriber.put(message)

    @asynccontextmanager
    async def subscribe(
        self, customer: str = ""
    ) -> AsyncIterator[AsyncIterator[Mapping[str, Any]]]:
        """The events from now on, as JSON objects, until the bus is closed; those that are for
        nobody but a customer come to who watches as that `customer`.

        The iterator raises SubscriberDropped when its reader is more than the capacity behind.
        """
        subscriber = _Subscriber(customer, asyncio.Queue(self._capacity))
        if self._closed:
            subscriber.put(None)
        self._subscribers.add(subscriber)
        try:
            yield subscriber.messages()
        finally:
            self._subscribers.discard(subscriber)

    def close(self) -> None:
        """Let every subscriber's iterator end."""
        self._closed = True
        for subscriber in self._subscribers:
            subscriber.put(None)

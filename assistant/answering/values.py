"""The values that pass between the stages of an answer. All frozen; none knows a stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import uuid4

from assistant.knowledge.facts import Fact
from assistant.recommend.known import Known
from assistant.speech.audio import Audio
from assistant.speech.product_words import Change
from assistant.telemetry import TurnLatency


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    HANDED_OFF = "handed_off"


Composer = Literal["facts", "model", "staff"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a viewer asked.

    For a question by voice, `heard_ms` is how long recognition took and `corrections` are the
    product words put back in what was heard. `about` is the product (its handle) that was on air
    when it was asked, where that may be another by now; `askers` is how many ask it. `sound` is
    the voice itself. Of a comment `asker` is who counts as one person: in a live room elsewhere not
    their name, which others may have too, but `gateway:id`. `customer` is who asks, as the shop's
    histories name them, where their room token says so; `known` is what the shop knows of them,
    where they ask of their own purchases: the answer is then told to them alone.
    """

    text: str
    room: str
    viewer: str = ""
    language: str = ""
    source: Literal["text", "voice"] = "text"
    question_id: str = field(default_factory=lambda: uuid4().hex)
    asked_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    heard_ms: float = 0.0
    corrections: tuple[Change, ...] = ()
    about: str = ""
    askers: int = 1
    sound: Audio | None = field(default=None, compare=False, repr=False)
    asker: str = ""
    customer: str = field(default="", compare=False, repr=False)
    known: Known | None = field(default=None, compare=False, repr=False)

    @property
    def private(self) -> bool:
        """Whether the answer is for nobody else's eyes and ears."""
        return self.known is not None

    @property
    def who(self) -> str:
        """Whom staff take over, to answer this themselves."""
        return self.asker or self.viewer


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange that is over: what was asked and what the viewer got.

    `on_air` is the product (its handle) that was shown then, where that is known.
    """

    question: str
    answer: str
    product: str = ""
    kind: str = ""
    on_air: str = ""


@dataclass(frozen=True, slots=True)
class HostLine:
    """What the host said, `at` a moment, while `on_air` (a handle) was shown.

    `held_back`: the shop does not bear it out, and staff have not said that it is right.
    """

    text: str
    at: datetime
    on_air: str = ""
    held_back: bool = False


Heard = Callable[[], Sequence[HostLine]]
"""Gives what the host has said lately, oldest first."""


def heard_nothing() -> Sequence[HostLine]:
    """Where no host is heard."""
    return ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A sentence that was held back, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What verification found over the whole answer."""

    supported: bool = True
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question was complete; `heard` is recognition, before that."""

    heard: float = 0.0
    understood: float = 0.0
    grounded: float = 0.0
    first_sentence: float = 0.0
    first_audio: float = 0.0
    done: float = 0.0


def fact_json(fact: Fact) -> Mapping[str, Any]:
    """A fact as the API writes it."""
    return {
        "product": fact.product,
        "field": fact.field,
        "value": fact.value,
        "unit": fact.unit,
        "source": fact.source,
        "label": fact.label,
        "subject": fact.subject,
        "origin": fact.origin,
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a viewer got, with the facts it rests on.

    `latency` says where the time to its first sound (in text: its first sentence) went, once that
    was handed over. `missing` names what the catalog lacks of what was asked. `key` and
    `confidence` are those of the question's gist.
    """

    question: Question
    text: str
    language: str
    outcome: Outcome
    facts: tuple[Fact, ...] = ()
    composer: Composer = "facts"
    checks: Checks = Checks()
    timings: Timings = Timings()
    kind: str = ""
    product: str = ""
    answer_id: str = field(default_factory=lambda: uuid4().hex)
    latency: TurnLatency | None = None
    missing: tuple[str, ...] = ()
    key: str = ""
    confidence: float = 1.0

    def timed(self, **changes: float) -> "Answer":
        """The same answer with some timings filled in."""
        return replace(self, timings=replace(self.timings, **changes))

    def as_json(self) -> Mapping[str, Any]:
        """The answer as DESIGN's contract writes it."""
        timings = self.timings
        latency = {"latency": self.latency.as_json()} if self.latency is not None else {}
        return {
            "answer_id": self.answer_id,
            "room": self.question.room,
            "question": {
                "text": self.question.text,
                "language": self.question.language or self.language,
                "source": self.question.source,
                **({"askers": self.question.askers} if self.question.askers > 1 else {}),
                **self._corrections(),
            },
            "text": self.text,
            "language": self.language,
            "outcome": self.outcome.value,
            "kind": self.kind,
            "product": self.product,
            **({"missing": list(self.missing)} if self.missing else {}),
            "facts": [fact_json(fact) for fact in self.facts],
            "composer": self.composer,
            **({"private": True} if self.question.private else {}),
            "checks": {
                "supported": self.checks.supported,
                "rejected": [
                    {"text": item.text, "reason": item.reason} for item in self.checks.rejected
                ],
            },
            "timings_ms": {
                name: round(getattr(timings, name), 3)
                for name in (
                    "heard",
                    "understood",
                    "grounded",
                    "first_sentence",
                    "first_audio",
                    "done",
                )
            },
            **latency,
        }

    def _corrections(self) -> dict[str, Any]:
        changes = self.question.corrections
        return {"corrections": [asdict(change) for change in changes]} if changes else {}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One checked sentence of an answer, ready to be shown and spoken."""

    text: str
    language: str
    index: int
    composer: Composer = "facts"


AnswerEvent = Sentence | Answer
"""What an answerer yields: sentences as they are ready, then the whole answer, once, last."""

"""What may happen to a question now, by the mode of its room and by who has taken it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from assistant.answering.values import Answer, Outcome, Question
from assistant.store.conduct import RoomConduct, Takeover


class Mode(StrEnum):
    """How a room answers: by itself, by drafts that wait for a person, or not at all."""

    AUTO = "auto"
    ASSIST = "assist"
    OFF = "off"


Reason = Literal["", "stopped", "taken_over", "off", "private"]
"""Why the assistant holds its tongue: all rooms are stopped, staff have taken over, mode `off`, or
what is for one viewer alone would have to wait as a draft, which is told to the room."""

AnsweredBy = Literal["assistant", "staff", "nobody"]

HELD = "held."
"""Begins the kind of an answer that is not the assistant's to tell: `held.taken_over`, …"""

WAITING = HELD + "draft"
"""The kind of an answer that waits for a person, and of what is said meanwhile."""

_STRICT = ("answer", "draft", "hold")


@dataclass(frozen=True, slots=True)
class Ruling:
    """The assistant answers, makes a draft, or holds its tongue for a `reason`."""

    says: Literal["answer", "draft", "hold"] = "answer"
    reason: Reason = ""

    def stricter_than(self, other: "Ruling") -> bool:
        """Whether what `other` allowed may no longer go on."""
        return _STRICT.index(self.says) > _STRICT.index(other.says)


@dataclass(frozen=True, slots=True)
class Conduct:
    """A room's conduct at one moment, and whether all rooms are stopped."""

    room: RoomConduct
    stopped: bool

    def takeover(self, viewer: str, now: datetime) -> Takeover | None:
        """The one in force of `viewer` alone, or with "" of the whole room."""
        for one in self.room.takeovers:
            if one.viewer == viewer and (one.until is None or now < one.until):
                return one
        return None

    def ruling(self, viewers: Sequence[str], now: datetime) -> Ruling:
        """What may happen to a question that all of `viewers` ask: one whom nobody has taken over
        is answered, and so the question is."""
        if self.stopped:
            return Ruling("hold", "stopped")
        if self.takeover("", now) or (
            any(viewers) and all(one and self.takeover(one, now) for one in viewers)
        ):
            return Ruling("hold", "taken_over")
        if self.room.mode == Mode.OFF:
            return Ruling("hold", "off")
        return Ruling("draft" if self.room.mode == Mode.ASSIST else "answer")

    def answered_by(self, now: datetime) -> AnsweredBy:
        """Who answers the room as a whole, as its viewers are told."""
        ruling = self.ruling((), now)
        if self.takeover("", now):
            return "staff"
        return "nobody" if ruling.says == "hold" else "assistant"


def held_answer(question: Question, language: str, kind: str) -> Answer:
    """The answer to a question that the assistant leaves to a person: no word, `handed_off`."""
    language = question.language or language
    return Answer(question, "", language, Outcome.HANDED_OFF, kind=kind)


def is_held(answer: Answer) -> bool:
    """Whether `answer` is none of the assistant's to tell."""
    return answer.kind.startswith(HELD)

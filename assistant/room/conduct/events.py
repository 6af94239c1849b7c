"""What staff and viewers are told of who answers, beside `room.events`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.answering.values import Question
from assistant.room.conduct.ruling import AnsweredBy
from assistant.room.conduct.words import draft_view
from assistant.store.conduct import DraftRecord, WordsRecord


@dataclass(frozen=True, slots=True)
class ConductChanged:
    """The room is conducted otherwise; for staff."""

    conduct: Mapping[str, Any]

    def as_json(self) -> Mapping[str, Any]:
        """`room.conduct`."""
        return {"type": "room.conduct", "conduct": self.conduct}


@dataclass(frozen=True, slots=True)
class AnsweredByOther:
    """Somebody else answers the room now, or nobody; for everyone."""

    by: AnsweredBy

    def as_json(self) -> Mapping[str, Any]:
        """`room.answered_by`."""
        return {"type": "room.answered_by", "answered_by": self.by}


@dataclass(frozen=True, slots=True)
class QuestionHeld:
    """A question that the assistant leaves to a person, and why; for staff."""

    question: Question
    answer_id: str
    reason: str

    def as_json(self) -> Mapping[str, Any]:
        """`question.held`."""
        return {
            "type": "question.held",
            "question_id": self.question.question_id,
            "answer_id": self.answer_id,
            "viewer": self.question.viewer,
            "to": self.question.who,
            "text": self.question.text,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """A draft waits, or no longer; for staff."""

    draft: DraftRecord

    def as_json(self) -> Mapping[str, Any]:
        """`draft.waiting`, or `draft.settled`."""
        kind = "draft.waiting" if self.draft.state == "waiting" else "draft.settled"
        return {"type": kind, "draft": draft_view(self.draft)}


@dataclass(frozen=True, slots=True)
class WordsTold:
    """Staff's words, or a draft of theirs, are told."""

    words: WordsRecord

    def as_json(self) -> Mapping[str, Any]:
        """`answer.done`, as of any answer."""
        document = self.words.document
        return {
            "type": "answer.done",
            "question_id": document["question_id"],
            "viewer": document["viewer"],
            "answer": document["answer"],
        }

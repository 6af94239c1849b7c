"""What is told in a room on staff's word: what it is, whom it is for, and who can tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.answering.values import Answer, Composer
from assistant.store import AnswerRecord
from assistant.store.conduct import DraftRecord, WordsRecord


@dataclass(frozen=True, slots=True)
class Words:
    """`text` for the viewer `to`, or with "" for the room; `askers` more than one names a crowd, of
    which `to` is the first. `aloud` is heard too, where that is possible."""

    answer_id: str
    question_id: str
    text: str
    language: str
    to: str = ""
    askers: int = 1
    aloud: bool = False
    composer: Composer = "staff"


class Place(Protocol):
    """Where words reach somebody beside the room's events: a conversation, a live room."""

    def holds(self, viewer: str) -> bool:
        """Whether `viewer` can be told something here; "" is everybody."""
        ...

    def fall_silent(self) -> None:
        """The room is conducted otherwise: what may be said no longer is not heard any more."""
        ...

    async def tell(self, words: Words) -> None:
        """Tell it, in its turn. What cannot be told is logged by who cannot."""
        ...


def document_of(answer: Answer, *, to: str, aloud: bool) -> dict[str, Any]:
    """An answer and whom it is for, as drafts and words are kept."""
    question = answer.question
    return {
        "answer": dict(answer.as_json()),
        "question_id": question.question_id,
        "viewer": question.viewer,
        "to": to,
        "aloud": aloud,
    }


def words_of(record: WordsRecord) -> Words:
    """What a kept record has told."""
    document = record.document
    answer = document["answer"]
    return Words(
        answer_id=record.answer_id,
        question_id=document["question_id"],
        text=answer["text"],
        language=answer["language"],
        to=document["to"],
        askers=answer["question"].get("askers", 1),
        aloud=document["aloud"],
        composer=answer["composer"],
    )


def approved(draft: DraftRecord, text: str, by: str) -> WordsRecord:
    """A draft as it is told: as it was made or, where `text` says it otherwise, in staff's words,
    for which the facts of the draft no longer speak."""
    answer = dict(draft.document["answer"])
    if text and text != answer["text"]:
        answer |= {"text": text, "composer": "staff", "facts": []}
        answer |= {"checks": {"supported": True, "rejected": []}}
        answer |= {"outcome": "answered"}
    return WordsRecord(draft.draft_id, draft.room, {**draft.document, "answer": answer}, by)


def record_of(answer: Answer) -> AnswerRecord:
    """An answer as the store keeps it."""
    question = answer.question
    return AnswerRecord(
        answer_id=answer.answer_id,
        room=question.room,
        question_id=question.question_id,
        viewer=question.viewer,
        question=question.text,
        outcome=answer.outcome.value,
        document=answer.as_json(),
    )


def draft_view(draft: DraftRecord) -> Mapping[str, Any]:
    """A draft as staff see it."""
    return {
        "draft_id": draft.draft_id,
        "question_id": draft.document["question_id"],
        "viewer": draft.document["viewer"],
        "to": draft.document["to"],
        "answer": draft.document["answer"],
        "made_at": draft.made_at.isoformat(),
        "until": draft.until.isoformat(),
        "state": draft.state,
        "by": draft.by,
    }

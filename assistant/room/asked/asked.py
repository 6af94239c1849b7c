"""An answer as the review queue takes it in."""

import hashlib
import json

from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.normalise import normalise
from assistant.answering.values import Answer, Outcome
from assistant.room.asked.forced import forced_in
from assistant.settings import Settings
from assistant.store.review.intake import Asked
from assistant.store.review.ranking import Deadlines

OF_ONE_VIEWER = frozenset(
    {Kind.COMPLAINT, Kind.HUMAN, Kind.ORDER_STATUS, Kind.ORDER_CHANGE, Kind.DAMAGE}
)
"""Kinds that each viewer asks for themselves: the same words are not the same question."""


def asked_of(answer: Answer, room: str, title: str, *, waits: bool = False) -> Asked | None:
    """`answer` for the queue, about a product of that `title`; None for the words of staff.

    One that `waits` was told to nobody: it is for staff to answer.
    """
    if answer.composer == "staff":
        return None
    question = answer.question
    forced = forced_in(question.text)
    own = bool(forced) or answer.kind in OF_ONE_VIEWER
    return Asked(
        room=room,
        key=_key(answer, question.viewer or question.question_id if own else ""),
        question=question.text,
        viewer=question.viewer,
        language=answer.language,
        kind=answer.kind,
        outcome=(Outcome.HANDED_OFF if waits else answer.outcome).value,
        answer=answer.text,
        answer_id=answer.answer_id,
        digest=_says(answer),
        at=question.asked_at,
        product=answer.product,
        title=title,
        confidence=answer.confidence,
        forced=forced,
        askers=question.askers,
        to=question.who,
        waits=waits,
    )


def deadlines_of(settings: Settings) -> Deadlines:
    """By when staff are to have seen what is asked, as it is set."""
    return Deadlines(settings.review_forced_s, settings.review_waiting_s, settings.review_other_s)


def _key(answer: Answer, whose: str) -> str:
    words = normalise(answer.question.text)
    return _digest([answer.key or [answer.language, answer.product, words], whose])


def _says(answer: Answer) -> str:
    """A digest of what an answer comes to, however it is worded."""
    facts = sorted((fact.product, fact.field, fact.value, fact.unit) for fact in answer.facts)
    return _digest([answer.outcome, facts])


def _digest(values: object) -> str:
    written = json.dumps(values, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]

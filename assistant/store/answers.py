"""Answers given, kept as the API writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.database import Database, NotStored
from assistant.store.review.intake import Asked, take_in
from assistant.store.review.ranking import Deadlines
from assistant.store.tables import AnswerRow


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer: `document` is its JSON; the rest is what it is found by. `sound` is where the
    voice it was asked by is kept, "" for none. `asked` is how the review queue takes it in when it
    is added; None for what is nobody's to review, and for what was read."""

    answer_id: str
    room: str
    question_id: str
    viewer: str
    question: str
    outcome: str
    document: Mapping[str, Any]
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    sound: str = ""
    asked: Asked | None = None


class Answers:
    """The answers in the store."""

    def __init__(self, database: Database, deadlines: Deadlines | None = None) -> None:
        """`deadlines`: by when staff are to have seen what is asked."""
        self._database = database
        self._deadlines = deadlines or Deadlines()

    async def append(self, record: AnswerRecord) -> None:
        """Keep one more answer."""
        async with self._database.writing() as session:
            await add_answer(session, record, self._deadlines)

    async def replace_document(self, answer_id: str, document: Mapping[str, Any]) -> None:
        """Write an answer's JSON anew. Raises NotStored."""
        async with self._database.writing() as session:
            changed = await session.execute(
                update(AnswerRow)
                .where(AnswerRow.answer_id == answer_id)
                .values(document=dict(document))
                .returning(AnswerRow.seq)
            )
            if changed.scalar_one_or_none() is None:
                raise _no_answer(answer_id)

    async def get(self, answer_id: str) -> AnswerRecord:
        """One answer. Raises NotStored."""
        async with self._database.reading() as session:
            row = await session.scalar(select(AnswerRow).where(AnswerRow.answer_id == answer_id))
        if row is None:
            raise _no_answer(answer_id)
        return record_of(row)

    async def list(self, room: str, *, limit: int = 50) -> tuple[AnswerRecord, ...]:
        """The last `limit` answers of a room, newest last."""
        query = (
            select(AnswerRow)
            .where(AnswerRow.room == room)
            .order_by(AnswerRow.seq.desc())
            .limit(limit)
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
        return tuple(record_of(row) for row in reversed(rows))


async def add_answer(session: AsyncSession, record: AnswerRecord, deadlines: Deadlines) -> None:
    """Keep `record`, for whoever keeps more in the same transaction; the question that was `asked`
    waits for staff from then on."""
    asked = record.asked
    session.add(
        AnswerRow(
            answer_id=record.answer_id,
            room=record.room,
            question_id=record.question_id,
            viewer=record.viewer,
            question=record.question,
            outcome=record.outcome,
            document=dict(record.document),
            item=await take_in(session, asked, deadlines) if asked is not None else None,
            sound=record.sound or None,
            created_at=record.created_at,
        )
    )


def _no_answer(answer_id: str) -> NotStored:
    return NotStored(f"there is no answer {answer_id!r}")


def record_of(row: AnswerRow) -> AnswerRecord:
    """An answer as it stands in the store."""
    return AnswerRecord(
        answer_id=row.answer_id,
        room=row.room,
        question_id=row.question_id,
        viewer=row.viewer,
        question=row.question,
        outcome=row.outcome,
        document=row.document,
        sound=row.sound or "",
        created_at=row.created_at,
    )

"""What was asked and answered, read in order and, when its time is over, removed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select

from assistant.store.answers import AnswerRecord, record_of
from assistant.store.database import Database
from assistant.store.figures import Period
from assistant.store.repurchase.tables import RepurchaseBatchRow, RepurchaseDraftRow
from assistant.store.review.tables import ReviewActionRow, ReviewItemRow
from assistant.store.tables import AnswerRow, RoomMinuteRow

PAGE = 500
"""Rows in memory at a time, and in one transaction where they are removed."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What somebody of staff did to a question: `kind` of action, `detail` as JSON."""

    action_id: str
    at: datetime
    room: str
    item: int
    question: str
    by: str
    kind: str
    detail: Mapping[str, Any]


class History:
    """The answers of all rooms, and what staff did about them, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, period: Period) -> AsyncIterator[AnswerRecord]:
        """Each answer of a period; a long one is read page by page, and holds up no writer."""
        after = 0
        while rows := await self._page(period, after):
            for row in rows:
                yield record_of(row)
            after = rows[-1].seq

    async def actions(self, period: Period) -> AsyncIterator[Acted]:
        """Each thing that staff did to a review item in a period, oldest first."""
        row, at, last = ReviewActionRow, period.since, ""
        while True:
            query = (
                select(row, ReviewItemRow.room, ReviewItemRow.question)
                .join(ReviewItemRow, ReviewItemRow.id == row.item)
                .where(or_(row.at > at, and_(row.at == at, row.id > last)), row.at < period.until)
                .order_by(row.at, row.id)
                .limit(PAGE)
            )
            if period.room:
                query = query.where(ReviewItemRow.room == period.room)
            async with self._database.reading() as session:
                found = (await session.execute(query)).all()
            for action, room, question in found:
                yield Acted(
                    action.id,
                    action.at,
                    room,
                    action.item,
                    question,
                    action.actor_name or action.actor,
                    action.kind,
                    action.detail,
                )
            if len(found) < PAGE:
                return
            at, last = found[-1][0].at, found[-1][0].id

    async def remove(self, before: datetime) -> int:
        """Remove what is older, with what hangs on it, and messages to customers; how many answers
        that were.

        Page by page, each in a transaction of its own: what is cut off in the middle goes on where
        it was.
        """
        removed = 0
        while True:
            old = select(AnswerRow.seq).where(AnswerRow.created_at < before).limit(PAGE)
            async with self._database.writing() as session:
                gone = await session.execute(
                    delete(AnswerRow).where(AnswerRow.seq.in_(old)).returning(AnswerRow.seq)
                )
                count = len(gone.all())
                if not count:
                    await session.execute(
                        delete(RoomMinuteRow).where(RoomMinuteRow.minute < before)
                    )
                    await session.execute(
                        delete(ReviewItemRow).where(ReviewItemRow.asked_at < before)
                    )
                    for row, at in (
                        (RepurchaseDraftRow, RepurchaseDraftRow.created_at),
                        (RepurchaseBatchRow, RepurchaseBatchRow.touched_at),
                    ):
                        await session.execute(delete(row).where(at < before))
                    return removed
            removed += count

    async def _page(self, period: Period, after: int) -> Sequence[AnswerRow]:
        query = (
            select(AnswerRow)
            .where(AnswerRow.seq > after)
            .where(AnswerRow.created_at >= period.since, AnswerRow.created_at < period.until)
            .order_by(AnswerRow.seq)
            .limit(PAGE)
        )
        if period.room:
            query = query.where(AnswerRow.room == period.room)
        async with self._database.reading() as session:
            return (await session.scalars(query)).all()

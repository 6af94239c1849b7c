"""What was asked and answered, read in order and, when its time is over, removed."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from assistant.store.answers import AnswerRecord, record_of
from assistant.store.database import Database
from assistant.store.figures import Period
from assistant.store.review.tables import ReviewItemRow
from assistant.store.tables import AnswerRow, RoomMinuteRow

PAGE = 500
"""Rows in memory at a time, and in one transaction where they are removed."""


class History:
    """The answers of all rooms, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, period: Period) -> AsyncIterator[AnswerRecord]:
        """Each answer of a period; a long one is read page by page, and holds up no writer."""
        after = 0
        while rows := await self._page(period, after):
            for row in rows:
                yield record_of(row)
            after = rows[-1].seq

    async def remove(self, before: datetime) -> int:
        """Remove what is older, with what hangs on it; how many answers that were.

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

"""What the answers of a time come to, counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, case, cast, extract, func, select

from assistant.store.database import Database
from assistant.store.review.tables import ReviewActionRow, ReviewItemRow
from assistant.store.tables import AnswerRatingRow, AnswerRow, RoomMinuteRow

TIMED = 50_000
"""Answers, the newest, of which times are read: percentiles of more are the same."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to before `until`, of one room or (`""`) of all."""

    since: datetime
    until: datetime
    room: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many answers of a kind ended in an outcome, and how many viewers asked for them."""

    kind: str
    outcome: str
    composer: str
    answers: int
    askers: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """What was asked of a product (its handle; "" for the shop) and not answered: `missing` as
    grounding names it, an example of how it was asked, and the newest answer to it."""

    product: str
    kind: str
    missing: str
    outcome: str
    answers: int
    askers: int
    example: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """What happened in a stretch of time that begins `at`."""

    at: datetime
    comments: int = 0
    questions: int = 0
    answers: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one answer, as `Timings` has them."""

    first_sentence: float
    first_audio: float
    done: float


class AnswerFigures:
    """Counts answers, comments and ratings of a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counted(self, period: Period) -> list[Counted]:
        """By kind, outcome and who worded it, most first."""
        document = AnswerRow.document
        kind, composer = document["kind"].as_string(), document["composer"].as_string()
        number = func.count()
        query = (
            select(kind, AnswerRow.outcome, composer, number, func.sum(_askers()))
            .group_by(kind, AnswerRow.outcome, composer)
            .order_by(number.desc(), kind)
        )
        rows = await self._rows(_within(query, period))
        return [
            Counted(kind or "", how, by or "", n, int(askers)) for kind, how, by, n, askers in rows
        ]

    async def lacking(self, period: Period, *, limit: int) -> list[Lacking]:
        """What most viewers asked and were not told, most first."""
        document = AnswerRow.document
        product, kind = document["product"].as_string(), document["kind"].as_string()
        missing = func.coalesce(cast(document["missing"], Text), "[]")
        askers = func.sum(_askers())
        query = (
            select(
                product,
                kind,
                missing,
                AnswerRow.outcome,
                func.count(),
                askers,
                func.max(AnswerRow.seq),
            )
            .where(AnswerRow.outcome.in_(("unknown", "handed_off")))
            .group_by(product, kind, missing, AnswerRow.outcome)
            .order_by(askers.desc(), func.max(AnswerRow.seq).desc())
            .limit(limit)
        )
        rows = await self._rows(_within(query, period))
        newest = await self._rows(
            select(AnswerRow.seq, AnswerRow.question, AnswerRow.answer_id, document).where(
                AnswerRow.seq.in_([row[-1] for row in rows])
            )
        )
        example = {seq: (question, answer_id, said) for seq, question, answer_id, said in newest}
        return [
            Lacking(
                product=product or "",
                kind=kind or "",
                missing=", ".join(example[seq][2].get("missing", ())),
                outcome=outcome,
                answers=answers,
                askers=int(asked),
                example=example[seq][0],
                answer_id=example[seq][1],
            )
            for product, kind, _, outcome, answers, asked, seq in rows
        ]

    async def buckets(self, period: Period, *, every_s: int) -> list[Bucket]:
        """Comments, questions and answers by stretches of `every_s`, oldest first, with those in
        which nothing happened."""
        answered = _stretch(AnswerRow.created_at, every_s)
        open_ = case((AnswerRow.outcome.in_(("unknown", "handed_off")), 1), else_=0)
        answers = select(answered, func.count(), func.sum(open_)).group_by(answered)
        written = _stretch(RoomMinuteRow.minute, every_s)
        minutes = (
            select(written, func.sum(RoomMinuteRow.comments), func.sum(RoomMinuteRow.questions))
            .where(RoomMinuteRow.minute >= period.since, RoomMinuteRow.minute < period.until)
            .group_by(written)
        )
        if period.room:
            minutes = minutes.where(RoomMinuteRow.room == period.room)
        given = {
            at: (n, unanswered) for at, n, unanswered in await self._rows(_within(answers, period))
        }
        said = {at: (comments, asked) for at, comments, asked in await self._rows(minutes)}
        first, last = (
            int(moment.timestamp()) // every_s for moment in (period.since, period.until)
        )
        none = (0, 0)
        return [
            Bucket(
                datetime.fromtimestamp(at * every_s, UTC), *said.get(at, none), *given.get(at, none)
            )
            for at in range(first, last + 1)
        ]

    async def times(self, period: Period) -> list[Timed]:
        """How long the newest answers took."""
        timings = AnswerRow.document["timings_ms"]
        columns = [timings[name].as_float() for name in ("first_sentence", "first_audio", "done")]
        query = select(*columns).order_by(AnswerRow.seq.desc()).limit(TIMED)
        rows = await self._rows(_within(query, period))
        return [Timed(*(value or 0.0 for value in row)) for row in rows]

    async def corrected(self, period: Period) -> int:
        """How many times staff answered, or answered otherwise, from the review queue."""
        row = ReviewActionRow
        query = (
            select(func.count())
            .select_from(row)
            .where(row.kind == "correct", row.at >= period.since, row.at < period.until)
        )
        if period.room:
            item = ReviewItemRow.id == row.item
            query = query.join(ReviewItemRow, item).where(ReviewItemRow.room == period.room)
        ((count,),) = await self._rows(query)
        return int(count)

    async def ratings(self, period: Period) -> tuple[int, int]:
        """How many times viewers said that an answer helped, and that it did not."""
        helped = func.sum(case((AnswerRatingRow.helped, 1), else_=0))
        query = select(helped, func.count()).join(
            AnswerRow, AnswerRow.answer_id == AnswerRatingRow.answer_id
        )
        ((good, all_of_them),) = await self._rows(_within(query, period))
        return good or 0, all_of_them - (good or 0)

    async def _rows(self, query: Any) -> Sequence[Any]:
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.execute(query)).all()
        return rows


def _within(query: Any, period: Period) -> Any:
    query = query.where(AnswerRow.created_at >= period.since, AnswerRow.created_at < period.until)
    query = query.where(AnswerRow.question != "")  # staff's own words answer no question
    return query.where(AnswerRow.room == period.room) if period.room else query


def _askers() -> ColumnElement[int]:
    return func.coalesce(AnswerRow.document["question"]["askers"].as_integer(), 1)


def _stretch(column: Any, every_s: int) -> ColumnElement[int]:
    return cast(extract("epoch", column), Integer) // every_s

"""Who answers in each room, kept, and what is new of it to a process that looks again.

Each change counts `ConductRow.version` up in its own transaction, whose lock puts the changes of
all processes in one order. Who has seen version n asks for the news since n.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.answers import AnswerRecord, add_answer
from assistant.store.database import Database, NotStored
from assistant.store.review.ranking import Deadlines
from assistant.store.tables import (
    AnswerRow,
    ConductRow,
    DraftRow,
    RoomConductRow,
    RoomRow,
    TakeoverRow,
    WordsRow,
)

DraftState = Literal["waiting", "approved", "handed_off"]


@dataclass(frozen=True, slots=True)
class Takeover:
    """Staff (`by`) answer a viewer, or with "" the whole room, until given back or `until`."""

    viewer: str
    by: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoomConduct:
    """How one room answers."""

    mode: str = "auto"
    takeovers: tuple[Takeover, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """An answer that waits for a person until `until`, or what became of it, on whose word.

    `document` holds the `answer` as the API writes it, and whom it is for.
    """

    draft_id: str
    room: str
    document: Mapping[str, Any]
    made_at: datetime
    until: datetime
    state: DraftState = "waiting"
    by: str = ""


@dataclass(frozen=True, slots=True)
class WordsRecord:
    """What is to be told in a room on staff's word; `document` as a draft's."""

    answer_id: str
    room: str
    document: Mapping[str, Any]
    by: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class News:
    """The whole conduct at `version`, and the drafts and words that are new since."""

    version: int
    stopped: bool
    stopped_by: str
    rooms: Mapping[str, RoomConduct]
    drafts: tuple[DraftRecord, ...] = ()
    words: tuple[WordsRecord, ...] = ()


class DraftSettled(ValueError):
    """The draft waits no longer; the message says what became of it."""


class ConductRecords:
    """The conduct of every room in the store."""

    def __init__(self, database: Database, deadlines: Deadlines | None = None) -> None:
        """`deadlines`: by when staff are to have seen a draft."""
        self._database = database
        self._deadlines = deadlines or Deadlines()

    async def version(self) -> int:
        """Of the last change."""
        async with self._database.reading() as session:
            return (await session.scalars(select(ConductRow.version))).one()

    async def news(self, since: int | None = None) -> News:
        """Everything, with what came after version `since`; None: only drafts that still wait."""
        async with self._database.reading() as session:
            state = (await session.scalars(select(ConductRow))).one()
            modes = {row.room: row.mode for row in await session.scalars(select(RoomConductRow))}
            taken: dict[str, list[Takeover]] = {}
            query = select(TakeoverRow).order_by(TakeoverRow.since, TakeoverRow.viewer)
            for row in await session.scalars(query):
                taken.setdefault(row.room, []).append(_takeover(row))
            drafts = select(DraftRow).order_by(DraftRow.version)
            words: list[WordsRow] = []
            if since is None:
                drafts = drafts.where(DraftRow.state == "waiting")
            else:
                # what was committed while this reads comes with the next news, and only with them
                new = select(WordsRow).order_by(WordsRow.version)
                new = new.where(WordsRow.version > since, WordsRow.version <= state.version)
                words = list(await session.scalars(new))
                drafts = drafts.where(DraftRow.version > since, DraftRow.version <= state.version)
            found = list(await session.scalars(drafts))
        rooms = {
            room: RoomConduct(modes.get(room, "auto"), tuple(taken.get(room, ())))
            for room in modes.keys() | taken.keys()
        }
        return News(
            state.version,
            state.stopped,
            state.by,
            rooms,
            tuple(map(_draft, found)),
            tuple(WordsRecord(w.answer_id, w.room, w.document, w.by, w.at) for w in words),
        )

    async def stop(self, stopped: bool, *, by: str, at: datetime) -> None:
        """Stop all rooms, or let them go on."""
        async with self._changing() as (session, _):
            await session.execute(update(ConductRow).values(stopped=stopped, by=by, at=at))

    async def set_mode(self, room: str, mode: str, *, by: str, at: datetime) -> None:
        """Let a room answer in another way. Raises NotStored."""
        async with self._changing(room) as (session, _):
            await session.merge(RoomConductRow(room=room, mode=mode, by=by, at=at))

    async def take_over(self, room: str, takeover: Takeover) -> None:
        """Note who answers; a newer one of the same viewer takes its place. Raises NotStored."""
        async with self._changing(room) as (session, _):
            await session.merge(
                TakeoverRow(
                    room=room,
                    viewer=takeover.viewer,
                    by=takeover.by,
                    since=takeover.since,
                    until=takeover.until,
                )
            )

    async def give_back(self, room: str, viewer: str) -> bool:
        """Forget who answers; False where nobody did."""
        async with self._changing() as (session, _):
            gone = await session.execute(
                delete(TakeoverRow)
                .where(TakeoverRow.room == room, TakeoverRow.viewer == viewer)
                .returning(TakeoverRow.viewer)
            )
            return gone.scalar_one_or_none() is not None

    async def add_draft(self, draft: DraftRecord, answer: AnswerRecord) -> None:
        """Keep a draft that waits, and beside it the `answer` as it stands meanwhile."""
        async with self._changing() as (session, version):
            await add_answer(session, answer, self._deadlines)
            session.add(
                DraftRow(
                    draft_id=draft.draft_id,
                    room=draft.room,
                    version=version,
                    state=draft.state,
                    document=dict(draft.document),
                    made_at=draft.made_at,
                    until=draft.until,
                    by=draft.by,
                )
            )

    async def drafts(self, room: str, *, limit: int = 200) -> tuple[DraftRecord, ...]:
        """The drafts of a room that wait, oldest first."""
        query = (
            select(DraftRow)
            .where(DraftRow.room == room, DraftRow.state == "waiting")
            .order_by(DraftRow.version)
            .limit(limit)
        )
        async with self._database.reading() as session:
            return tuple(map(_draft, await session.scalars(query)))

    async def drafts_of(self, item: int, since: datetime) -> tuple[DraftRecord, ...]:
        """The drafts of a review item that were made since then, oldest first."""
        query = (
            select(DraftRow)
            .join(AnswerRow, AnswerRow.answer_id == DraftRow.draft_id)
            .where(AnswerRow.item == item, DraftRow.made_at >= since)
            .order_by(DraftRow.version)
        )
        async with self._database.reading() as session:
            return tuple(map(_draft, await session.scalars(query)))

    async def draft(self, room: str, draft_id: str) -> DraftRecord:
        """One draft, whatever became of it. Raises NotStored."""
        async with self._database.reading() as session:
            row = await session.get(DraftRow, draft_id)
        if row is None or row.room != room:
            raise NotStored(f"room {room!r} has no draft {draft_id!r}")
        return _draft(row)

    async def hand_off(self, draft: DraftRecord, *, by: str = "") -> None:
        """A draft is not told: it was refused, or nobody approved it. Raises DraftSettled."""
        async with self._changing() as (session, version):
            await self._settle(session, draft, version, "handed_off", by)

    async def approve(self, draft: DraftRecord, words: WordsRecord, *, now: datetime) -> None:
        """A draft is to be told as `words`: both, or neither. Raises DraftSettled."""
        answer = words.document["answer"]
        async with self._changing() as (session, version):
            if now > draft.until:
                raise DraftSettled(f"draft {draft.draft_id!r} waited too long and was handed off")
            await self._settle(session, draft, version, "approved", words.by)
            await session.execute(
                update(AnswerRow)
                .where(AnswerRow.answer_id == draft.draft_id)
                .values(document=answer, outcome=answer["outcome"])
            )
            await session.merge(_words_row(words, version))

    async def add_words(self, words: WordsRecord, answer: AnswerRecord) -> bool:
        """Keep what staff say, and as an `answer` unless one of that id is kept already.

        False where words of that id were kept before: they stay, and are not told again.
        """
        async with self._changing() as (session, version):
            if await session.get(WordsRow, words.answer_id) is not None:
                return False
            kept = select(AnswerRow.seq).where(AnswerRow.answer_id == words.answer_id)
            if await session.scalar(kept) is None:
                await add_answer(session, answer, self._deadlines)
            session.add(_words_row(words, version))
        return True

    @asynccontextmanager
    async def _changing(self, room: str = "") -> AsyncIterator[tuple[AsyncSession, int]]:
        """A transaction that is one change, with its version. Raises NotStored for no such room."""
        async with self._database.writing() as session:
            bumped = await session.execute(
                update(ConductRow)
                .values(version=ConductRow.version + 1)
                .returning(ConductRow.version)
            )
            version = bumped.scalar_one()
            if room and await session.get(RoomRow, room) is None:
                raise NotStored(f"there is no room {room!r}")
            yield session, version

    @staticmethod
    async def _settle(
        session: AsyncSession, draft: DraftRecord, version: int, state: DraftState, by: str
    ) -> None:
        settled = await session.execute(
            update(DraftRow)
            .where(DraftRow.draft_id == draft.draft_id, DraftRow.state == "waiting")
            .values(state=state, by=by, version=version)
            .returning(DraftRow.draft_id)
        )
        if settled.scalar_one_or_none() is None:
            row = await session.get(DraftRow, draft.draft_id)
            was = "handed off" if row is None or row.state == "handed_off" else "approved"
            raise DraftSettled(f"draft {draft.draft_id!r} was {was} before")


def _takeover(row: TakeoverRow) -> Takeover:
    return Takeover(row.viewer, row.by, row.since, row.until)


def _draft(row: DraftRow) -> DraftRecord:
    state: DraftState = row.state  # type: ignore[assignment]
    return DraftRecord(row.draft_id, row.room, row.document, row.made_at, row.until, state, row.by)


def _words_row(words: WordsRecord, version: int) -> WordsRow:
    return WordsRow(
        answer_id=words.answer_id,
        room=words.room,
        version=version,
        document=dict(words.document),
        by=words.by,
        at=words.at,
    )

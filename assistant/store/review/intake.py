"""How answers come into the queue: in the transaction that keeps the answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.review.ranking import Deadlines, rank
from assistant.store.review.states import State
from assistant.store.review.tables import ReviewCountRow, ReviewItemRow
from assistant.store.review.words import index_item, index_more
from assistant.store.tables import AnswerRow

_WORDINGS = 50
"""How often an item that is asked again may be found by the new words too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, as the queue takes it in.

    Questions of one `key` in a room are one item. `digest` is the same for answers that say the
    same. `forced` is the word in it that only a person may answer, "" for none; `title` is the
    product's; `askers` is how many asked at once; `to` is how words for whoever asked are
    addressed. One that `waits` was told to nobody: staff answer it, however alike ones were
    settled.
    """

    room: str
    key: str
    question: str
    viewer: str
    language: str
    kind: str
    outcome: str
    answer: str
    answer_id: str
    digest: str
    at: datetime
    product: str = ""
    title: str = ""
    confidence: float = 1.0
    forced: str = ""
    askers: int = 1
    to: str = ""
    waits: bool = False


async def next_change(session: AsyncSession) -> int:
    """The number of the change that this transaction makes.

    Until it is over no other gets the next one: whoever has read all changes up to one number has
    missed none before it.
    """
    counted = update(ReviewCountRow).values(changes=ReviewCountRow.changes + 1)
    return (await session.scalars(counted.returning(ReviewCountRow.changes))).one()


async def take_in(session: AsyncSession, asked: Asked, deadlines: Deadlines) -> int:
    """Let a question wait for staff, with those of its kind that wait already; the item's id.

    What was settled stays so, unless the assistant now says something else.
    """
    change = await next_change(session)
    row = await session.scalar(
        select(ReviewItemRow).where(
            ReviewItemRow.room == asked.room, ReviewItemRow.key == asked.key
        )
    )
    if row is None:
        row = ReviewItemRow(room=asked.room, key=asked.key, times=0, version=0, told="")
        row.assignee = row.claimed_by = row.claimed_name = ""
        session.add(row)
        _open(row, asked, deadlines)
    else:
        await _ask_again(session, row, asked, deadlines)
    row.times += asked.askers
    row.asked_at, row.change, row.changed = asked.at, change, "asked"
    row.answer, row.answer_id, row.outcome = asked.answer, asked.answer_id, asked.outcome
    row.untold = asked.waits
    row.digest = asked.digest
    first = row.id is None
    await session.flush()
    texts = (asked.question, asked.answer, asked.viewer, asked.title)
    if first:
        await index_item(session, row.id, *texts)
    elif row.times - asked.askers < _WORDINGS:
        await index_more(session, row.id, *texts)
    return row.id


def _open(row: ReviewItemRow, asked: Asked, deadlines: Deadlines) -> None:
    row.state = State.OPEN
    row.question, row.language = asked.question, asked.language
    row.viewer, row.to = asked.viewer, asked.to
    row.product, row.title, row.kind = asked.product, asked.title, asked.kind
    row.forced, row.escalated = asked.forced, False
    row.askers, row.confidence = asked.askers, asked.confidence
    row.opened_at, row.settled_at, row.settled_by = asked.at, None, ""
    row.version += 1
    row.due_at = deadlines.due_at(asked.at, urgent=bool(asked.forced), outcome=asked.outcome)
    row.rank = rank(urgent=bool(asked.forced), askers=row.askers, confidence=row.confidence)


async def _ask_again(
    session: AsyncSession, row: ReviewItemRow, asked: Asked, deadlines: Deadlines
) -> None:
    says_another = row.digest != asked.digest and row.told != asked.answer
    if row.state != State.OPEN:
        if says_another or asked.waits:
            _open(row, asked, deadlines)
        return
    row.askers += asked.askers - await _has_asked(session, row, asked.viewer)
    row.confidence = min(row.confidence, asked.confidence)
    row.version += says_another
    if asked.forced and not row.forced:
        row.forced = asked.forced
        due_at = deadlines.due_at(asked.at, urgent=True, outcome=asked.outcome)
        row.due_at = min(row.due_at, due_at)
    urgent = bool(row.forced) or row.escalated
    row.rank = rank(urgent=urgent, askers=row.askers, confidence=row.confidence)


async def _has_asked(session: AsyncSession, row: ReviewItemRow, viewer: str) -> bool:
    """Whether a viewer is one of those who ask already; who gives no name is always another."""
    if not viewer:
        return False
    before = select(AnswerRow.seq).where(
        AnswerRow.item == row.id,
        AnswerRow.viewer == viewer,
        AnswerRow.created_at >= row.opened_at,
    )
    return await session.scalar(before.limit(1)) is not None

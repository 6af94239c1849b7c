"""What staff can do to an item: each a class that says what it needs and changes the row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal, Protocol

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.review.queue.ports import Scope
from assistant.review.queue.refusals import NotSayable
from assistant.store.review import outbox
from assistant.store.review.ranking import rank
from assistant.store.review.states import State
from assistant.store.review.tables import ReviewItemRow, ReviewTagRow
from assistant.store.review.words import index_more

Needs = Literal["claim", "settled", "nothing"]
"""What an action needs: that its actor holds the open item; that it is settled; neither. The first
two also need the version that was decided on."""


class Action(Protocol):
    """Something to be done to an item."""

    kind: ClassVar[str]
    needs: ClassVar[Needs]

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Change the row, within the transaction."""
        ...


def detail(action: Action) -> Mapping[str, Any]:
    """An action as JSON."""
    return asdict(action)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, slots=True)
class Approve:
    """The answer is right; one that was told to nobody yet is told to who asked."""

    kind: ClassVar[str] = "approve"
    needs: ClassVar[Needs] = "claim"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Settle it. Raises NotSayable."""
        if row.untold and not row.answer:
            raise NotSayable(
                f"item {row.id} has no answer to approve; write one, or dismiss it",
                f"第{row.id}条还没有回答可批准，请填写回答或忽略",
            )
        row.state = State.APPROVED


@dataclass(frozen=True, slots=True)
class Correct:
    """Say `text` instead of the answer, or where there was none: to who asked or to the `room`,
    `aloud` or as text. `learn`: how far it holds from now on, None to leave it at this once."""

    text: str
    language: str
    to: Literal["viewer", "room"] = "room"
    aloud: bool = False
    learn: Scope | None = None
    kind: ClassVar[str] = "correct"
    needs: ClassVar[Needs] = "claim"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Settle it, and let it be found by the new words. Raises NotSayable."""
        if self.to == "viewer" and not row.to:
            raise NotSayable(
                f"whoever asked item {row.id} gave no name; send it to the room",
                f"第{row.id}条的提问者没有名字，请发到直播间",
                to=self.to,
            )
        row.state, row.told = State.CORRECTED, self.text
        await index_more(session, row.id, self.text)


@dataclass(frozen=True, slots=True)
class Dismiss:
    """There is nothing to answer."""

    kind: ClassVar[str] = "dismiss"
    needs: ClassVar[Needs] = "claim"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Settle it."""
        row.state = State.DISMISSED


@dataclass(frozen=True, slots=True)
class Reopen:
    """Take back how it was settled; what has not been told yet is not told any more."""

    kind: ClassVar[str] = "reopen"
    needs: ClassVar[Needs] = "settled"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Open it, in its old place."""
        row.state, row.told = State.OPEN, ""
        await outbox.withdraw(session, row.id)


@dataclass(frozen=True, slots=True)
class Note:
    """Words among staff."""

    text: str
    kind: ClassVar[str] = "note"
    needs: ClassVar[Needs] = "nothing"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Let it be found by them."""
        await index_more(session, row.id, self.text)


@dataclass(frozen=True, slots=True)
class Tag:
    """Give it a tag."""

    tag: str
    kind: ClassVar[str] = "tag"
    needs: ClassVar[Needs] = "nothing"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Add it; one that is there stays."""
        await session.merge(ReviewTagRow(item=row.id, tag=self.tag))


@dataclass(frozen=True, slots=True)
class Untag:
    """Take a tag away."""

    tag: str
    kind: ClassVar[str] = "untag"
    needs: ClassVar[Needs] = "nothing"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Remove it; one that is not there is no matter."""
        of_it = ReviewTagRow.item == row.id
        await session.execute(delete(ReviewTagRow).where(of_it, ReviewTagRow.tag == self.tag))


@dataclass(frozen=True, slots=True)
class Assign:
    """Give it to somebody; "" takes it back."""

    assignee: str
    kind: ClassVar[str] = "assign"
    needs: ClassVar[Needs] = "nothing"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Set whose it is."""
        row.assignee = self.assignee


@dataclass(frozen=True, slots=True)
class Escalate:
    """Put it before everything else, with the reason, for somebody who may decide more."""

    reason: str
    assignee: str = ""
    kind: ClassVar[str] = "escalate"
    needs: ClassVar[Needs] = "nothing"

    async def change(self, session: AsyncSession, row: ReviewItemRow) -> None:
        """Rank it anew."""
        row.escalated = True
        row.assignee = self.assignee or row.assignee
        row.rank = rank(urgent=True, askers=row.askers, confidence=row.confidence)
        await index_more(session, row.id, self.reason)

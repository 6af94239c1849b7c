"""Canned replies, kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from assistant.store.database import Database, NotStored
from assistant.store.review.tables import CannedReplyRow


class ShortcutTaken(ValueError):
    """Another reply has that shortcut."""


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A reply by language, with variables in braces; `shortcut` is 1 to 9, None for none."""

    id: int
    title: str
    shortcut: int | None
    texts: Mapping[str, str]
    updated_at: datetime
    updated_by: str


class CannedReplies:
    """The canned replies in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> Sequence[CannedReply]:
        """All of them: those with shortcuts first, in their order, then by title."""
        row = CannedReplyRow
        query = select(row).order_by(row.shortcut.is_(None), row.shortcut, row.title, row.id)
        async with self._database.reading() as session:
            return [_reply(found) for found in await session.scalars(query)]

    async def get(self, reply: int) -> CannedReply:
        """One of them. Raises NotStored."""
        async with self._database.reading() as session:
            row = await session.get(CannedReplyRow, reply)
        if row is None:
            raise _no_reply(reply)
        return _reply(row)

    async def save(
        self,
        reply: int | None,
        *,
        title: str,
        shortcut: int | None,
        texts: Mapping[str, str],
        by: str,
        at: datetime,
    ) -> CannedReply:
        """Keep a new one (`reply` of None) or another wording of one.

        Raises NotStored, ShortcutTaken.
        """
        try:
            async with self._database.writing() as session:
                row = (
                    CannedReplyRow() if reply is None else await session.get(CannedReplyRow, reply)
                )
                if row is None:
                    raise _no_reply(reply)
                row.title, row.shortcut, row.texts = title, shortcut, dict(texts)
                row.updated_at, row.updated_by = at, by
                session.add(row)
                await session.flush()
                return _reply(row)
        except IntegrityError as error:
            raise ShortcutTaken(str(shortcut)) from error

    async def remove(self, reply: int) -> None:
        """Keep it no longer. Raises NotStored."""
        async with self._database.writing() as session:
            one = delete(CannedReplyRow).where(CannedReplyRow.id == reply)
            if not (await session.execute(one.returning(CannedReplyRow.id))).all():
                raise _no_reply(reply)


def _reply(row: CannedReplyRow) -> CannedReply:
    return CannedReply(**{name: getattr(row, name) for name in CannedReply.__slots__})


def _no_reply(reply: int | None) -> NotStored:
    return NotStored(f"there is no canned reply {reply}")

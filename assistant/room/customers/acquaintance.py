"""A room's known viewers: which of their questions are about their own purchases."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from assistant.answering.gist import Gist
from assistant.answering.understand.kinds import OF_PURCHASES, Kind
from assistant.answering.values import Answer, Question
from assistant.room.customers.joining import Joining
from assistant.room.customers.known import KnownCustomers
from assistant.room.engines import EngineUnavailable
from assistant.room.inbox.inbox import Decision, Remark, Verdict

FindGist = Callable[[Question], Awaitable[tuple[str, Gist]]]
"""The catalog of the room, and what a question comes to there."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CustomerBooks:
    """Where customers are looked up, and where what they ask is noted; one for all rooms."""

    known: KnownCustomers
    joining: Joining


class Acquaintance:
    """One room's."""

    def __init__(self, room: str, books: CustomerBooks, find_gist: FindGist) -> None:
        self._room = room
        self._books = books
        self._find_gist = find_gist
        self._answering: dict[str, asyncio.Future[Answer]] = {}

    async def with_known(self, question: Question) -> Question:
        """`question` of a known viewer's, with what is known of them where it is about their own
        purchases; that it was asked is noted, where they consented.

        Raises what finding a gist raises.
        """
        catalog, gist = await self._find_gist(question)
        self._books.joining.asked(catalog, question.customer, gist)
        asked = OF_PURCHASES & {*gist.kinds}
        if not asked:
            return question
        known = await self._books.known.get(
            catalog, question.customer, wishes=Kind.NEEDED_AGAIN in asked
        )
        return replace(question, known=known)

    async def take(
        self, remark: Remark, customer: str, answer: Callable[[Question], Awaitable[Answer]]
    ) -> Decision | None:
        """Let a comment of a customer's about their own purchases be answered aside, one at a time;
        None of any other, which is the crowd's."""
        question = Question(
            text=remark.text,
            room=self._room,
            viewer=remark.name,
            asker=remark.viewer,
            language=remark.language,
            customer=customer,
        )
        try:
            question = await self.with_known(question)
        except EngineUnavailable:
            return None
        if not question.private:
            return None
        if customer in self._answering:
            return Decision(remark.id, Verdict.AGAIN)
        task = asyncio.ensure_future(answer(question))
        self._answering[customer] = task
        task.add_done_callback(lambda done: self._answered(customer, done))
        return Decision(remark.id, Verdict.NEW, group=question.question_id)

    async def close(self) -> None:
        """Answer no more."""
        tasks = [*self._answering.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _answered(self, customer: str, done: asyncio.Future[Answer]) -> None:
        del self._answering[customer]
        if not done.cancelled() and (error := done.exception()) is not None:
            _log.error("a private comment is not answered", error=repr(error))

"""Who of staff is asking, and the queue they ask."""

from typing import Annotated, cast

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from assistant.review.access.roles import Right
from assistant.review.corrections.book import CorrectionBook
from assistant.review.queue.ports import Actor
from assistant.review.queue.queue import ReviewQueue
from assistant.web.access import Caller, requires
from assistant.web.problems import reads_chinese


def _reader(caller: Annotated[Caller, requires(Right.WATCH)]) -> Actor:
    return _actor(caller)


def _agent(caller: Annotated[Caller, requires(Right.ANSWER)]) -> Actor:
    return _actor(caller)


def _listener(caller: Annotated[Caller, requires(Right.PERSONAL)]) -> Actor:
    return _actor(caller)


def _actor(caller: Caller) -> Actor:
    how = caller.actor
    return Actor(caller.id, caller.name, how.by, how.address)


def _queue(connection: HTTPConnection) -> ReviewQueue:
    return cast("ReviewQueue", connection.app.state.review)


def _book(connection: HTTPConnection) -> CorrectionBook:
    return cast("CorrectionBook", connection.app.state.corrections)


def _language(connection: HTTPConnection) -> str:
    return "zh" if reads_chinese(connection) else "en"


Id = Annotated[int, Path(ge=1, le=1 << 53)]
"""The number of what a path names."""

ReaderOf = Annotated[Actor, Depends(_reader)]
"""Who may read the queue."""

ListenerOf = Annotated[Actor, Depends(_listener)]
"""Who may hear viewers: a voice, and all it says of itself, cannot be masked."""

AgentOf = Annotated[Actor, Depends(_agent)]
"""Who may act on it."""

QueueOf = Annotated[ReviewQueue, Depends(_queue)]

BookOf = Annotated[CorrectionBook, Depends(_book)]

Tongue = Annotated[str, Depends(_language)]
"""The language of a page, Chinese or English, that reasons are told in."""

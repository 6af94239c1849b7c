"""Whom the queue works with: who acts, who tells, who learns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from assistant.store.review.items import Item

Scope = Literal["product", "shop", "room"]
"""How far what staff wrote is true: of that product, of all the shop sells, of that room alone."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of staff; `by` what they proved it, and from where."""

    id: str
    name: str = ""
    by: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """An answer as staff want it from now on. `id` is the action's: the same one is learned once.

    `answer` is what the assistant had said, "" where it had nothing to say.
    """

    id: str
    item: Item
    answer: str
    text: str
    language: str
    scope: Scope
    by: Actor


class Teller(Protocol):
    """Tells viewers what staff say."""

    async def tell(
        self,
        room: str,
        text: str,
        *,
        viewer: str | None,
        aloud: bool,
        language: str,
        answer_id: str,
        by: Actor,
    ) -> None:
        """Tell a viewer of a room, or with None everybody in it. Raises when it could not.

        May be called again with the same `answer_id`, which then was told already or not.
        """
        ...

    async def settle(self, item: int, *, since: datetime, text: str | None, by: Actor) -> bool:
        """Tell the drafts of an item that were made since then to who asked: as they are, with a
        `text` in its words, with None not at all. False where there is none to tell any more.

        May be called again, which then changes nothing.
        """
        ...


class Learner(Protocol):
    """Makes knowledge of corrections."""

    async def learn(self, correction: Correction) -> None:
        """Learn a correction; the same one again changes nothing. Raises when it could not."""
        ...

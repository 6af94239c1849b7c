"""Whom the queue works with: who acts, who tells, who learns, who keeps the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.store.review.items import Item

Scope = Literal["product", "shop", "room"]
"""How far what staff wrote is true: of that product, of all the shop sells, of that room alone."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of staff."""

    id: str
    name: str = ""


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


class Learner(Protocol):
    """Makes knowledge of corrections."""

    async def learn(self, correction: Correction) -> None:
        """Learn a correction; the same one again changes nothing. Raises when it could not."""
        ...


class AuditTrail(Protocol):
    """Keeps who did what."""

    async def add(
        self,
        session: AsyncSession,
        actor: Actor,
        action: str,
        target: str,
        detail: Mapping[str, Any],
    ) -> None:
        """Keep an entry in the transaction of what it tells of."""
        ...

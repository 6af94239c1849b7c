"""What staff do about messages to customers: edit, approve, decline; told in the audit log."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from assistant.knowledge.shelf import Shelf
from assistant.recommend.outreach.shelves import Shelves
from assistant.review import audit
from assistant.review.audit import Actor
from assistant.review.outreach.refusals import NotDrafted
from assistant.review.outreach.standing import Current, current
from assistant.review.queue.refusals import Refusal
from assistant.store import Database, NotStored
from assistant.store.repurchase import changes, drafts
from assistant.store.repurchase.drafts import Draft

Decision = Literal["approve", "decline"]

_STATES: Mapping[Decision, Literal["approved", "declined"]] = {
    "approve": "approved",
    "decline": "declined",
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Who decides: the account's `id`, and how the audit log names them."""

    id: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Decided:
    """The drafts that stand as was decided, and those that do not, each with its reason."""

    decided: Sequence[str]
    refused: Sequence[tuple[str, Refusal | NotStored]]


class OutreachDesk:
    """Where drafts are decided on; `wake` (None: nobody sends) is called when one is approved."""

    def __init__(
        self,
        database: Database,
        shelves: Shelves,
        *,
        wake: Callable[[], None] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._shelves = shelves
        self._wake = wake
        self._clock = clock

    async def decide(
        self,
        ids: Sequence[str],
        decision: Decision,
        staff: Staff,
        read: Mapping[str, str] = MappingProxyType({}),
    ) -> Decided:
        """Decide on drafts, all in one transaction with its entry in the audit log.

        The first who decides has decided; the same again by the same person changes nothing. What
        is true no more is not approved, and nothing is decided on whose text is not the one that
        was `read`, by id.
        """
        now = self._clock()
        async with self._database.reading() as session:
            seen = {draft.id: draft for draft in await drafts.those(session, ids)}
        readings = await self._readings([*seen.values()], now) if decision == "approve" else {}
        decided: list[str] = []
        refused: list[tuple[str, Refusal | NotStored]] = [
            (one, NotStored(f"there is no draft {one!r}")) for one in ids if one not in seen
        ]
        changed: list[str] = []
        async with self._database.writing() as session:
            for draft in await drafts.those(session, [*seen], changes=True):
                reading = readings.get(draft.id)
                if draft.state != "drafted":
                    if _stands(draft, decision, staff):
                        decided.append(draft.id)
                    else:
                        refused.append((draft.id, NotDrafted(draft.decided_by, draft.state)))
                elif not draft.text == seen[draft.id].text == read.get(draft.id, draft.text):
                    refused.append((draft.id, NotDrafted("", "drafted")))
                elif isinstance(reading, Refusal):
                    refused.append((draft.id, reading))
                else:
                    if reading is not None:
                        await changes.rewrite(session, draft.id, reading.text, reading.facts, now)
                    await changes.decided(
                        session,
                        draft.id,
                        _STATES[decision],
                        decider=staff.id,
                        name=staff.actor.name,
                        at=now,
                    )
                    decided.append(draft.id)
                    changed.append(draft.id)
            gone = seen.keys() - {*decided} - {one for one, _ in refused}
            refused += [(one, NotStored(f"there is no draft {one!r}")) for one in sorted(gone)]
            await audit.append(
                session,
                staff.actor,
                f"repurchase.{_STATES[decision]}",
                drafts=changed,
                refused=[one for one, _ in refused],
            )
        if decision == "approve" and self._wake is not None:
            self._wake()
        return Decided(decided, refused)

    async def edit(self, draft: str, text: str, staff: Staff, read: str | None = None) -> Draft:
        """Have `text` in the place of a draft's, of the one that was `read`, as it reads today.

        Raises NotStored, NotDrafted; NotTrueNow, NotBorneOut where it is not true.
        """
        now = self._clock()
        async with self._database.reading() as session:
            seen = await drafts.get(session, draft)
        if seen.state != "drafted" or read not in (None, seen.text):
            raise NotDrafted(seen.decided_by, seen.state)
        shelf = await self._shelves.of(seen.catalog)
        made = await asyncio.to_thread(current, seen, shelf, now, text)
        async with self._database.writing() as session:
            held = await drafts.those(session, [draft], changes=True)
            if not held:
                raise NotStored(f"there is no draft {draft!r}")
            if held[0].state != "drafted" or held[0].text != seen.text:
                raise NotDrafted(held[0].decided_by, held[0].state)
            await changes.rewrite(session, draft, made.text, made.facts, now, by_a_person=True)
            await audit.append(
                session, staff.actor, "repurchase.edited", draft, before=seen.text, text=made.text
            )
            return await drafts.get(session, draft)

    async def _readings(
        self, found: Sequence[Draft], now: datetime
    ) -> Mapping[str, Current | Refusal]:
        """How each of those that wait reads now, or why it may not be approved."""
        waiting = [draft for draft in found if draft.state == "drafted"]
        shelves = {name: await self._shelves.of(name) for name in {d.catalog for d in waiting}}
        return await asyncio.to_thread(
            lambda: {draft.id: _reading(draft, shelves[draft.catalog], now) for draft in waiting}
        )


def _reading(draft: Draft, shelf: Shelf, now: datetime) -> Current | Refusal:
    try:
        return current(draft, shelf, now)
    except Refusal as error:
        return error


def _stands(draft: Draft, decision: Decision, staff: Staff) -> bool:
    """Whether the same person decided the same before; what was approved may be sent by now."""
    stood = "declined" if draft.state == "declined" else "approved"
    return draft.decider == staff.id and stood == _STATES[decision]

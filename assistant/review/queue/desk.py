"""Where staff act: one at a time on an item, each action once, decided by the database alone."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.review import audit
from assistant.review.queue.actions import Action, Correct, detail
from assistant.review.queue.errands import send
from assistant.review.queue.ports import Actor
from assistant.review.queue.refusals import Changed, Claimed, KeyReused, NotClaimed, WrongState
from assistant.store import Database
from assistant.store.review import actions, items
from assistant.store.review.actions import ActionRecord
from assistant.store.review.intake import next_change
from assistant.store.review.items import Item, no_item
from assistant.store.review.states import State
from assistant.store.review.tables import ReviewItemRow

CLAIM = timedelta(seconds=120)
"""How long a claim lasts unless it is renewed."""


def _nothing() -> None:
    """Where nobody waits for changes."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done to an item, under the key that makes it be done once.

    `version` is that of the item when it was decided; only what settles or reopens needs one.
    """

    action: Action
    key: str
    version: int | None = None

    def request(self, item: int) -> str:
        """A digest of what is asked for."""
        asked = [item, self.action.kind, detail(self.action), self.version]
        written = json.dumps(asked, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:32]


class Desk:
    """Claims items and acts on them.

    A claim lasts for `claim`; `changed` is called after every change. What is done is
    kept in the audit log too.
    """

    def __init__(
        self,
        database: Database,
        *,
        claim: timedelta = CLAIM,
        changed: Callable[[], None] = _nothing,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._claim = claim
        self._changed = changed
        self._clock = clock

    async def claim(self, item: int, actor: Actor) -> Item:
        """Hold an item, or hold it longer. Raises NotStored; Claimed where another holds it."""
        async with self._database.writing() as session:
            change, row, now = await next_change(session), await _row(session, item), self._clock()
            _refuse_others(row, actor, now)
            row.claimed_by, row.claimed_name = actor.id, actor.name
            row.claimed_until = now + self._claim
            row.change, row.changed = change, "claimed"
            claimed = await _item(session, row)
        self._changed()
        return claimed

    async def release(self, item: int, actor: Actor) -> Item:
        """Hold it no longer; who does not hold it changes nothing. Raises NotStored, Claimed."""
        async with self._database.writing() as session:
            change, row = await next_change(session), await _row(session, item)
            _refuse_others(row, actor, self._clock())
            if row.claimed_by:
                _let_go(row)
                row.change, row.changed = change, "released"
            released = await _item(session, row)
        self._changed()
        return released

    async def act(self, item: int, decision: Decision, actor: Actor) -> ActionRecord:
        """Do it, once: the same decision under the same key again gives what came of it then.

        When this returns it is kept, whatever happens next. Raises NotStored, Claimed, NotClaimed,
        Changed, WrongState, KeyReused.
        """
        try:
            done = await self._act(item, decision, actor)
        except IntegrityError:
            # the same key came twice at the same moment, for two items
            done = await self._act(item, decision, actor)
        self._changed()
        return done

    async def _act(self, item: int, decision: Decision, actor: Actor) -> ActionRecord:
        action, request = decision.action, decision.request(item)
        async with self._database.writing() as session:
            change = await next_change(session)
            before = await actions.find(session, actor.id, decision.key)
            if before is not None:
                if before.request != request:
                    raise KeyReused(decision.key)
                return before
            row, now = await _row(session, item), self._clock()
            _check(row, decision, actor, now)
            said = row.answer
            await action.change(session, row)
            _settle(row, decision, actor, now)
            row.change, row.changed = change, action.kind
            record = ActionRecord(
                id=uuid4().hex,
                item=item,
                actor=actor.id,
                actor_name=actor.name,
                key=decision.key,
                request=request,
                kind=action.kind,
                detail=detail(action),
                state=State(row.state),
                version=row.version,
                at=now,
            )
            if isinstance(action, Correct):
                record = replace(record, detail={**record.detail, "instead_of": said})
            await actions.add(session, record)
            await send(session, record, row, action, said)
            by = audit.Actor(actor.name or actor.id, actor.by, actor.address)
            what = f"review.{action.kind}"
            await audit.append(session, by, what, f"review-item:{item}", **record.detail)
            return record


def _check(row: ReviewItemRow, decision: Decision, actor: Actor, now: datetime) -> None:
    needs = decision.action.needs
    if needs == "nothing":
        return
    if (row.state == State.OPEN) != (needs == "claim"):
        raise WrongState(row.id, row.state)
    if needs == "claim":
        _refuse_others(row, actor, now)
        if not _holds(row, actor, now):
            raise NotClaimed(row.id)
    if decision.version != row.version:
        raise Changed(row.id, row.version)


def _settle(row: ReviewItemRow, decision: Decision, actor: Actor, now: datetime) -> None:
    if decision.action.needs == "nothing":
        return
    row.version += 1
    settled = row.state != State.OPEN
    row.settled_at, row.settled_by = (now, actor.name or actor.id) if settled else (None, "")
    _let_go(row)


def _holds(row: ReviewItemRow, actor: Actor, now: datetime) -> bool:
    return row.claimed_by == actor.id and row.claimed_until is not None and row.claimed_until > now


def _refuse_others(row: ReviewItemRow, actor: Actor, now: datetime) -> None:
    held = row.claimed_until is not None and row.claimed_until > now
    if held and row.claimed_by not in ("", actor.id):
        raise Claimed(row.id, row.claimed_by, row.claimed_name, row.claimed_until)


def _let_go(row: ReviewItemRow) -> None:
    row.claimed_by = row.claimed_name = ""
    row.claimed_until = None


async def _row(session: AsyncSession, item: int) -> ReviewItemRow:
    row = await session.scalar(
        select(ReviewItemRow).where(ReviewItemRow.id == item).with_for_update()
    )
    if row is None:
        raise no_item(item)
    return row


async def _item(session: AsyncSession, row: ReviewItemRow) -> Item:
    return (await items.with_tags(session, [row]))[0]

"""The book of corrections: where staff make them, edit them, end them and take that back."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from assistant.knowledge.corrections import Correction, Rest, Scope, State, anew
from assistant.review.corrections.refusals import Edited, NoSubject, NotTrue, OverAlready
from assistant.review.queue.refusals import KeyReused
from assistant.room.corrections import why
from assistant.room.corrections.conflicts import named
from assistant.room.corrections.keeper import now as this_moment
from assistant.room.corrections.keeper import settle
from assistant.room.corrections.published import Published
from assistant.room.corrections.resting import rests_on, with_conflicts
from assistant.room.rooms import RoomNotFound, Rooms
from assistant.store import NotStored
from assistant.store.corrections import ChangedMeanwhile, CorrectionRecord


@dataclass(frozen=True, slots=True)
class Wanted:
    """A correction to be made; see `Correction`. With `wait` it waits, where it conflicts with the
    catalog, until that agrees."""

    catalog: str
    scope: Scope
    subject: str
    question: str
    text: str
    language: str
    alike: tuple[str, ...] = ()
    room: str = ""
    ends_at: datetime | None = None
    item: int | None = None
    answer_id: str = ""
    wait: bool = False


class CorrectionBook:
    """Makes and changes corrections; rooms answer by them from the next question on.

    What is done under a `key` is done once. When a method returns, what it did is kept.
    """

    def __init__(self, rooms: Rooms, *, clock: Callable[[], datetime] = this_moment) -> None:
        self._rooms = rooms
        self._kept = rooms.corrections
        self._clock = clock

    async def make(
        self, wanted: Wanted, *, by: str, key: str = "", strictly: bool = True
    ) -> Correction:
        """A new correction, in force where nothing that is published contradicts it.

        Raises NotStored for an unknown catalog, NoSubject, OverAlready, KeyReused, and NotTrue;
        not `strictly`, what is not sayable is kept as conflicting.
        """
        if (known := await self._done(by, key)) is not None:
            if (known.question, known.text) != (wanted.question, wanted.text):
                raise KeyReused(key)
            return known
        at = self._clock()
        if wanted.ends_at is not None and wanted.ends_at <= at:
            raise OverAlready(wanted.ends_at.isoformat())
        drawn = Correction(
            id=uuid4().hex,
            catalog=wanted.catalog,
            scope=wanted.scope,
            subject=wanted.subject,
            room=wanted.subject if wanted.scope == "room" else wanted.room,
            question=wanted.question,
            alike=wanted.alike,
            text=wanted.text,
            language=wanted.language,
            state="in_force",
            owner=by,
            made_at=at,
            ends_at=wanted.ends_at,
            item=wanted.item,
            answer_id=wanted.answer_id,
        )
        published = await self._seen(drawn)
        title = await self._title(drawn, published)
        if title is None and strictly:
            raise NoSubject(wanted.scope, wanted.subject, wanted.catalog)
        drawn = replace(drawn, title=title or wanted.subject)
        judged = _judged(drawn, await self._answered(drawn), published, wait=wanted.wait)
        if strictly:
            _refuse(judged)
        kept = Correction.of(await self._kept.add(judged.record, by=by, key=_key(by, key)))
        await self._rooms.catalog_changed(kept.catalog)
        return kept

    async def edit(
        self,
        correction: str,
        *,
        by: str,
        key: str = "",
        version: int | None = None,
        wait: bool = False,
        **changes: Any,
    ) -> Correction:
        """Change its `question`, `alike`, `text`, `language` or `ends_at`; it is judged anew.

        `version` is that which was decided on. Raises NotStored, Edited, OverAlready, NotTrue.
        """
        if (known := await self._done(by, key, correction)) is not None:
            return known
        ends_at = changes.get("ends_at")
        if ends_at is not None and ends_at <= self._clock():
            raise OverAlready(ends_at.isoformat())
        stands = await self.get(correction)
        if version is not None and stands.version != version:
            raise Edited(stands.version)
        edited = replace(stands, **changes)
        published = await self._seen(edited)
        judged = _judged(edited, await self._answered(edited), published, wait=wait)
        _refuse(judged)
        return await self._change(anew(replace(judged, undoes=0)), by, key)

    async def end(self, correction: str, *, by: str, key: str = "") -> Correction:
        """Let it be used no more. Raises NotStored, Edited."""
        if (known := await self._done(by, key, correction)) is not None:
            return known
        stands = await self.get(correction)
        if stands.state in ("ended", "undone"):
            return stands
        ended = anew(stands, state="ended", why=why.removed(by), undoes=0)
        return await self._change(ended, by, key)

    async def undo(self, correction: str, *, by: str, key: str = "") -> Correction:
        """Take back what staff last did to it; where that was done already, nothing changes.

        What is restored counts as far as the catalog still bears it out. Raises NotStored, Edited.
        """
        if (known := await self._done(by, key, correction)) is not None:
            return known
        stands = await self.get(correction)
        if stands.undoes:
            return stands
        versions = await self._kept.versions(correction)
        done = next(one.version for one in reversed(versions) if one.by)
        if done == 1:
            undone = anew(stands, state="undone", why=(), conflicts=(), undoes=done)
            return await self._change(undone, by, key)
        before = versions[done - 2]
        was = Correction.of(
            replace(
                stands.record,
                state=before.state,
                ends_at=before.ends_at,
                document=before.document,
            )
        )
        settled = settle(was, await self._published(was))
        restored = replace(settled, version=stands.version + 1, undoes=done)
        return await self._change(restored, by, key)

    async def get(self, correction: str) -> Correction:
        """As it stands, held against the catalog at this moment. Raises NotStored."""
        found = await self._kept.get(correction)
        if found.state in ("in_force", "waiting"):
            await self._rooms.settle_corrections(found.catalog)
            found = await self._kept.get(correction)
        return Correction.of(found)

    async def list(self, **wanted: Any) -> tuple[Correction, ...]:
        """Those that have all that is `wanted` (see `Corrections.list`), as they stand, newest
        first."""
        found = await self._kept.list(**wanted)
        catalogs = {one.catalog for one in found if one.state in ("in_force", "waiting")}
        for catalog in catalogs:
            await self._rooms.settle_corrections(catalog)
        found = await self._kept.list(**wanted) if catalogs else found
        return tuple(Correction.of(one) for one in found)

    async def _change(self, changed: Correction, by: str, key: str) -> Correction:
        record: CorrectionRecord = changed.record
        try:
            kept = await self._kept.change(
                changed.id,
                changed.version - 1,
                state=record.state,
                document=record.document,
                ends_at=record.ends_at,
                by=by,
                at=self._clock(),
                key=_key(by, key),
            )
        except ChangedMeanwhile:
            raise Edited((await self._kept.get(changed.id)).version) from None
        await self._rooms.catalog_changed(kept.catalog)
        return Correction.of(kept)

    async def _done(self, by: str, key: str, correction: str = "") -> Correction | None:
        """What this very action made before; None where it was not done yet. Raises KeyReused."""
        known = await self._kept.applied(_key(by, key))
        if known is None:
            return None
        if correction and known.id != correction:
            raise KeyReused(key)
        return Correction.of(known)

    async def _seen(self, drawn: Correction) -> Published:
        """What is published of all that it may be about. Raises NotStored."""
        handles: tuple[str, ...] | None = drawn.handles
        if drawn.scope != "product":
            # its text may name any product that its room lists
            try:
                handles = (await self._rooms.record(drawn.room)).listing
            except RoomNotFound:
                handles = None
        stored = await self._rooms.catalogs.load(drawn.catalog, handles)
        return Published.at(stored.catalog, self._clock())

    async def _title(self, drawn: Correction, published: Published) -> str | None:
        """What the subject is called; None where there is none."""
        match drawn.scope:
            case "product":
                product = published.shelf.product(drawn.subject)
                return product.title if product is not None else None
            case "category":
                known = drawn.subject in published.index.categories
                return drawn.subject if known else None
            case "room":
                try:
                    room = await self._rooms.record(drawn.subject)
                except RoomNotFound:
                    return None
                return room.title if room.catalog == drawn.catalog else None
        return published.catalog.shop.name

    async def _published(self, correction: Correction) -> Published:
        return await self._rooms.keeper.published(correction.catalog, correction.handles)

    async def _answered(self, correction: Correction) -> tuple[Rest, ...]:
        """The facts of the answer that was corrected."""
        if not correction.answer_id:
            return ()
        try:
            answer = (await self._rooms.find_answer(correction.answer_id)).document
        except NotStored:
            return ()  # its time is over
        facts: Iterable[Any] = answer.get("facts", ())
        return tuple(
            Rest(fact["product"], fact["field"], fact["value"])
            for fact in facts
            if fact.get("source", "catalog") != "staff"
        )


def _judged(
    drawn: Correction, answered: tuple[Rest, ...], published: Published, *, wait: bool
) -> Correction:
    """`drawn` with what it is about, what it rests on and whether it is in force."""
    rests = rests_on(drawn, answered, published)
    of = {rest.product for rest in rests}
    rested = [
        product.handle
        for product in published.catalog.products
        if product.handle in of or any(variant.sku in of for variant in product.variants)
    ]
    judged = with_conflicts(drawn, published)
    held = tuple(dict.fromkeys((*named(drawn.text, published), *rested)))
    state: State = "in_force"
    if judged.why:
        state = "waiting" if wait and judged.conflicts else "conflicting"
    return replace(judged, about=held, rests_on=rests, state=state)


def _refuse(judged: Correction) -> None:
    """Raises NotTrue for what no change of the catalog would make sayable."""
    if judged.why and not judged.conflicts and judged.why != why.gone(judged.subject):
        raise NotTrue(judged.why)


def _key(by: str, key: str) -> str:
    """A key of one person's, in the length the store has for it."""
    return hashlib.sha256(f"{by}\n{key}".encode()).hexdigest() if key else ""

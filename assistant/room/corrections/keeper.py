"""Which corrections of a catalog are in force; those that are not any more are marked so."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from assistant.knowledge.corrections import SCOPES, Correction, State, anew
from assistant.room.corrections import why
from assistant.room.corrections.published import Published
from assistant.room.corrections.resting import fallen, rests_on, with_conflicts
from assistant.store import Catalogs
from assistant.store.corrections import ChangedMeanwhile, Corrections

Clock = Callable[[], datetime]

_LOOKED_AT = ("in_force", "waiting", "conflicting")

_log = structlog.get_logger(__name__)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class InForce:
    """The corrections in force at a version of a catalog, those to be found first in front; and
    until when that is known (None: until the version changes)."""

    version: int
    corrections: tuple[Correction, ...] = ()
    until: datetime | None = None


class Keeper:
    """Reads which corrections are in force, and lets each end with what it rests on.

    What does not hold is never given out, whoever is first to see it.
    """

    def __init__(self, catalogs: Catalogs, corrections: Corrections, clock: Clock = now) -> None:
        self._catalogs = catalogs
        self._corrections = corrections
        self._clock = clock
        self._held: dict[str, InForce] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def in_force(self, catalog: str, version: int) -> InForce | None:
        """Those of a catalog at its present `version`; None where some ended just now, which made
        a new version. Raises NotStored."""
        if (held := self._known(catalog, version)) is not None:
            return held
        async with self._locks[catalog]:
            if (held := self._known(catalog, version)) is not None:
                return held
            found = await self._look(catalog, version)
            if found is not None:
                self._held[catalog] = found
            return found

    async def published(self, catalog: str, handles: tuple[str, ...]) -> Published:
        """What a catalog publishes now, of the products of these handles. Raises NotStored."""
        stored = await self._catalogs.load(catalog, handles)
        return Published.at(stored.catalog, self._clock())

    def _known(self, catalog: str, version: int) -> InForce | None:
        held = self._held.get(catalog)
        if held is None or held.version != version:
            return None
        return held if held.until is None or self._clock() < held.until else None

    async def _look(self, catalog: str, version: int) -> InForce | None:
        records = await self._corrections.standing(catalog, _LOOKED_AT)
        if not records:
            return InForce(version)
        found = [Correction.of(record) for record in records]
        handles = tuple(dict.fromkeys(handle for one in found for handle in one.handles))
        published = await self.published(catalog, handles)
        settled = [(one, settle(one, published)) for one in found]
        changed = [(was, one) for was, one in settled if one is not was]
        for was, one in changed:
            await self._mark(was, one)
        if changed:
            return None
        own = [one for one in found if one.state == "in_force"]
        own.sort(key=lambda one: SCOPES.index(one.scope))
        ends = (one.ends_at for one in found if one.ends_at is not None)
        moments = (*ends, *filter(None, (published.next_change(),)))
        return InForce(version, tuple(own), min(moments, default=None))

    async def _mark(self, was: Correction, one: Correction) -> None:
        try:
            await self._corrections.change(
                was.id,
                was.version,
                state=one.state,
                document=one.document,
                ends_at=one.ends_at,
                by="",
                at=self._clock(),
            )
        except ChangedMeanwhile:
            return  # somebody else saw it, or changed it, at the same moment
        _log.info("correction changed", id=was.id, was=was.state, state=one.state, why=one.why)


def settle(correction: Correction, published: Published) -> Correction:
    """`correction` as it must stand now: the same object where that is as it stands."""
    if correction.ends_at is not None and correction.ends_at <= published.now:
        return _next(correction, "ended", why.over(correction.ends_at.isoformat()))
    if correction.state == "conflicting":
        return correction
    judged = with_conflicts(correction, published)
    if correction.state == "waiting":
        if judged.why:
            return correction
        rests = rests_on(judged, judged.rests_on, published)
        return replace(_next(judged, "in_force", ()), rests_on=rests)
    if of := fallen(correction, published):
        return _next(correction, "ended", of)
    if judged.why == why.gone(correction.subject):
        return _next(correction, "ended", judged.why)
    return _next(judged, "conflicting", judged.why) if judged.why else correction


def _next(correction: Correction, state: State, of: why.Why) -> Correction:
    return anew(correction, state=state, why=of, undoes=0)

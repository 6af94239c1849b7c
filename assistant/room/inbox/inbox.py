"""From a flood of comments to the next question: each comment is decided on as it comes."""

import asyncio
import contextlib
import heapq
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import uuid4

from assistant.answering.gist import Gist
from assistant.room.inbox.groups import Asker, Group, key_of
from assistant.room.inbox.most_awaited import CrowdedOut
from assistant.room.inbox.noise import noise_in
from assistant.room.inbox.ranking import rank
from assistant.room.inbox.reading import PATIENCE_S, FindGist, NotReadYet, Read, Reader

_LATELY = 6  # questions, by which a room counts as busy
_EXPIRES_EVERY_S = 0.25  # in a flood; who is answered is looked at when that is


class Verdict(StrEnum):
    """What was decided on a comment."""

    NOISE = "noise"
    CHATTER = "chatter"
    NEW = "new"
    MERGED = "merged"
    AGAIN = "again"
    """The viewer asks once more what they wait for already, or were told a moment ago."""
    CROWDED = "crowded"
    """More questions that matter more are waiting than can be answered in time (no reason given),
    or more wordings are new than can be read: `late`, it is read later and counts from then on;
    `unread`, it is not."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a comment: `reason` names the noise; `group` is the question it asks."""

    comment: str
    verdict: Verdict
    reason: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as the inbox takes it. `value` as in `groups.Asker`."""

    id: str
    viewer: str
    text: str
    name: str = ""
    value: float = 1.0
    language: str = ""


@dataclass(frozen=True, slots=True)
class InboxLimits:
    """How long and how many, in seconds.

    `lives_s` from when it was last asked, a question waits. In a busy room, where more than `busy`
    questions come a second, a new one gathers askers for `gathers_s` first; in a quiet one nobody
    waits for a crowd that is not there. What was told to all is told again after `again_s` at the
    soonest, and to who asked then, after `told_s`.
    """

    lives_s: float = 60.0
    groups: int = 200
    busy: float = 1.0
    gathers_s: float = 2.0
    again_s: float = 12.0
    told_s: float = 30.0


class Inbox:
    """The questions of one room that wait for an answer.

    Everything that waits lives `lives_s` from when it was last asked; a viewer waits for one
    question at a time, their newest. Nothing is held of a comment that asks nothing.
    """

    def __init__(
        self,
        find_gist: FindGist,
        *,
        limits: InboxLimits = InboxLimits(),
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`patience_s`: how long a comment waits to be read before it is decided on without."""
        self._reader = Reader(find_gist, patience_s=patience_s)
        self._limits = limits
        self._clock = clock
        self._groups: dict[str, Group] = {}
        self._of_viewer: dict[str, str] = {}  # viewer -> key of the group they wait in
        self._told: OrderedDict[str, tuple[float, frozenset[str]]] = OrderedDict()
        self._arrived = asyncio.Event()
        self._lately: deque[float] = deque(maxlen=_LATELY)  # when questions came
        self._expired_at = float("-inf")
        self.counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._groups)

    @property
    def waiting(self) -> int:
        """How many viewers wait."""
        return len(self._of_viewer)

    def most_asked(self, count: int) -> list[Group]:
        """Of the questions that wait, the `count` that most viewers ask, most first."""
        return heapq.nlargest(count, self._groups.values(), key=lambda group: len(group.askers))

    def groups(self) -> list[Group]:
        """Every question that waits."""
        self._expire(self._clock())
        return list(self._groups.values())

    def take_out(self, groups: Iterable[Group]) -> None:
        """Some that wait are answered now, in whatever order: they wait no longer."""
        for group in groups:
            self._close(group)

    def facts_changed(self) -> None:
        """The catalog is another: what questions come to is found anew."""
        self._reader.facts_changed()

    async def take(self, remark: Remark, *, on_air: str) -> Decision:
        """Decide on a comment written while `on_air` (a handle) is shown.

        Raises what finding a gist raises; nothing is held of the comment then.
        """
        decision = await self._decide(remark, on_air)
        self.counts[decision.reason or decision.verdict.value] += 1
        return decision

    async def next(self, on_air: Callable[[], str]) -> Group:
        """The question that is to be answered now, once there is one; it waits no longer."""
        while True:
            group = self._best(on_air())
            if group is not None:
                self._close(group)
                return group
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._ripens_in()):
                    await self._arrived.wait()

    def told(self, group: Group) -> None:
        """`group` was answered to all: who asks the same within `told_s` is in no hurry."""
        self._told[group.gist.key] = self._clock(), frozenset(group.askers)
        self._told.move_to_end(group.gist.key)

    def put_back(self, group: Group) -> None:
        """Let a question wait again that could not be answered yet; who has asked something else
        since waits for that."""
        still = [one for one in group.askers.values() if one.viewer not in self._of_viewer]
        if not still:
            return
        key = group.gist.key
        since = self._groups.get(key)
        group.askers = {one.viewer: one for one in still}
        for asker in since.askers.values() if since is not None else ():
            group.join(asker)
        self._groups[key] = group
        self._of_viewer |= dict.fromkeys(group.askers, key)
        self._arrived.set()

    def _close(self, group: Group) -> None:
        del self._groups[group.gist.key]
        for viewer in group.askers:
            del self._of_viewer[viewer]

    async def _decide(self, remark: Remark, on_air: str) -> Decision:
        came = self._clock()
        noise = noise_in(remark.text)
        if noise is not None:
            return Decision(remark.id, Verdict.NOISE, noise.value)
        try:
            read = await self._reader.read(remark.text, on_air=on_air, language=remark.language)
        except CrowdedOut:
            return Decision(remark.id, Verdict.CROWDED, "unread")
        except NotReadYet as late:
            late.reading.add_done_callback(partial(self._joins_late, remark, on_air, came))
            return Decision(remark.id, Verdict.CROWDED, "late")
        return self._decided(remark, read, on_air, came)

    def _joins_late(
        self, remark: Remark, on_air: str, came: float, reading: "asyncio.Future[Read]"
    ) -> None:
        """A wording that there was no time for is read: whoever asked it waits with the others."""
        if not reading.cancelled() and reading.exception() is None:
            self._decided(remark, reading.result(), on_air, came)

    def _decided(self, remark: Remark, read: Read, on_air: str, came: float) -> Decision:
        if read.hostile:
            return Decision(remark.id, Verdict.NOISE, read.hostile)
        if not read.asks or read.gist is None:
            return Decision(remark.id, Verdict.CHATTER)
        asker = Asker(remark.viewer, remark.id, remark.name, came, remark.value)
        return self._join(asker, read.text, read.gist, on_air)

    def _join(self, asker: Asker, text: str, gist: Gist, on_air: str) -> Decision:
        """Let a viewer wait for the answer to a question, their newest."""
        now, viewer = self._clock(), asker.viewer
        if now - self._expired_at >= _EXPIRES_EVERY_S:
            self._expire(now)
        self._lately.append(now)
        key = key_of(gist, self._groups)
        told_at, told_to = self._told.get(key, (float("-inf"), frozenset()))
        if viewer in told_to and now - told_at < self._limits.told_s:
            return Decision(asker.comment, Verdict.AGAIN)
        waits_in = self._groups.get(self._of_viewer.get(viewer, ""))
        if waits_in is not None and waits_in.askers[viewer].at > asker.at:
            return Decision(asker.comment, Verdict.AGAIN)  # a later one was read sooner
        group = self._groups.get(key)
        verdict = Verdict.MERGED
        if group is not None and group is waits_in:
            verdict = Verdict.AGAIN
        else:
            self._leave(viewer)
            group = self._groups.get(key)
        if group is None:
            verdict = Verdict.NEW
            group = Group(uuid4().hex, text, gist, on_air, asker.at)
            self._groups[key] = group
        group.join(asker)
        self._of_viewer[viewer] = key
        if len(self._groups) > self._limits.groups and self._push_out(now, on_air) is group:
            return Decision(asker.comment, Verdict.CROWDED)
        self._arrived.set()
        return Decision(asker.comment, verdict, group=group.id)

    def _best(self, on_air: str) -> Group | None:
        now = self._clock()
        self._expire(now)
        ripe = (group for group in self._groups.values() if self._ripe_at(group) <= now)
        return max(ripe, key=lambda g: self._rank(g, now, on_air), default=None)

    def _ripe_at(self, group: Group) -> float:
        """When `group` may be answered."""
        known = self._told.get(group.gist.key)
        told = known[0] + self._limits.again_s if known is not None else float("-inf")
        gathers = self._limits.gathers_s if self._is_busy() else 0.0
        return max(group.opened + gathers, told)

    def _ripens_in(self) -> float | None:
        """Seconds until the next question may be answered; None where none waits."""
        if not self._groups:
            return None
        return max(0.0, min(map(self._ripe_at, self._groups.values())) - self._clock())

    def _is_busy(self) -> bool:
        """Whether questions come faster than `busy` a second, by the last few."""
        if len(self._lately) < _LATELY:
            return False
        return self._clock() - self._lately[0] < _LATELY / self._limits.busy

    def _rank(self, group: Group, now: float, on_air: str) -> float:
        told_at, _ = self._told.get(group.gist.key, (float("-inf"), frozenset()))
        return rank(group, now, on_air=on_air, told=now - told_at < self._limits.told_s)

    def _push_out(self, now: float, on_air: str) -> Group:
        """Make room: what matters least is not answered."""
        least = min(self._groups.values(), key=lambda g: self._rank(g, now, on_air))
        self._close(least)
        self.counts["pushed_out"] += len(least.askers)
        return least

    def _leave(self, viewer: str) -> None:
        """A viewer's newest question is the one they wait for."""
        key = self._of_viewer.pop(viewer, None)
        group = self._groups.get(key) if key is not None else None
        if group is not None:
            group.askers.pop(viewer, None)
            self.counts["replaced"] += 1
            if not group.askers:
                del self._groups[group.gist.key]

    def _expire(self, now: float) -> None:
        self._expired_at = now
        before = now - self._limits.lives_s
        for key, group in list(self._groups.items()):
            gone = group.expire(before)
            for viewer in gone:
                del self._of_viewer[viewer]
            self.counts["expired"] += len(gone)
            if not group.askers:
                del self._groups[key]
        while self._told and next(iter(self._told.values()))[0] < now - self._limits.told_s:
            self._told.popitem(last=False)

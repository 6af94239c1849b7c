"""What the host said that the shop does not bear out, until staff have settled it."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from assistant.room.host_ear.claims import Differs, written

KEPT = 200
"""Alarms of a room that can still be looked at."""

AGAIN_S = 600.0
"""Who says the same once more within this time raises no second alarm."""

BREATH_S = 12.0
"""How long after a claim's beginning its end may be heard."""

State = Literal["open", "confirmed", "dismissed"]


class NoSuchAlarm(LookupError):
    """There is no alarm of that id in the room."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A claim of the host's and what the shop publishes instead, side by side.

    `line` is what was heard, after the lines `before` that the claim began in; `at` when it was
    said and `raised_at` when that was noticed. It is `open` until staff say that the host is right
    (`confirmed`) or was wrong (`dismissed`).
    """

    id: str
    differs: Differs
    title: str
    line: str
    at: datetime
    raised_at: datetime
    confidence: float
    state: State = "open"
    times: int = 1
    before: tuple[str, ...] = ()

    def as_json(self) -> Mapping[str, Any]:
        """The alarm as the API writes it."""
        return {
            "id": self.id,
            "kind": self.differs.kind,
            "product": self.differs.product,
            "title": self.title,
            "claim": self.differs.claim,
            "said": "".join((*self.before, self.line)),
            "published": [asdict(fact) for fact in self.differs.published],
            "at": self.at.isoformat(),
            "raised_at": self.raised_at.isoformat(),
            "confidence": round(self.confidence, 3),
            "state": self.state,
            "times": self.times,
        }


class Alarms:
    """The alarms of one room, oldest first. `tell` is told of each that is new or has changed."""

    def __init__(self, tell: Callable[[Alarm], None]) -> None:
        self._tell = tell
        self._alarms: OrderedDict[str, Alarm] = OrderedDict()

    def __iter__(self) -> Iterator[Alarm]:
        return iter(self._alarms.values())

    def raise_for(
        self,
        differs: Differs,
        *,
        title: str,
        line: str,
        at: datetime,
        now: datetime,
        confidence: float,
    ) -> Alarm:
        """Tell staff of a claim; one that they know of already is only counted, and one whose
        beginning they know of (酒, 酒小半熟: a word was cut in two) is told in its place."""
        known = self._known(differs, at)
        begun = self._begun(differs, at)
        if begun is not None:
            alarm = replace(begun, differs=differs, line=line, before=(*begun.before, begun.line))
        elif known is not None:
            # Who was wrong and says it again is wrong again; who was right still is.
            state: State = "confirmed" if known.state == "confirmed" else "open"
            alarm = replace(known, times=known.times + 1, line=line, at=at, state=state)
        else:
            alarm = Alarm(uuid4().hex, differs, title, line, at, now, confidence)
        self._alarms[alarm.id] = alarm
        while len(self._alarms) > KEPT:
            self._alarms.popitem(last=False)
        self._tell(alarm)
        return alarm

    def settle(self, alarm_id: str, *, right: bool) -> Alarm:
        """Staff have decided whether the host is `right`. Raises NoSuchAlarm."""
        if alarm_id not in self._alarms:
            raise NoSuchAlarm(f"there is no alarm {alarm_id!r} in this room")
        alarm = replace(self._alarms[alarm_id], state="confirmed" if right else "dismissed")
        self._alarms[alarm_id] = alarm
        self._tell(alarm)
        return alarm

    def holds_back(self, line: str) -> bool:
        """Whether a line of the host's is not to be repeated: staff have not said it is right."""
        unsettled = [one for one in self._alarms.values() if one.state != "confirmed"]
        if not unsettled:
            return False
        said = written(line)
        return any(line in (*one.before, one.line) or one.differs.said in said for one in unsettled)

    def _begun(self, differs: Differs, at: datetime) -> Alarm | None:
        """The open alarm on what was heard of this claim a moment ago."""
        for alarm in reversed(self._alarms.values()):
            one = alarm.differs
            if (
                alarm.state == "open"
                and (one.kind, one.product) == (differs.kind, differs.product)
                and differs.said.startswith(one.said)
                and differs.claim.startswith(one.claim)
                and differs.claim != one.claim
                and (at - alarm.at).total_seconds() < BREATH_S
            ):
                return alarm
        return None

    def _known(self, differs: Differs, at: datetime) -> Alarm | None:
        for alarm in reversed(self._alarms.values()):
            one = alarm.differs
            same = (one.kind, one.product, one.claim) == (
                differs.kind,
                differs.product,
                differs.claim,
            )
            if same and (at - alarm.at).total_seconds() < AGAIN_S:
                return alarm
        return None

"""Where the time of one turn goes, as contributions that add up to the whole.

A turn is from the last syllable that reached the server (a written question: from the question) to
the first sound handed over (an answer in text: to its first sentence). Whoever works on a turn says
which stretch of it that work took; a stretch nobody claims is a contribution too, `other`, so that
nothing is lost between two stages. All times are of one monotonic clock, counted in whole
microseconds, in which the contributions are exactly the total.

The idea of contributions that sum to the interval is Pipecat's (`LatencyContribution`).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

from assistant.telemetry.logs import current_trace_id, new_trace_id

Key = Literal[
    "turn_end",
    "recognition",
    "queue",
    "understanding",
    "grounding",
    "first_sentence",
    "synthesis",
    "transport",
    "other",
]
"""`turn_end`: from the last syllable's arrival to the decision that the turn is over.
`recognition`: the text was waited for after that. `queue`: earlier questions, or the client, were
waited for. `first_sentence`: composing and verifying it. `synthesis`: its first piece of sound.
`transport`: until that piece was handed to the socket or the track. `other`: nobody's."""

Source = Literal["text", "voice", "agora"]
"""How a turn came, and who measured it: `agora` turns are of Agora's own record."""
Reason = Literal["ok", "interrupted", "ignored", "error"]
"""How a turn ended: answered, broken off, not a question to anybody, or by a fault."""

OWNERS: dict[Key, str] = {
    "turn_end": "turn detector",
    "recognition": "recogniser",
    "queue": "room",
    "understanding": "answerer",
    "grounding": "answerer",
    "first_sentence": "answerer",
    "synthesis": "synthesiser",
    "transport": "gateway",
    "other": "",
}
"""Whose time each contribution is."""

_DETAILS: dict[Key, str] = {"synthesis": "made"}  # unless somebody notes otherwise


@dataclass(frozen=True, slots=True)
class Contribution:
    """One stretch of a turn: `start_ms` after its beginning, `duration_ms` long, `owner`'s.

    `detail` says more where there is more to say: a synthesis is `cached` or `made`.
    """

    key: Key
    owner: str
    start_ms: float
    duration_ms: float
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """The contribution as the API writes it."""
        return {
            "key": self.key,
            "owner": self.owner,
            "start_ms": self.start_ms,
            "duration_ms": self.duration_ms,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class TurnLatency:
    """A turn's time: `contributions`, one after the other without gaps, are all of `total_ms`.

    `handed_over` says whether the viewer was given anything: where not, the total is the time
    until the turn was given up. `began_ns` is when it began (nanoseconds since the epoch).
    Raises ValueError for contributions that do not add up.
    """

    source: Source
    reason: Reason
    total_ms: float
    contributions: tuple[Contribution, ...]
    handed_over: bool
    began_ns: int
    trace_id: str

    def __post_init__(self) -> None:
        """Refuse what does not add up."""
        at = 0
        for contribution in self.contributions:
            if _us(contribution.start_ms) != at:
                raise ValueError(f"{contribution.key} does not begin where the one before ended")
            at += _us(contribution.duration_ms)
        if at != _us(self.total_ms):
            raise ValueError(f"contributions of {at} us are not the total of {self.total_ms} ms")

    @property
    def cached(self) -> bool:
        """Whether the first sound lay ready."""
        return any(it.key == "synthesis" and it.detail == "cached" for it in self.contributions)

    def by_key(self) -> dict[Key, float]:
        """Milliseconds of each kind of contribution there was, in order of appearance."""
        summed: dict[Key, int] = {}
        for it in self.contributions:
            summed[it.key] = summed.get(it.key, 0) + _us(it.duration_ms)
        return {key: us / 1000 for key, us in summed.items()}

    def as_json(self) -> dict[str, Any]:
        """The `latency` of an answer, as the API writes it."""
        return {
            "total_ms": self.total_ms,
            "contributions": [contribution.as_json() for contribution in self.contributions],
        }


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """What is told of a turn beside its time. Empty strings are unknown.

    `viewer`, `question` and `answer` are personal data: they stay in the process unless an operator
    allows more.
    """

    room: str
    answer_id: str = ""
    outcome: str = ""
    viewer: str = ""
    question: str = ""
    answer: str = ""


@dataclass(slots=True)
class Stretch:
    """A stretch that has begun; open until `end`."""

    key: Key
    since: float
    clock: Callable[[], float]
    until: float | None = None
    detail: str = ""

    def end(self, at: float | None = None, *, detail: str = "") -> None:
        """It is over, now or `at` (seconds of the turn's clock)."""
        self.until = self.clock() if at is None else at
        self.detail = detail or self.detail


class TurnTimer:
    """Measures one turn while it goes on. Times are seconds of `clock`.

    `began` is when the last syllable came in, by default now. `sounds` says what the turn ends
    with: the first sound handed over, or else the first sentence.
    """

    def __init__(
        self,
        source: Source,
        *,
        began: float | None = None,
        sounds: bool = False,
        trace_id: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.source = source
        self.sounds = sounds
        self.trace_id = trace_id or current_trace_id() or new_trace_id()
        self.now = clock
        self.began = clock() if began is None else began
        self.closed = False
        self._began_ns = time.time_ns() - round((clock() - self.began) * 1e9)
        self._stretches: list[Stretch] = []
        self._notes: dict[Key, str] = {}
        self._handed_over: float | None = None

    @property
    def handed_over(self) -> bool:
        """Whether the viewer was given something."""
        return self._handed_over is not None

    def begin(self, key: Key, *, since: float | None = None) -> Stretch:
        """From now, or `since`, the turn's time is `key`'s, until the stretch is ended.

        Where stretches overlap the earlier one has the time; after the hand-over none counts.
        """
        stretch = Stretch(key, self.now() if since is None else since, self.now)
        if not self.handed_over:
            self._stretches.append(stretch)
        return stretch

    def spent(self, key: Key, *, since: float, until: float | None = None) -> None:
        """The time from `since` until now, or `until`, was `key`'s."""
        self.begin(key, since=since).end(until)

    def queued(self) -> None:
        """From the end of what was done last until now, somebody else was waited for."""
        ends = [it.until for it in self._stretches if it.until is not None]
        self.spent("queue", since=max(ends, default=self.now()))

    @contextmanager
    def spending(self, key: Key) -> Iterator[None]:
        """The time inside is `key`'s, whatever becomes of it."""
        stretch = self.begin(key)
        try:
            yield
        finally:
            stretch.end()

    def note(self, key: Key, detail: str) -> None:
        """Say more about a contribution before it is handed over."""
        if not self.handed_over:
            self._notes[key] = detail

    def hand_over(self, at: float | None = None) -> None:
        """The viewer was given the first of the answer, now or `at`; only the first time counts."""
        if self._handed_over is None:
            self._handed_over = self.now() if at is None else at

    def latency(self, reason: Reason = "ok") -> TurnLatency:
        """The turn's time as it stands: to the hand-over, or until now where there was none."""
        end = self.now() if self._handed_over is None else self._handed_over
        total = self._offset(end)
        return TurnLatency(
            source=self.source,
            reason=reason,
            total_ms=total / 1000,
            contributions=tuple(self._tiles(total)),
            handed_over=self.handed_over,
            began_ns=self._began_ns,
            trace_id=self.trace_id,
        )

    def close(self, reason: Reason) -> TurnLatency | None:
        """The turn is over; its time, once: None for whoever comes later."""
        if self.closed:
            return None
        self.closed = True
        return self.latency(reason)

    def _offset(self, at: float) -> int:
        return max(0, round((at - self.began) * 1_000_000))

    def _tiles(self, total: int) -> Iterator[Contribution]:
        """The whole from 0 to `total`, in microseconds, cut where stretches begin and end."""
        at = 0
        for it in sorted(self._stretches, key=lambda stretch: stretch.since):
            start = min(max(at, self._offset(it.since)), total)
            end = total if it.until is None else min(self._offset(it.until), total)
            if end <= start:
                continue
            if start > at:
                yield _contribution("other", at, start)
            detail = it.detail or self._notes.get(it.key, _DETAILS.get(it.key, ""))
            yield _contribution(it.key, start, end, detail)
            at = end
        if at < total:
            yield _contribution("other", at, total)


class Laps:
    """Stretches of the running turn that follow one another; outside a turn they cost nothing."""

    def __init__(self, first: Key) -> None:
        self._turn = current_turn()
        self._lap = self._turn.begin(first) if self._turn else None

    def next(self, key: Key | None) -> None:
        """The stretch that is open is over, and `key`'s begins; None begins none."""
        if self._turn is None:
            return
        now = self._turn.now()
        if self._lap is not None:
            self._lap.end(now)
        self._lap = self._turn.begin(key, since=now) if key else None


_TURN: ContextVar[TurnTimer | None] = ContextVar("turn", default=None)


@contextmanager
def timing(turn: TurnTimer) -> Iterator[TurnTimer]:
    """What runs inside, and the tasks begun there, work on `turn`."""
    token = _TURN.set(turn)
    try:
        yield turn
    finally:
        _TURN.reset(token)


def current_turn() -> TurnTimer | None:
    """The turn being worked on here, if any."""
    return _TURN.get()


def note(key: Key, detail: str) -> None:
    """Say more about a contribution of the running turn; outside one nothing happens."""
    if (turn := current_turn()) is not None:
        turn.note(key, detail)


def _us(milliseconds: float) -> int:
    return round(milliseconds * 1000)


def _contribution(key: Key, start: int, end: int, detail: str = "") -> Contribution:
    return Contribution(key, OWNERS[key], start / 1000, (end - start) / 1000, detail)

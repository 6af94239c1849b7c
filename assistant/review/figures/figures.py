"""The figures of a show or of a time: what was asked, what was answered, how soon, and what the
catalog lacked."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from assistant.store.figures import AnswerFigures, Bucket, Counted, Lacking, Period

OUTCOMES = ("answered", "unknown", "declined", "handed_off")

MOST_BUCKETS = 180
"""More points than a chart shows."""

_STRETCHES_S = (60, 300, 900, 3600, 21_600, 86_400, 604_800)
_LACKING = 50


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How questions of one kind ended; `askers` are the viewers who asked them."""

    kind: str
    answers: int
    askers: int
    outcomes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Half and nearly all of some times, in milliseconds; 0 of none."""

    half: float = 0.0
    most: float = 0.0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a time came to.

    `without_person` is the share of questions that the assistant answered itself; `corrected` is
    how many staff answered, or answered otherwise; `helped` and `did_not` are viewers'
    words. Every bucket is `every_s` long.
    """

    period: Period
    answers: int
    askers: int
    outcomes: dict[str, int]
    composers: dict[str, int]
    without_person: float
    corrected: int
    first_sentence: Percentiles
    first_audio: Percentiles
    helped: int
    did_not: int
    kinds: Sequence[KindFigures]
    lacking: Sequence[Lacking]
    every_s: int
    buckets: Sequence[Bucket]


async def figures_of(counts: AnswerFigures, period: Period) -> Figures:
    """The figures of a `period`. Raises ValueError where it ends before it begins."""
    if period.until <= period.since:
        raise ValueError("until must be later than since")
    counted = await counts.counted(period)
    times = await counts.times(period)
    every_s = stretch(period.until - period.since)
    helped, did_not = await counts.ratings(period)
    outcomes = _sum(counted, lambda one: one.outcome)
    answers = sum(one.answers for one in counted)
    by_itself = sum(one.answers for one in counted if _by_itself(one))
    return Figures(
        period=period,
        answers=answers,
        askers=sum(one.askers for one in counted),
        outcomes={outcome: outcomes[outcome] for outcome in OUTCOMES},
        composers=dict(_sum(counted, lambda one: one.composer)),
        without_person=by_itself / answers if answers else 0.0,
        corrected=await counts.corrected(period),
        first_sentence=_percentiles([one.first_sentence for one in times]),
        first_audio=_percentiles([one.first_audio for one in times]),
        helped=helped,
        did_not=did_not,
        kinds=_kinds(counted),
        lacking=await counts.lacking(period, limit=_LACKING),
        every_s=every_s,
        buckets=await counts.buckets(period, every_s=every_s),
    )


def stretch(length: timedelta) -> int:
    """Seconds of one bucket, so that a chart over `length` has no more than `MOST_BUCKETS`."""
    wanted = length.total_seconds() / MOST_BUCKETS
    weeks = _STRETCHES_S[-1]
    return next((s for s in _STRETCHES_S if s >= wanted), ceil(wanted / weeks) * weeks)


def _by_itself(one: Counted) -> bool:
    return one.outcome in ("answered", "declined") and one.composer != "staff"


def _sum(counted: Sequence[Counted], by: Callable[[Counted], str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counted:
        total[by(one)] += one.answers
    return total


def _kinds(counted: Sequence[Counted]) -> list[KindFigures]:
    found: dict[str, list[Counted]] = {}
    for one in counted:
        found.setdefault(one.kind, []).append(one)
    kinds = [
        KindFigures(
            kind,
            sum(one.answers for one in ones),
            sum(one.askers for one in ones),
            {outcome: n for outcome in OUTCOMES if (n := _sum(ones, lambda o: o.outcome)[outcome])},
        )
        for kind, ones in found.items()
    ]
    return sorted(kinds, key=lambda one: (-one.askers, one.kind))


def _percentiles(times: Sequence[float]) -> Percentiles:
    taken = sorted(time for time in times if time > 0)
    if not taken:
        return Percentiles()
    last = len(taken) - 1
    return Percentiles(taken[last // 2], taken[round(last * 0.95)], len(taken))

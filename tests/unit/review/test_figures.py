"""The figures of a time, from what was counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.review.figures.figures import MOST_BUCKETS, figures_of, stretch
from assistant.store.figures import Bucket, Counted, Lacking, Period, Timed

EIGHT = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
SHOW = Period(EIGHT, EIGHT + timedelta(hours=1))


class Counts:
    """What a database would count."""

    def __init__(self, counted: list[Counted], times: list[float] = []) -> None:  # noqa: B006
        self._counted = counted
        self._times = times

    async def counted(self, period: Period) -> list[Counted]:
        return self._counted

    async def lacking(self, period: Period, *, limit: int) -> list[Lacking]:
        return []

    async def buckets(self, period: Period, *, every_s: int) -> list[Bucket]:
        return []

    async def times(self, period: Period) -> list[Timed]:
        return [Timed(ms, 0.0, ms) for ms in self._times]

    async def corrected(self, period: Period) -> int:
        return 3

    async def ratings(self, period: Period) -> tuple[int, int]:
        return 0, 0


async def test_what_staff_answered_was_not_answered_without_a_person() -> None:
    counts = Counts(
        [
            Counted("price", "answered", "facts", 6, 600),
            Counted("price", "declined", "facts", 1, 1),
            Counted("price", "answered", "staff", 2, 2),
            Counted("complaint", "handed_off", "facts", 1, 1),
        ]
    )
    found = await figures_of(counts, SHOW)  # type: ignore[arg-type]
    assert (found.answers, found.askers) == (10, 604)
    assert found.without_person == pytest.approx(0.7)
    assert found.outcomes == {"answered": 8, "unknown": 0, "declined": 1, "handed_off": 1}
    assert found.composers == {"facts": 8, "staff": 2}
    assert found.corrected == 3
    assert [(one.kind, one.answers, one.outcomes) for one in found.kinds] == [
        ("price", 9, {"answered": 8, "declined": 1}),
        ("complaint", 1, {"handed_off": 1}),
    ]


async def test_of_nothing_there_are_no_figures_to_divide_by() -> None:
    found = await figures_of(Counts([]), SHOW)  # type: ignore[arg-type]
    assert (found.answers, found.without_person, found.first_audio.of) == (0, 0.0, 0)


async def test_percentiles_are_of_what_was_timed() -> None:
    times = [0.0, *(float(n) for n in range(1, 101))]
    found = await figures_of(Counts([], times), SHOW)  # type: ignore[arg-type]
    assert (found.first_sentence.half, found.first_sentence.most) == (50, 95)
    assert (found.first_sentence.of, found.first_audio.of) == (100, 0)


async def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="until must be later than since"):
        await figures_of(Counts([]), Period(EIGHT, EIGHT))  # type: ignore[arg-type]


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=20_000)))
def test_no_chart_has_more_points_than_it_can_show(length: timedelta) -> None:
    assert length.total_seconds() / stretch(length) <= MOST_BUCKETS


@pytest.mark.parametrize(
    ("length", "every_s"),
    [
        (timedelta(minutes=10), 60),
        (timedelta(hours=3), 60),
        (timedelta(hours=4), 300),
        (timedelta(days=1), 900),
        (timedelta(days=7), 3600),
        (timedelta(days=365), 604_800),
    ],
)
def test_stretches_are_ones_that_people_read(length: timedelta, every_s: int) -> None:
    assert stretch(length) == every_s

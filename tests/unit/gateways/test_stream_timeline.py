"""When the pieces of a stream are heard: in its own time, in order, without gaps."""

import pytest

from assistant.gateways.stream.timeline import LIVE_HASTE, Place, Timeline

PIECE = 0.02


class Watch:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def timeline(watch: Watch) -> Timeline:
    return Timeline(watch)


def test_what_comes_in_its_time_is_heard_at_once(timeline: Timeline, watch: Watch) -> None:
    for number in range(100):
        assert timeline.place(5 + number * PIECE, PIECE).wait_s == pytest.approx(0, abs=1e-3)
        watch.now += PIECE


def test_a_segment_that_comes_at_once_is_spread_over_its_time(timeline: Timeline) -> None:
    waits = [timeline.place(number * PIECE, PIECE).wait_s for number in range(250)]
    assert waits == sorted(waits)
    assert 4.5 < waits[-1] < 5.0


def test_what_gathered_while_a_live_stream_was_joined_is_soon_made_up(watch: Watch) -> None:
    timeline = Timeline(watch, haste=LIVE_HASTE)
    for number in range(150):
        wait = timeline.place(number * PIECE, PIECE).wait_s
        watch.now += max(wait, PIECE * (number >= 75))  # 1.5 s come at once
    assert wait == 0


def test_a_stream_whose_clock_is_fast_does_not_fall_behind(
    timeline: Timeline, watch: Watch
) -> None:
    for number in range(100_000):
        place = timeline.place(number * PIECE, PIECE)
        watch.now += PIECE / 1.001
    assert place.wait_s < 0.1


def test_a_short_gap_is_silence(timeline: Timeline, watch: Watch) -> None:
    timeline.place(0.0, PIECE)
    watch.now += PIECE + 0.5
    assert timeline.place(PIECE + 0.5, PIECE) == Place(pytest.approx(0.5), 0.0)
    assert timeline.place(2 * PIECE + 0.5, PIECE).silence_s == 0


def test_a_long_gap_and_a_step_back_are_skipped(timeline: Timeline) -> None:
    timeline.place(50.0, PIECE)
    assert timeline.place(90.0, PIECE) == Place(0.0, 0.0)
    assert timeline.place(1.0, PIECE) == Place(0.0, 0.0)
    assert timeline.place(1.0 + PIECE, PIECE).wait_s < 2 * PIECE


def test_jitter_of_the_streams_times_is_no_gap(timeline: Timeline) -> None:
    for number in range(50):
        jitter = 0.03 * (number % 2)
        assert timeline.place(number * PIECE + jitter, PIECE).silence_s == 0


def test_a_piece_without_a_time_follows_the_one_before(timeline: Timeline, watch: Watch) -> None:
    timeline.place(7.0, PIECE)
    watch.now += PIECE
    assert timeline.place(None, PIECE) == Place(0.0, 0.0)
    assert timeline.place(7.0 + 2 * PIECE, PIECE).silence_s == 0

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.telemetry import (
    Contribution,
    Laps,
    Telemetry,
    TurnFacts,
    TurnLatency,
    TurnTimer,
    current_turn,
    note,
    timing,
)
from assistant.telemetry.turns import OWNERS


def microseconds(turn: TurnLatency) -> int:
    return sum(round(it.duration_ms * 1000) for it in turn.contributions)


def spoken_turn(clock, *, hop_ms: float = 0.0, cached: bool = False) -> TurnTimer:
    """A turn by voice as the service goes through one; `hop_ms` is lost between any two stages."""
    turn = TurnTimer("voice", sounds=True, clock=clock)
    clock.passes(480)
    turn.spent("turn_end", since=turn.began)
    with timing(turn):
        for key, ms in (("recognition", 35.5), ("queue", 0.25)):
            clock.passes(hop_ms)
            with turn.spending(key):
                clock.passes(ms)
        clock.passes(hop_ms)
        laps = Laps("understanding")
        for ms, key in ((4.125, "grounding"), (2, "first_sentence"), (1.5, None)):
            clock.passes(ms)
            laps.next(key)
        clock.passes(hop_ms)
        with turn.spending("synthesis"):
            if cached:
                note("synthesis", "cached")
            clock.passes(0.75 if cached else 120)
    with turn.spending("transport"):
        clock.passes(0.3)
    turn.hand_over()
    return turn


def test_a_spoken_turn_is_the_sum_of_its_stages(clock) -> None:
    turn = spoken_turn(clock).latency()
    assert list(turn.by_key().items()) == [
        ("turn_end", 480.0),
        ("recognition", 35.5),
        ("queue", 0.25),
        ("understanding", 4.125),
        ("grounding", 2.0),
        ("first_sentence", 1.5),
        ("synthesis", 120.0),
        ("transport", 0.3),
    ]
    assert turn.total_ms == 643.675
    assert (turn.source, turn.reason, turn.handed_over, turn.cached) == ("voice", "ok", True, False)
    assert [it.owner for it in turn.contributions] == [OWNERS[it.key] for it in turn.contributions]


def test_what_is_lost_between_stages_is_a_contribution_and_small(clock) -> None:
    turn = spoken_turn(clock, hop_ms=0.1).latency()
    others = [it for it in turn.contributions if it.key == "other"]
    assert [it.duration_ms for it in others] == [0.1] * 4
    assert sum(it.duration_ms for it in others) < 0.001 * turn.total_ms
    assert microseconds(turn) == round(turn.total_ms * 1000)


def test_a_gap_cannot_hide(clock) -> None:
    turn = TurnTimer("text", clock=clock)
    clock.passes(700)
    with turn.spending("understanding"):
        clock.passes(5)
    clock.passes(90)
    turn.hand_over()
    assert turn.latency().by_key() == {"other": 790.0, "understanding": 5.0}


def test_a_cached_sound_is_told_from_one_that_was_made(clock) -> None:
    assert spoken_turn(clock, cached=True).latency().cached
    made = spoken_turn(clock).latency()
    assert not made.cached
    assert [it.detail for it in made.contributions if it.key == "synthesis"] == ["made"]


def test_what_comes_after_the_first_sound_does_not_count(clock) -> None:
    turn = spoken_turn(clock)
    before = turn.latency()
    with turn.spending("synthesis"):
        clock.passes(900)
    turn.note("synthesis", "cached")
    turn.hand_over()
    assert turn.latency() == before


def test_a_hand_over_learnt_of_late_cuts_what_went_on_meanwhile(clock) -> None:
    turn = TurnTimer("voice", sounds=True, clock=clock)
    with turn.spending("synthesis"):
        clock.passes(100)
    left = clock.at + 0.002
    with turn.spending("transport"):
        clock.passes(50)
    turn.hand_over(left)
    assert turn.latency().by_key() == {"synthesis": 100.0, "transport": 2.0}


def test_an_interrupted_turn_says_what_it_was_at(clock) -> None:
    turn = TurnTimer("voice", sounds=True, clock=clock)
    with timing(turn):
        laps = Laps("understanding")
        clock.passes(3)
        laps.next("grounding")
        clock.passes(40)
    done = turn.close("interrupted")
    assert done is not None
    assert (done.reason, done.handed_over) == ("interrupted", False)
    assert done.by_key() == {"understanding": 3.0, "grounding": 40.0}
    assert turn.close("ok") is None


def test_where_stretches_overlap_the_earlier_one_has_the_time(clock) -> None:
    turn = TurnTimer("voice", clock=clock)
    speculative = turn.begin("recognition")
    clock.passes(10)
    turn.spent("turn_end", since=turn.began - 1, until=turn.began + 0.005)
    speculative.end()
    turn.hand_over()
    assert turn.latency().by_key() == {"turn_end": 5.0, "recognition": 5.0}


stretches = st.lists(
    st.tuples(st.sampled_from(sorted(OWNERS)), st.floats(-1, 3), st.floats(-1, 3)), max_size=12
)


@given(stretches, st.floats(0, 3), st.integers(0, 2**32))
def test_whatever_is_claimed_the_contributions_are_the_whole(claimed, length, seed) -> None:
    began = random.Random(seed).uniform(0, 1e6)
    turn = TurnTimer("voice", began=began, clock=lambda: began + length)
    for key, since, until in claimed:
        turn.spent(key, since=began + since, until=began + until)
    turn.hand_over()
    made = turn.latency()
    assert microseconds(made) == round(made.total_ms * 1000) == round(length * 1e6)
    assert all(it.duration_ms > 0 for it in made.contributions)
    told = made.as_json()
    summed = sum(it["duration_ms"] for it in told["contributions"])
    assert round(summed, 3) == told["total_ms"]


@pytest.mark.parametrize(
    ("start", "duration", "total"), [(0.0, 5.0, 6.0), (1.0, 5.0, 6.0), (0.0, 6.001, 6.0)]
)
def test_a_latency_that_does_not_add_up_cannot_be_made(start, duration, total) -> None:
    contribution = Contribution("grounding", "answerer", start, duration)
    with pytest.raises(ValueError, match=r"not the total|does not begin"):
        TurnLatency("text", "ok", total, (contribution,), True, 0, "trace-0001")


def test_outside_a_turn_stages_cost_nothing() -> None:
    assert current_turn() is None
    laps = Laps("understanding")
    laps.next("grounding")
    laps.next(None)
    note("synthesis", "cached")
    assert current_turn() is None


def test_turns_are_counted_with_their_contributions(clock) -> None:
    telemetry = Telemetry()
    telemetry.turn_over(spoken_turn(clock).latency(), TurnFacts("demo"))
    telemetry.turn_over(spoken_turn(clock, cached=True).latency(), TurnFacts("demo"))
    lines = telemetry.render().decode().splitlines()
    assert 'xiaoer_turns_total{reason="ok",source="voice"} 2.0' in lines
    assert 'xiaoer_turn_seconds_count{cached="true",source="voice"} 1.0' in lines
    assert 'xiaoer_turn_seconds_bucket{cached="false",le="0.6",source="voice"} 0.0' in lines
    assert 'xiaoer_turn_seconds_bucket{cached="false",le="0.8",source="voice"} 1.0' in lines
    contribution = 'xiaoer_turn_contribution_seconds_{}{{contribution="{}",source="voice"}} {}'
    assert contribution.format("count", "synthesis", "2.0") in lines
    assert contribution.format("sum", "turn_end", "0.96") in lines
    summed = sum(
        float(line.rsplit(" ", 1)[1])
        for line in lines
        if line.startswith("xiaoer_turn_contribution_seconds_sum")
    )
    totals = sum(
        float(line.rsplit(" ", 1)[1])
        for line in lines
        if line.startswith("xiaoer_turn_seconds_sum")
    )
    assert summed == pytest.approx(totals)


@pytest.mark.parametrize("reason", ["interrupted", "ignored", "error"])
def test_a_turn_that_gave_nothing_is_counted_but_not_timed(clock, reason) -> None:
    telemetry = Telemetry()
    turn = TurnTimer("voice", clock=clock)
    clock.passes(300)
    done = turn.close(reason)
    assert done is not None
    telemetry.turn_over(done, TurnFacts("demo"))
    text = telemetry.render().decode()
    assert f'xiaoer_turns_total{{reason="{reason}",source="voice"}} 1.0' in text
    assert "xiaoer_turn_seconds_count{" not in text
    assert "xiaoer_turn_contribution_seconds_count{" not in text

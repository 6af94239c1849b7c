"""How long a pause is waited out, by what is known of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.turns.patience import BOUNDS, Eagerness, Evidence, Patience
from assistant.speech.turns.rhythm import Rhythm


def wait(
    finished: float | None, text: str | None, eagerness: Eagerness = "auto", *pauses: float
) -> float:
    rhythm = Rhythm()
    for pause in pauses:
        rhythm.paused(pause)
    return Patience(BOUNDS[eagerness], rhythm).silence_ms(Evidence(finished, text, "zh"))


def test_a_whole_question_that_sounds_finished_is_answered_soonest() -> None:
    assert wait(0.9, "这件多少钱") < wait(0.1, "这件多少钱") < wait(0.1, "这件羽绒服")
    assert wait(0.9, "这件多少钱") < 300
    assert wait(0.9, "我想问一下") > 1000
    assert wait(0.9, "羽绒服") < wait(0.5, "羽绒服") < wait(0.1, "羽绒服")


def test_words_outweigh_intonation() -> None:
    assert wait(0.99, "有没有") > wait(0.01, "有没有大码")


def test_before_the_words_are_known_nothing_ends_early() -> None:
    assert wait(0.99, None) >= BOUNDS["auto"].unheard
    assert wait(None, None) >= BOUNDS["auto"].unheard


def test_what_held_no_words_is_over_soon() -> None:
    assert wait(0.01, "") == BOUNDS["auto"].unheard


def test_a_viewer_who_pauses_long_is_given_longer() -> None:
    usual = wait(0.6, "羽绒服")
    assert wait(0.6, "羽绒服", "auto", *[900.0] * 8) > usual
    # and one who does not, no longer than before
    assert wait(0.6, "羽绒服", "auto", *[120.0] * 12) <= usual


@pytest.mark.parametrize(
    "evidence", [(0.9, "多少钱"), (0.5, "羽绒服"), (0.1, "有没有"), (None, None), (0.7, "")]
)
def test_eagerness_orders_the_waits(evidence: tuple[float | None, str | None]) -> None:
    high, auto, low = (wait(*evidence, eagerness) for eagerness in ("high", "auto", "low"))
    assert high < auto < low
    assert wait(*evidence, "medium") == auto


@given(st.none() | st.floats(0, 1), st.none() | st.sampled_from(["", "多少钱", "有没有", "羽绒服"]))
def test_a_wait_is_always_within_its_bounds(finished: float | None, text: str | None) -> None:
    for bounds in BOUNDS.values():
        waited = Patience(bounds, Rhythm()).silence_ms(Evidence(finished, text, "zh"))
        assert bounds.quick <= waited <= bounds.slow


def test_old_pauses_are_forgotten() -> None:
    rhythm = Rhythm()
    for _ in range(12):
        rhythm.paused(900)
    slow = rhythm.least_ms
    for _ in range(12):
        rhythm.paused(150)
    assert rhythm.least_ms < slow

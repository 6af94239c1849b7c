"""Cutting long sound where it is quiet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.audio import HEARING_RATE, Samples
from assistant.speech.recognisers.windows import quietest, windows


def noise(seconds: float) -> Samples:
    generator = np.random.default_rng(7)
    return generator.normal(0, 0.1, round(seconds * HEARING_RATE)).astype(np.float32)


@pytest.mark.parametrize("seconds", [0, 0.01, 3, 10])
def test_what_fits_is_not_cut(seconds: float) -> None:
    (piece,) = windows(noise(seconds), 10)
    assert len(piece) == round(seconds * HEARING_RATE)


def test_the_cut_lies_in_the_pause() -> None:
    sound = noise(14)
    sound[round(7.0 * HEARING_RATE) : round(7.4 * HEARING_RATE)] *= 0.01
    first, second = windows(sound, 10)
    assert 7.0 < len(first) / HEARING_RATE < 7.4
    assert len(first) + len(second) == len(sound)


def test_the_quietest_moment_of_a_stretch_too_short_to_judge_is_its_middle() -> None:
    assert quietest(noise(1), 100, 300) == 200


@given(st.floats(0.1, 65))
def test_nothing_is_lost_and_nothing_is_too_long(seconds: float) -> None:
    sound = noise(seconds)
    pieces = windows(sound, 10)
    assert np.array_equal(np.concatenate(pieces), sound)
    assert all(len(piece) <= 10 * HEARING_RATE for piece in pieces)
    # A last window of a few samples would be decoded out of nothing.
    assert len(pieces) == 1 or len(pieces[-1]) >= HEARING_RATE

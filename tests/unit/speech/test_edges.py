"""Trimming the silence that synthesisers leave at both ends."""

import numpy as np
import pytest

from assistant.speech.audio import Audio, join, silence
from assistant.speech.synthesisers.edges import trimmed

RATE = 24_000


def tone(seconds: float, level: float = 0.3) -> Audio:
    time = np.arange(round(seconds * RATE)) / RATE
    return Audio((level * np.sin(2 * np.pi * 220 * time)).astype(np.float32), RATE)


@pytest.mark.parametrize("before", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("after", [0.0, 0.3, 1.0])
def test_silence_at_both_ends_is_cut_and_sound_is_kept(before: float, after: float) -> None:
    sound = trimmed(join([silence(before, RATE), tone(0.5), silence(after, RATE)]))
    assert 0.5 <= sound.seconds + 0.002 <= 0.5 + 0.04 + 0.06 + 0.02
    loud = np.flatnonzero(np.abs(sound.samples) > 0.1)
    assert loud[0] <= RATE * 0.06


def test_a_weak_first_consonant_is_kept() -> None:
    rng = np.random.default_rng(7)
    hiss = Audio(rng.normal(0, 0.01, RATE // 10).astype(np.float32), RATE)
    sound = trimmed(join([silence(0.4, RATE), hiss, tone(0.5)]))
    assert sound.seconds >= 0.59


def test_silence_between_words_stays() -> None:
    sound = trimmed(join([tone(0.2), silence(0.5, RATE), tone(0.2)]))
    assert sound.seconds == pytest.approx(0.9, abs=0.02)


def test_ends_are_faded() -> None:
    sound = trimmed(tone(0.5))
    assert abs(sound.samples[0]) < 0.001
    assert abs(sound.samples[-1]) < 0.001


@pytest.mark.parametrize("seconds", [0.0, 0.001, 1.0])
def test_silence_throughout_comes_back_empty(seconds: float) -> None:
    assert len(trimmed(silence(seconds, RATE)).samples) == 0


def test_the_given_samples_are_not_changed() -> None:
    given = tone(0.3)
    before = given.samples.copy()
    trimmed(given)
    assert np.array_equal(given.samples, before)

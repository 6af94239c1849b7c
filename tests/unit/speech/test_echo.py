"""The answer's own sound told from another voice."""

import numpy as np
import pytest

from assistant.speech.audio import HEARING_RATE, Samples
from assistant.speech.turns.echo import SHARE, echo


def voice(seed: int, seconds: float = 1.5) -> Samples:
    """Something like speech: noise through wandering formants, in syllables."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * HEARING_RATE)) / HEARING_RATE
    pitch = 110 + 90 * rng.random() + 20 * np.sin(2 * np.pi * (2 + rng.random()) * time)
    phase = 2 * np.pi * np.cumsum(pitch) / HEARING_RATE
    sound = sum(
        (rng.random() + 0.1) * np.sin(n * phase + 6.28 * rng.random()) / n for n in range(1, 25)
    )
    syllables = 0.5 + 0.5 * np.sin(2 * np.pi * (3 + 2 * rng.random()) * time + 6.28 * rng.random())
    sound = sound * syllables + 0.05 * rng.normal(size=len(time))
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def copy(played: Samples, delay_ms: int, length_ms: int, seed: int = 0) -> Samples:
    """What a microphone hears of `played`, late, softer and with a room behind it."""
    rng = np.random.default_rng(seed)
    taps = np.arange(1600)
    room = 0.05 * rng.normal(size=1600) * np.exp(-taps / 400)
    room[0] = 1
    heard = 0.2 * np.convolve(played, room)[: len(played)]
    end = len(played) - delay_ms * 16
    return (heard + 0.002 * rng.normal(size=len(heard)))[end - length_ms * 16 : end].astype(
        np.float32
    )


@pytest.mark.parametrize("delay_ms", [20, 120, 350])
@pytest.mark.parametrize("seed", range(4))
def test_a_late_copy_is_an_echo(delay_ms: int, seed: int) -> None:
    played = voice(seed)
    assert echo(copy(played, delay_ms, 300, seed), played) > SHARE


@pytest.mark.parametrize("seed", range(6))
def test_another_voice_is_none(seed: int) -> None:
    assert echo(voice(100 + seed)[8000:12800], voice(seed)) < SHARE


def test_silence_and_next_to_nothing_are_none() -> None:
    played = voice(1)
    assert echo(np.zeros(4800, np.float32), played) == 0
    assert echo(played[:500], played) == 0
    assert echo(played[-4800:], np.zeros(16000, np.float32)) == 0
    assert echo(played[-4800:], played[:0]) == 0

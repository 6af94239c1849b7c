"""The noises and beds of scenarios, made from numbers: the same in every run.

They are what a microphone in a home or a shop hears beside words, as far as turn-taking cares:
bursts without pitch, hums with pitch, chords, and many voices at once.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.gateways.evaluate_turns.scenario import Bed, Noise
from assistant.speech.audio import SPEAKING_RATE, Samples

_Sound = npt.NDArray[np.float64]


def noise(kind: Noise, seed: int = 0) -> Samples:
    """One noise, at most as loud as a voice."""
    rng = np.random.default_rng(seed)
    made: _Sound
    match kind:
        case "cough":
            made = np.concatenate([_burst(rng, 0.18), np.zeros(_count(0.12)), _burst(rng, 0.22)])
        case "hum":
            made = _voiced(0.45, 140 + 60 * rng.random(), (250, 900))
        case "laugh":
            syllable = _voiced(0.11, 210 + 40 * rng.random(), (800, 1300))
            made = np.concatenate(
                [np.concatenate([_burst(rng, 0.06) * 0.4, syllable * 0.9**n]) for n in range(4)]
            )
        case "click":
            made = np.zeros(_count(0.05))
            made[: _count(0.004)] = rng.uniform(-1, 1, _count(0.004))
        case "door":
            time = np.arange(_count(0.35)) / SPEAKING_RATE
            made = np.sin(2 * np.pi * 70 * time) * np.exp(-time * 14) + 0.3 * rng.normal(
                size=len(time)
            ) * np.exp(-time * 30)
        case "typing":
            keys = [
                np.concatenate([rng.uniform(-1, 1, _count(0.006)), np.zeros(_count(gap))])
                for gap in rng.uniform(0.08, 0.25, 8)
            ]
            made = np.concatenate(keys)
    return _as_loud(made, 0.3)


def bed(kind: Bed, seconds: float, voices: Sequence[Samples], seed: int = 0) -> Samples:
    """So much of a bed, its root mean square 0.1; `voices` make up a crowd."""
    rng = np.random.default_rng(seed)
    count = _count(seconds)
    made: _Sound
    match kind:
        case "music":
            made = _music(count, rng)
        case "crowd":
            made = np.zeros(count)
            for voice in list(voices) * 2:
                start = int(rng.integers(0, len(voice)))
                made += np.resize(np.roll(voice, start), count) * rng.uniform(0.5, 1.0)
        case "fan":
            made = _coloured(count, rng, slope=1.0)
        case "street":
            made = _coloured(count, rng, slope=1.6)
            for at in rng.integers(0, max(1, count - _count(0.6)), max(1, int(seconds / 4))):
                horn = np.sin(2 * np.pi * 420 * np.arange(_count(0.5)) / SPEAKING_RATE)
                made[at : at + len(horn)] += 2 * made.std() * horn
    level = float(np.sqrt((made**2).mean())) or 1.0
    return np.asarray(made * (0.1 / level), dtype=np.float32)


def _count(seconds: float) -> int:
    return round(seconds * SPEAKING_RATE)


def _burst(rng: np.random.Generator, seconds: float) -> _Sound:
    """Air through a throat: noise in a wide band around 1.2 kHz, sharp at its beginning."""
    count = _count(seconds)
    spectrum = np.fft.rfft(rng.normal(size=count))
    hertz = np.fft.rfftfreq(count, 1 / SPEAKING_RATE)
    shaped = np.fft.irfft(spectrum * np.exp(-(((hertz - 1200) / 1100) ** 2)), count)
    return np.asarray(shaped * np.exp(-np.arange(count) / (0.4 * count)))


def _voiced(seconds: float, pitch: float, formants: tuple[float, float]) -> _Sound:
    """A voice on one vowel: harmonics of a pitch, loudest near the formants."""
    time = np.arange(_count(seconds)) / SPEAKING_RATE
    made = np.zeros_like(time)
    for number in range(1, 20):
        gain = sum(1 / (1 + ((number * pitch - f) / 120) ** 2) for f in formants)
        made += gain * np.sin(2 * np.pi * number * pitch * time)
    return np.asarray(made * np.hanning(len(time)))


def _music(count: int, rng: np.random.Generator) -> _Sound:
    """Four chords on and on, plucked at 100 beats a minute, and a drum."""
    beat = _count(0.6)
    time = np.arange(beat) / SPEAKING_RATE
    chords = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))
    drum = np.sin(2 * np.pi * 60 * time) * np.exp(-time * 25)
    bars = []
    for chord in chords:
        strings = sum(
            np.sin(2 * np.pi * f * time) + 0.4 * np.sin(4 * np.pi * f * time) for f in chord
        )
        bars += [strings * np.exp(-time * 3) + drum + 0.02 * rng.normal(size=beat)] * 4
    return np.asarray(np.resize(np.concatenate(bars), count))


def _coloured(count: int, rng: np.random.Generator, *, slope: float) -> _Sound:
    """Noise that falls by 3·`slope` dB an octave."""
    spectrum = np.fft.rfft(rng.normal(size=count))
    hertz = np.fft.rfftfreq(count, 1 / SPEAKING_RATE)
    return np.asarray(np.fft.irfft(spectrum / np.maximum(hertz, 20) ** (slope / 2), count))


def _as_loud(made: _Sound, peak: float) -> Samples:
    return np.asarray(made * (peak / np.abs(made).max()), dtype=np.float32)

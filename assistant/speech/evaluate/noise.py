"""Noise to hear through, the same at every run."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.speech.audio import HEARING_RATE, Audio, Samples

MARGIN_S = 0.4
"""How long the noise is heard alone before the words and after them."""


def pink(length: int, seed: int) -> Samples:
    """`length` samples of noise with equal power in every octave, at a mean square of 1.

    White noise whose amplitudes fall with the root of the frequency, by one transform.
    """
    if not length:
        return np.zeros(0, dtype=np.float32)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    return _levelled(np.fft.irfft(spectrum, length))


def babble(length: int, talkers: Sequence[Audio], seed: int) -> Samples:
    """`length` samples of all `talkers` at once, each over and over from a place of its own.

    At a mean square of 1; six talkers are a crowd of which no word is understood.
    """
    chance = np.random.default_rng(seed)
    crowd = np.zeros(length)
    for talker in talkers:
        said = _levelled(talker.at(HEARING_RATE).samples)
        places = np.arange(length) + chance.integers(len(said))
        crowd += said[places % len(said)]
    return _levelled(crowd)


def mixed(speech: Audio, noise: Samples, snr_db: float) -> Audio:
    """`speech` at 16 kHz in `noise`, whose mean power is `snr_db` under that of the speech.

    `noise` begins and ends `MARGIN_S` beyond the speech. Raises ValueError where it does not.
    """
    said = speech.at(HEARING_RATE).samples
    margin = round(MARGIN_S * HEARING_RATE)
    if len(noise) != len(said) + 2 * margin:
        raise ValueError(f"noise of {len(noise)} samples does not fit speech of {len(said)}")
    power = float(np.mean(np.square(said, dtype=np.float64)))
    quieter = np.sqrt(power / 10 ** (snr_db / 10))
    together = np.pad(said, margin) + quieter * noise
    return Audio(
        (together / max(1.0, float(np.abs(together).max()))).astype(np.float32), HEARING_RATE
    )


def length_around(speech: Audio) -> int:
    """How many samples of noise `mixed` needs for this speech."""
    return len(speech.at(HEARING_RATE).samples) + 2 * round(MARGIN_S * HEARING_RATE)


def _levelled(sound: npt.NDArray[np.floating]) -> Samples:
    root = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))
    return (sound / root if root else sound).astype(np.float32)

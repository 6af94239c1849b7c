"""Cutting long sound into windows a model can take, where it hurts least."""

import numpy as np

from assistant.speech.audio import HEARING_RATE, Samples

_STEP = HEARING_RATE // 50  # 20 ms
_SMOOTH = 8  # steps: 160 ms, about a syllable's gap
_SHORTEST_S = 1.0  # what is left for the last window


def quietest(samples: Samples, first: int, last: int) -> int:
    """The middle of the quietest 160 ms between two positions of 16 kHz sound."""
    stretch = samples[first:last]
    steps = len(stretch) // _STEP
    if steps <= _SMOOTH:
        return (first + last) // 2
    energy = np.square(stretch[: steps * _STEP].reshape(steps, _STEP), dtype=np.float64).sum(axis=1)
    smooth = np.convolve(energy, np.ones(_SMOOTH), mode="valid")
    return first + (int(smooth.argmin()) + _SMOOTH // 2) * _STEP


def windows(samples: Samples, window_s: float) -> list[Samples]:
    """16 kHz sound in pieces of at most `window_s`, cut in the second half of each at its quietest.

    Nothing is lost and nothing is said twice: the pieces joined are the sound.
    """
    window = round(window_s * HEARING_RATE)
    shortest = round(_SHORTEST_S * HEARING_RATE)
    pieces = []
    while len(samples) > window:
        cut = quietest(samples, window // 2, min(window, len(samples) - shortest))
        pieces.append(samples[:cut])
        samples = samples[cut:]
    return [*pieces, samples]

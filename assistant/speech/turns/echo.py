"""Whether what a microphone hears is the answer being played, come back from the loudspeaker.

Browsers cancel most of it; what is left, and all of it where nothing cancels, would otherwise
interrupt the answer with itself. The sound heard is compared with the sound played: an echo is a
delayed and coloured copy, so their generalised cross-correlation (Knapp and Carter 1976, "The
generalized correlation method for estimation of time delay") has one sharp peak.
"""

import numpy as np

from assistant.speech.audio import HEARING_RATE, Samples

SHARE = 0.22
"""The peak above which sound heard is an echo.

Other voices reach 0.17 at the 99th percentile; two in three echoes reach this in a bare room, past
a clipping loudspeaker, from 300 ms of sound (`tests/benchmarks/echo.py`).
"""

_LONGEST_DELAY_S = 0.6  # a Bluetooth loudspeaker and a network on the way
_BAND_HZ = (200.0, 3800.0)
_WHITENING = 0.6  # between plain correlation (0) and phase alone (1); a room colours the spectrum


def echo(heard: Samples, played: Samples) -> float:
    """How far `heard` is a copy of something in `played`: 0 to 1; both float32 mono, 16 kHz.

    `played` ends at the same moment as `heard` and reaches further back, by the longest delay an
    echo may have. Sound shorter than a tenth of a second says nothing, nor does silence.
    """
    least = HEARING_RATE // 10
    if len(heard) < least or len(played) < least or not played.any() or not heard.any():
        return 0.0
    length = len(heard) + len(played)
    size = 1 << (length - 1).bit_length()
    spectrum, reference = np.fft.rfft(heard, size), np.fft.rfft(played, size)
    hertz = np.fft.rfftfreq(size, 1 / HEARING_RATE)
    band = (hertz >= _BAND_HZ[0]) & (hertz <= _BAND_HZ[1])
    cross = np.where(band, spectrum * np.conj(reference), 0)
    weight = np.abs(cross) ** _WHITENING
    cross = np.divide(cross, weight, out=np.zeros_like(cross), where=weight > 0)
    correlation = np.fft.irfft(cross, size)
    energy = np.abs(cross).sum() * 2 / size
    if energy == 0:
        return 0.0
    # A shift to the right of `played` by n: its sample n lies under the first one heard.
    shifts = np.arange(size)
    latest = len(played) - len(heard)
    earliest = latest - round(_LONGEST_DELAY_S * HEARING_RATE)
    signed = np.where(shifts < size // 2, -shifts, size - shifts)
    possible = (signed >= earliest) & (signed <= latest)
    return float(np.abs(correlation[possible]).max(initial=0.0) / energy)

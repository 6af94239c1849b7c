"""Whether what a microphone hears is the answer being played, come back from the loudspeaker.

Browsers cancel most of it; what is left, and all of it where nothing cancels, would otherwise
interrupt the answer with itself. The sound heard is compared with the sound played: an echo is a
delayed and coloured copy, so the two, their spectra levelled, correlate at one delay (Knapp and
Carter 1976, "The generalized correlation method for estimation of time delay").
"""

import numpy as np
import numpy.typing as npt

from assistant.speech.audio import HEARING_RATE, Samples

SHARE = 0.42
"""What an echo reaches and nothing else does, in 200 ms of sound.

Of real Mandarin speech through a bare room and a clipping loudspeaker 95 % of echoes reach 0.43;
other voices stay under 0.26, and a viewer who speaks over an echo as loud as they are under 0.42
in nine of ten (`tests/benchmarks/echo.py`).
"""

_LONGEST_DELAY_S = 0.6  # a Bluetooth loudspeaker and a network on the way
_BAND_HZ = (200.0, 3800.0)
_AUDIBLE = 0.05  # of the loudest stretch played
_WHITENING = 0.7  # between plain correlation (0) and phase alone (1); a room colours the spectrum


def echo(heard: Samples, played: Samples) -> float:
    """How far `heard` is a copy of something in `played`: 0 to 1; both float32 mono, 16 kHz.

    `played` ends at the same moment as `heard` and reaches further back, by the longest delay an
    echo may have. Sound shorter than a tenth of a second says nothing, nor does silence.
    """
    least = HEARING_RATE // 10
    if len(heard) < least or len(played) < len(heard) or not played.any() or not heard.any():
        return 0.0
    played = played[-(len(heard) + round(_LONGEST_DELAY_S * HEARING_RATE)) :]
    here, there = _whitened(heard), _whitened(played)
    size = 1 << (len(here) + len(there) - 1).bit_length()
    product = np.fft.rfft(there, size) * np.conj(np.fft.rfft(here, size))
    lags = len(there) - len(here) + 1
    correlation = np.fft.irfft(product, size)[:lags]
    # The energy of what was played under each place the sound heard may come from.
    total = np.concatenate([[0.0], np.cumsum(there**2)])
    energy = np.sqrt(np.maximum(total[len(here) :] - total[: -len(here)], 0) * (here**2).sum())
    # Where next to nothing was played, nothing can be an echo of it.
    audible = energy > _AUDIBLE * energy.max(initial=0.0)
    return float((np.abs(correlation[audible]) / energy[audible]).max(initial=0.0))


def _whitened(sound: Samples) -> npt.NDArray[np.float64]:
    """The band of speech with its peaks levelled, or every two vowels would be alike."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / HEARING_RATE)
    band = (hertz >= _BAND_HZ[0]) & (hertz <= _BAND_HZ[1])
    weight = np.abs(spectrum) ** _WHITENING
    level = np.divide(spectrum, weight, out=np.zeros_like(spectrum), where=(weight > 0) & band)
    return np.fft.irfft(level, len(sound))

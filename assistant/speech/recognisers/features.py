"""Log-mel features for Whisper, of as much sound as there is."""

import os
import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.speech.audio import HEARING_RATE, Samples

Features = npt.NDArray[np.float32]

_HOP = 160  # samples: 10 ms a frame
_FFT = 400
_MARGIN = 4 * _FFT  # silence computed rather than filled in, so that the last frames see it


_IMPORTING = threading.Lock()


def feature_extractor(**options: Any) -> Any:
    """A `WhisperFeatureExtractor` with these options; from any thread.

    `transformers` puts another module in its own place while it is imported: two threads that
    import it at once may find it empty. So one does, and from the module that holds the class.
    """
    # Or its import says on standard error that PyTorch is missing, which is as it should be.
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    with _IMPORTING:
        from transformers.models.whisper.feature_extraction_whisper import WhisperFeatureExtractor
    return WhisperFeatureExtractor(**options)


class LogMel:
    """Whisper's features by `transformers`, float32 [1, mels, frames], 100 frames a second.

    Silence after the sound has one value in every bin; it is filled in, not computed, which takes
    a two-second question from 45 ms to 12 ms. Importing the extractor takes more than a second:
    make an instance in a worker thread.
    """

    def __init__(self, mels: int) -> None:
        self._extract: Any = feature_extractor(
            feature_size=mels, sampling_rate=HEARING_RATE, hop_length=_HOP, n_fft=_FFT
        )

    def __call__(self, samples: Samples, window_s: float) -> Features:
        """The features of 16 kHz `samples`, silent from their end to `window_s`."""
        frames = round(window_s * HEARING_RATE) // _HOP
        sound = samples[: frames * _HOP]
        computed = min(frames, -(-(len(sound) + _MARGIN) // _HOP))
        padded = np.pad(sound, (0, max(0, computed * _HOP - len(sound))))
        taken = self._extract(
            padded, sampling_rate=HEARING_RATE, padding="do_not_pad", return_tensors="np"
        )["input_features"].astype(np.float32)
        # The floor is the value of a silent frame: the extractor clips at 8 under the loudest bin.
        fill = ((0, 0), (0, 0), (0, frames - taken.shape[2]))
        return np.ascontiguousarray(np.pad(taken, fill, constant_values=float(taken.min())))

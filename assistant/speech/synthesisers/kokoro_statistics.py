"""What a voice's features are like on average, for normalising a window as the whole would be.

AdaIN normalises by the mean and variance of each channel over all of a text's sound. They depend
on the voice, and on how much of the sound is silence, which lowers every variance; on the words
they depend little. So each voice speaks a few sentences once, with more and less silence in them,
and a text's statistics are read off between: its own share of silence is known from the energy that
the model's first half predicts, before any sound is made.
"""

import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.speech.audio import Samples

SHARES = (0.2, 0.32, 0.44, 0.56, 0.68)
"""Shares of silence at which a voice's statistics are taken: from a long sentence to one word."""

_NEAR = 0.13

# Of the way from the lowest predicted energy, which is silence, to the highest: measured, all
# that is louder than -50 dBFS lies above.
_QUIET_BELOW = 0.33


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Means and variances, float32 [1, channels, 1] each."""

    means: Samples
    variances: Samples


@dataclass(frozen=True, slots=True, eq=False)
class VoiceStatistics:
    """Means and variances of one voice at each of `SHARES`: float32 [shares, channels] each."""

    means: Samples
    variances: Samples

    def at(self, share: float) -> Moments:
        """Those of a text of which `share`, from 0 to 1, is silence."""
        upper = int(np.clip(np.searchsorted(SHARES, share), 1, len(SHARES) - 1))
        lower = upper - 1
        between = (share - SHARES[lower]) / (SHARES[upper] - SHARES[lower])
        way = np.float32(min(1.0, max(0.0, between)))
        means = self.means[lower] + way * (self.means[upper] - self.means[lower])
        # Variances are scales: half way between 1 and 4 is 2.
        logs = np.log(self.variances[[lower, upper]] + 1e-12)
        variances = np.exp(logs[0] + way * (logs[1] - logs[0]))
        return Moments(_column(means), _column(variances))

    def save(self, path: Path, key: str) -> None:
        """Write to `path`, atomically. Raises OSError."""
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.savez(file, key=np.array(key), means=self.means, variances=self.variances)
            partial = Path(file.name)
        try:
            partial.chmod(0o644)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path, key: str) -> "VoiceStatistics | None":
        """What was saved under `key`; None where it was not, or cannot be read."""
        try:
            with np.load(path) as saved:
                if str(saved["key"]) != key or len(saved["means"]) != len(SHARES):
                    return None
                return cls(saved["means"], saved["variances"])
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
            return None


class Gathering:
    """Moments of several sounds at one share of silence, weighted by the speech in each."""

    def __init__(self) -> None:
        self.weight = 0.0
        self._means: npt.NDArray[np.float64] | float = 0.0
        self._squares: npt.NDArray[np.float64] | float = 0.0

    def add(self, own: Moments, weight: float) -> None:
        """Take in the moments of one more sound."""
        means = own.means.reshape(-1).astype(np.float64)
        self._means = self._means + weight * means
        self._squares = self._squares + weight * (own.variances.reshape(-1) + means**2)
        self.weight += weight

    @property
    def moments(self) -> tuple[Samples, Samples]:
        """Means and variances of all together, float32 [channels]."""
        means = np.asarray(self._means) / self.weight
        variances = np.maximum(np.asarray(self._squares) / self.weight - means**2, 0.0)
        return means.astype(np.float32), variances.astype(np.float32)


def together(gatherings: Sequence[Gathering]) -> VoiceStatistics:
    """The statistics of a voice from what was gathered at each of `SHARES`.

    A share at which nothing was takes the nearest at which something was.
    """
    known = [at for at, gathering in enumerate(gatherings) if gathering.weight]
    nearest = [min(known, key=lambda at: abs(at - place)) for place in range(len(gatherings))]
    means, variances = zip(*(gatherings[at].moments for at in nearest), strict=True)
    return VoiceStatistics(np.stack(means), np.stack(variances))


def quiet(energy: Samples) -> npt.NDArray[np.bool_]:
    """Which steps are silence, by the energy predicted for them."""
    low, high = float(energy.min()), float(energy.max())
    return np.asarray(energy < low + _QUIET_BELOW * (high - low))


def shares_near(share: float) -> tuple[int, ...]:
    """Which of `SHARES` a text of this share of silence tells something about.

    A short text is not a long one with silence around it: its words are others, and its style.
    """
    near = tuple(at for at, each in enumerate(SHARES) if abs(each - share) <= _NEAR)
    return near or (int(np.argmin(np.abs(np.array(SHARES) - share))),)


def with_silence(still: npt.NDArray[np.bool_], share: float) -> npt.NDArray[np.intp]:
    """Steps to take, in order, so that `share` of them is silence: all that is loud, and of what
    is `still` as many as are wanted, some left out or repeated."""
    loud, silent = np.flatnonzero(~still), np.flatnonzero(still)
    wanted = round(share / (1.0 - share) * len(loud))
    taken = np.linspace(0, len(silent) - 1, wanted).round().astype(np.intp)
    return np.sort(np.concatenate([loud, silent[taken]]))


def _column(values: npt.NDArray[np.floating]) -> Samples:
    return np.ascontiguousarray(values, dtype=np.float32).reshape(1, -1, 1)

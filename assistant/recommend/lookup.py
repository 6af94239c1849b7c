"""Places of keys in ascending keys: the join of two columns."""

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Flags


def places(wanted: NDArray[np.int64], keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], Flags]:
    """Where each of `wanted` stands in the ascending `keys`, and whether it does; where it does
    not, its place is some other one, or 0."""
    if not len(keys):
        return np.zeros(wanted.shape, np.int64), np.zeros(wanted.shape, bool)
    place = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return place, keys[place] == wanted


def among(wanted: NDArray[np.int64], keys: NDArray[np.int64]) -> Flags:
    """Whether each of `wanted` is one of the ascending `keys`."""
    return places(wanted, keys)[1]

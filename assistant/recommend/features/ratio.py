"""Division where there may be nothing to divide by."""

import numpy as np
from numpy.typing import ArrayLike

from assistant.recommend.history import Floats


def ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """`part` by `whole`, NaN (which trees take for unknown) where the whole is 0."""
    above, below = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
    return found

"""P-Top and GP-Top, and their decayed form: what the customer themselves bought most."""

import numpy as np

from assistant.recommend.history import Floats
from assistant.recommend.methods.own import OwnProducts
from assistant.recommend.pairs import Pairs


def personal(*, filled: bool) -> OwnProducts:
    """A customer's products by how often they bought them (P-Top); `filled` with popular ones
    where they bought fewer than are asked for (GP-Top)."""
    return OwnProducts("GP-Top" if filled else "P-Top", lambda _: _times, filled=filled)


def decayed(rate: float = 0.95) -> OwnProducts:
    """By how often, each basket counting `rate` times the one after it."""

    def score(pairs: Pairs, at: Floats) -> Floats:
        left = pairs.history.baskets.left[pairs.history.baskets.line]
        return pairs.total(np.power(rate, left[pairs.line]))

    return OwnProducts(f"Decay {rate:g}", lambda _: score, filled=True)


def _times(pairs: Pairs, at: Floats) -> Floats:
    return pairs.times.astype(np.float64)

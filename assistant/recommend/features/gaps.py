"""The gaps between one purchase of a product and the next, of each customer."""

from dataclasses import dataclass

import numpy as np

from assistant.recommend.history import Flags, Floats
from assistant.recommend.pairs import Pairs


@dataclass(frozen=True, slots=True)
class Gaps:
    """To each entry of the pairs' `line` the `days` and `baskets` since the purchase before it;
    0 for the `first` of a pair, which has none before it."""

    days: Floats
    baskets: Floats
    first: Flags

    @classmethod
    def of(cls, pairs: Pairs) -> "Gaps":
        """The gaps of all pairs."""
        history = pairs.history
        first = np.zeros(len(history), bool)
        first[pairs.start[:-1]] = True
        left = history.baskets.left[history.baskets.line][pairs.line].astype(np.float64)
        days = np.diff(history.day[pairs.line], prepend=np.nan)
        baskets = -np.diff(left, prepend=np.nan)
        return cls(np.where(first, 0.0, days), np.where(first, 0.0, baskets), first)

"""TIFU-KNN: personal frequency, decayed within and between groups of baskets, and neighbours'.

Hu, He, Gao & Zhang, "Modeling Personalized Item Frequency Information for Next-basket
Recommendation", SIGIR 2020: equations 1 to 4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.methods.port import Fitted, Lists, best_of_rows

_ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class TifuKnn:
    """`groups` of baskets (m), decays `within` (r_b) and `between` (r_g) them, `neighbours` (k),
    and the customer's `own` share of the score (alpha). The defaults are the paper's for Ta-Feng,
    the grocery of the two smaller sets."""

    groups: int = 7
    within: float = 0.9
    between: float = 0.7
    neighbours: int = 300
    own: float = 0.7
    name: str = "TIFU-KNN"

    def fit(self, past: History) -> Fitted:
        """A vector to each customer."""
        baskets = past.baskets
        counts = baskets.counts
        left = baskets.left
        # Groups are counted from the end, so that the one which may be short is the earliest.
        size = np.maximum(1, np.ceil(counts / self.groups)).astype(np.int64)[baskets.customer]
        groups = np.ceil(counts[baskets.customer] / size)
        group, place = left // size, left % size
        in_group = np.minimum(size, counts[baskets.customer] - group * size)
        weight = self.within**place / in_group * self.between**group / groups
        vectors = sparse.csr_array(
            (weight[baskets.line].astype(np.float32), (past.customer, past.product)),
            shape=(past.customers, past.products),
        )
        return _Fitted(self, vectors, counts > 0)


class _Fitted:
    def __init__(
        self, settings: TifuKnn, vectors: sparse.csr_array, known: NDArray[np.bool_]
    ) -> None:
        self._settings = settings
        self._vectors = vectors
        self._known = np.flatnonzero(known)
        self._others = vectors[self._known]
        self._squares = np.asarray(self._others.multiply(self._others).sum(1)).ravel()

    def best(self, customers: Ints, at: Floats, k: int) -> Lists:
        found = [
            self._some(customers[begin : begin + _ROWS_AT_ONCE], k)
            for begin in range(0, len(customers), _ROWS_AT_ONCE)
        ]
        return Lists.joined(found, k)

    def _some(self, customers: Ints, k: int) -> Lists:
        own = self._vectors[customers]
        # Nearest by Euclid; a customer's own square is the same in their row and left out.
        distance = self._squares - 2 * (own @ self._others.T).toarray()
        distance[self._known[None, :] == np.asarray(customers)[:, None]] = np.inf
        count = min(self._settings.neighbours, len(self._known) - 1)
        mean = np.zeros(own.shape, np.float32)
        if count > 0:
            near = np.argpartition(distance, count - 1, axis=1)[:, :count]
            rows = np.repeat(np.arange(len(customers)), count)
            share = np.full(near.size, 1 / count, np.float32)
            weights = sparse.csr_array(
                (share, (rows, near.ravel())), shape=(len(customers), len(self._known))
            )
            mean = (weights @ self._others).toarray()
        alpha = self._settings.own
        return best_of_rows(alpha * own.toarray() + (1 - alpha) * mean, k)

"""Item-item: what goes with what a customer bought lately, by the baskets of everybody."""

from dataclasses import dataclass

import numpy as np
from implicit.nearest_neighbours import all_pairs_knn
from scipy import sparse

from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.methods.own import filled
from assistant.recommend.methods.popularity import Popularity
from assistant.recommend.methods.port import Fitted, Lists, best_of_rows
from assistant.recommend.pairs import Pairs

NEIGHBOURS = 30
ROWS_AT_ONCE = 256
LATELY = 0.7
"""How much a basket counts against the one after it."""

LINES_LOOKED_AT = 2_000_000
"""The latest; what went together before them changes little."""


@dataclass(frozen=True, slots=True)
class Companions:
    """`near[p, q]`, sparse: the cosine of products p and q over baskets, of each p's nearest."""

    near: sparse.csr_array

    @classmethod
    def of(cls, past: History) -> "Companions":
        """By baskets; where most baskets hold one product, by customers."""
        shape = past.products, past.products
        if not len(past):
            return cls(sparse.csr_array(shape, dtype=np.float32))
        size = past.baskets.size
        by_customer = float(np.mean(size == 1)) > 0.5
        group = past.customer if by_customer else past.baskets.line
        late = np.sort(np.argsort(past.day, kind="stable")[-LINES_LOOKED_AT:])
        each = np.bincount(past.product[late], minlength=past.products)
        weight = 1 / np.sqrt(each[past.product[late]])
        groups = int(group.max()) + 1
        bought = sparse.csr_matrix(
            (weight, (group[late], past.product[late])), (groups, past.products)
        )
        found = all_pairs_knn(bought, NEIGHBOURS + 1, num_threads=2, show_progress=False)
        # its own shape ends at the last product that has a neighbour
        near = sparse.csr_array(
            (found.data.astype(np.float32), (found.row, found.col)),
            shape,
        )
        near.setdiag(0)
        near.eliminate_zeros()
        return cls(near)

    def of_customers(self, pairs: Pairs, rows: Ints, count: int) -> sparse.csr_array:
        """How near each product is to what each customer bought lately, (`count`, products);
        `rows` gives each customer of the pairs a row."""
        history = pairs.history
        baskets = history.baskets
        weight = LATELY ** baskets.left[baskets.line] / np.sqrt(baskets.size[baskets.line])
        lately = sparse.csr_array(
            (weight.astype(np.float32), (rows[history.customer], history.product)),
            shape=(count, history.products),
        )
        return sparse.csr_array(lately @ self.near)


class ItemItem:
    """The products nearest to a customer's latest baskets."""

    name = "Item-item"

    def fit(self, past: History) -> Fitted:
        """Find each product's companions."""
        return _Fitted(past, Companions.of(past))


class _Fitted:
    def __init__(self, past: History, companions: Companions) -> None:
        self._past = past
        self._companions = companions
        self._popular = Popularity().fit(past)

    def best(self, customers: Ints, at: Floats, k: int) -> Lists:
        rows = np.zeros(self._past.customers, np.int32)
        rows[customers] = np.arange(len(customers))
        pairs = Pairs.of(self._past.of_customers(customers))
        near = self._companions.of_customers(pairs, rows, len(customers))
        return filled(nearest(near, k), self._popular.best(customers, at, 2 * k))


def nearest(near: sparse.csr_array, k: int, without: sparse.csr_array | None = None) -> Lists:
    """The `k` nearest products of each row, none of those that its row in `without` has."""
    found = []
    for begin in range(0, near.shape[0], ROWS_AT_ONCE):
        some = slice(begin, begin + ROWS_AT_ONCE)
        scores = near[some].toarray()
        if without is not None:
            scores[without[some].nonzero()] = 0
        found.append(best_of_rows(scores, k))
    return Lists.joined(found, k)

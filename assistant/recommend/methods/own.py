"""Methods that score a customer's own products and fill what is left with the popular ones."""

from collections.abc import Callable

import numpy as np

from assistant.recommend.history import Floats, History, Ints
from assistant.recommend.methods.popularity import Popularity
from assistant.recommend.methods.port import NONE, Fitted, Lists, best_of_candidates
from assistant.recommend.pairs import Pairs

Score = Callable[[Pairs, Floats], Floats]
"""A score, above 0, of each pair; given the moment of asking of each of all customers."""

Learn = Callable[[Pairs], Score]
"""From all pairs of a past to the score of some of them."""


class OwnProducts:
    """A method by a score of pairs; `filled` with what is popular, or left short."""

    def __init__(self, name: str, learn: Learn, *, filled: bool = False) -> None:
        self.name = name
        self._learn = learn
        self._filled = filled

    def fit(self, past: History) -> Fitted:
        """Learn from all pairs."""
        popular = Popularity().fit(past) if self._filled else None
        return _Fitted(past, self._learn(Pairs.of(past)), popular)


class _Fitted:
    def __init__(self, past: History, score: Score, popular: Fitted | None) -> None:
        self._past = past
        self._score = score
        self._popular = popular

    def best(self, customers: Ints, at: Floats, k: int) -> Lists:
        pairs = Pairs.of(self._past.of_customers(customers))
        moment = np.full(self._past.customers, np.nan)
        moment[customers] = at
        score = self._score(pairs, moment)
        found = best_of_candidates(customers, pairs.customer, pairs.product, score, k)
        return filled(found, self._popular.best(customers, at, 2 * k)) if self._popular else found


def filled(lists: Lists, more: Lists) -> Lists:
    """`lists` with what is missing at their ends taken from `more`, nothing twice."""
    product, score = lists.product.copy(), lists.score.copy()
    for row, have in enumerate((product != NONE).sum(1)):
        if have == product.shape[1]:
            continue
        new = [p for p in more.product[row] if p != NONE and p not in set(product[row, :have])]
        new = new[: product.shape[1] - have]
        product[row, have : have + len(new)] = new
        score[row, have : have + len(new)] = 0.0
    return Lists(product, score)

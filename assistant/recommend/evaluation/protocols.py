"""Which purchases are held out, and of what past they are to be foretold.

Every question is asked at a moment: that of the visit whose basket is held out, or the day of the
cut. What a method is given ends before it.
"""

from dataclasses import dataclass

import numpy as np

from assistant.recommend.history import Floats, History, Ints

BASKETS_AT_LEAST = 4


@dataclass(frozen=True, slots=True)
class Split:
    """A `past`, and of each of the `customers` asked about the moment `at` (days since 1970) and
    what they bought then: the lines of `future`."""

    past: History
    future: History
    customers: Ints
    at: Floats


def last_baskets(history: History, skipped: int = 0) -> Split:
    """Each customer's last basket held out, after leaving `skipped` later ones out altogether.

    Customers of fewer than BASKETS_AT_LEAST baskets in all are left out.
    """
    enough = history.baskets.counts >= BASKETS_AT_LEAST
    history = history.where(enough[history.customer])
    future = history.last_baskets(skipped)
    past = history.without_last_baskets(skipped + 1)
    asked = np.flatnonzero((future.baskets.counts > 0) & (past.baskets.counts > 0))
    at = future.baskets.last_day[asked]
    return Split(past, future.of_customers(asked), asked.astype(np.int32), at)


def after(history: History, day: float, until: float = np.inf) -> Split:
    """All that was bought from `day` on (and before `until`) held out; asked at `day`."""
    past, future = history.before(day), history.since(day).before(until)
    asked = np.flatnonzero((future.baskets.counts > 0) & (past.baskets.counts > 0))
    return Split(past, future.of_customers(asked), asked.astype(np.int32), np.full(len(asked), day))

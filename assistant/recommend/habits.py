"""How one customer has bought each of their products: the evidence that they are told."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from assistant.recommend.history import History
from assistant.recommend.suggestion import Habit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def habits(history: History, customer: int) -> Mapping[str, Habit]:
    """Of each product that customer number `customer` bought, by the id the history gives it.

    Baskets of the same day count as one: who goes back for what they forgot has no rhythm of
    hours. Raises ValueError for a history without dates, which tells no days.
    """
    if not history.dated:
        raise ValueError("a history without dates has no rhythm in days")
    own = history.of_customers([customer])
    found = {}
    for product in np.unique(own.product):
        lines = own.product == product
        days, first = np.unique(np.floor(own.day[lines]), return_index=True)
        pieces = np.add.reduceat(own.quantity[lines].astype(np.float64), first)
        gaps = np.diff(days)
        found[history.ids.products[product]] = Habit(
            times=len(days),
            last=_EPOCH + timedelta(days=float(own.day[lines][-1])),
            gap_days=float(np.median(gaps)) if len(gaps) else None,
            pieces=float(np.median(pieces)),
        )
    return found

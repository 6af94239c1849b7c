"""Histories between files, the store and the models: what was read is kept, what is kept is read.

The store keeps whole seconds, a model days; the baskets of one customer at one moment are counted.
"""

from collections.abc import Callable, Iterator, Sequence
from math import isnan

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import History, Ids
from assistant.recommend.reading.events import Events
from assistant.store.customers.purchases import Bought, Columns, Histories

DAY_S = 86_400
KEPT_AT_ONCE = 20_000


class NotDated(ValueError):
    """The history says in what order things were bought, not when; the message says what to do."""


async def keep(
    histories: Histories,
    catalog: str,
    history: History,
    progress: Callable[[int], None] = lambda lines: None,
) -> None:
    """Keep every line of a shop's `history`, piece by piece; `progress` is told how many are kept.

    What is interrupted is begun again: a line that is known is kept once. Raises NotDated, and
    NotStored for no such catalog.
    """
    if not history.dated:
        raise NotDated(
            "the timestamps are an order index; a shop's history needs the day of each purchase"
        )
    lines = _lines(history)
    for begin in range(0, len(history), KEPT_AT_ONCE):
        piece = [line for _, line in zip(range(KEPT_AT_ONCE), lines, strict=False)]
        await histories.buy(catalog, piece)
        progress(begin + len(piece))


async def keep_events(
    histories: Histories,
    catalog: str,
    events: Events,
    progress: Callable[[int], None] = lambda lines: None,
) -> None:
    """The same of events, one a second of a kind. Raises NotStored."""
    for begin in range(0, len(events), KEPT_AT_ONCE):
        piece = [*events.of(begin, begin + KEPT_AT_ONCE)]
        await histories.do(catalog, piece)
        progress(begin + len(piece))


def of_columns(columns: Columns) -> History:
    """What the store keeps, as a history."""
    moments = columns.at.astype(np.int64)
    baskets = _numbered(columns.customer, moments, columns.basket)
    return History.of(
        Ids(columns.customers, columns.products),
        columns.customer,
        columns.product,
        baskets,
        moments / DAY_S,
        columns.quantity,
    )


def _lines(history: History) -> Iterator[Bought]:
    names: Sequence[str] = history.ids.customers
    products: Sequence[str] = history.ids.products
    moments = np.round(history.day * DAY_S).astype(np.int64)
    unknown = np.full(len(history), np.nan)
    prices = unknown if history.price is None else history.price
    for customer, product, at, basket, quantity, price in zip(
        history.customer.tolist(),
        history.product.tolist(),
        moments.tolist(),
        _within_moment(history, moments).tolist(),
        history.quantity.tolist(),
        prices.tolist(),
        strict=True,
    ):
        known = None if isnan(price) else price
        yield Bought(names[customer], products[product], at, basket, quantity, known)


def _within_moment(history: History, moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each line, the how-manieth basket of its customer at its moment it is in, from 0."""
    if not len(history):
        return np.zeros(0, np.int64)
    new_moment = np.ones(len(history), bool)
    new_moment[1:] = (np.diff(history.customer) != 0) | (np.diff(moments) != 0)
    first = np.maximum.accumulate(np.where(new_moment, np.arange(len(history)), 0))
    counted: NDArray[np.int64] = history.basket.astype(np.int64) - history.basket[first]
    return counted


def _numbered(*columns: NDArray[np.integer]) -> NDArray[np.int64]:
    """A number for each line, the same where all `columns` are."""
    order = np.lexsort(columns)
    new = np.zeros(len(order), bool)
    for column in columns:
        new[1:] |= np.diff(column[order]) != 0
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(new)
    return number

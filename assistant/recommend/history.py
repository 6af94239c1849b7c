"""What customers bought, as columns, and the cuts that part the past from the future.

A history is a handful of numpy arrays, a value a line, sorted by customer, then time, then basket,
so that the lines of one customer and those of one basket stand together. All that may know
the future is made by the cuts here: what a method is given is the past of one of them, whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ids:
    """What the numbers in the columns stand for; the same for all cuts of one history.

    `customers[c]` and `products[p]` are the ids as the file has them. `categories` has a number
    for each product, -1 where the file names none, or is None where it has no such column.
    """

    customers: Sequence[str]
    products: Sequence[str]
    categories: Ints | None = None


@dataclass(frozen=True)
class History:
    """Lines of purchases: who, what, in which basket, when and how many.

    `customer`, `product` (int32) number the entries of `ids`; `basket` (int32) counts up through
    the whole history, the baskets of one customer in the order of time. `day` (float64) is days
    since 1970, or where `dated` is false the customer's n-th basket. `quantity` (float32) is above
    0. `price` (float64, NaN where unknown) is what one piece cost then, where that was asked for;
    no method reads it.
    """

    ids: Ids
    customer: Ints
    product: Ints
    basket: Ints
    day: Floats
    quantity: NDArray[np.float32]
    dated: bool = True
    price: Floats | None = None

    @classmethod
    def of(
        cls,
        ids: Ids,
        customer: ArrayLike,
        product: ArrayLike,
        basket: ArrayLike,
        day: ArrayLike,
        quantity: ArrayLike | None = None,
        *,
        dated: bool = True,
        price: ArrayLike | None = None,
    ) -> "History":
        """A history of lines in any order; `basket` need only tell a customer's baskets apart.

        A basket whose lines are told at several times counts as bought at the last of them.
        """
        who, what = np.asarray(customer, np.int32), np.asarray(product, np.int32)
        which, when = np.asarray(basket, np.int64), np.asarray(day, np.float64)
        many = np.ones(len(who), np.float32) if quantity is None else np.asarray(quantity)
        order = np.lexsort((which, who))
        new = np.ones(len(who), bool)
        new[1:] = (np.diff(which[order]) != 0) | (np.diff(who[order]) != 0)
        starts = np.flatnonzero(new)
        if len(starts):  # all lines of a basket at its last time
            lengths = np.diff(np.append(starts, len(who)))
            late = np.maximum.reduceat(when[order], starts)
            ranked = np.lexsort((late, who[order][starts]))
            rank = np.empty(len(starts), np.int32)
            rank[ranked] = np.arange(len(starts), dtype=np.int32)
            number = np.repeat(rank, lengths)
            when = np.repeat(late, lengths)
            again = np.argsort(number, kind="stable")
            order, number, when = order[again], number[again], when[again]
        else:
            number = np.zeros(0, np.int32)
        cost = None if price is None else np.asarray(price, np.float64)[order]
        return cls(
            ids, who[order], what[order], number, when, many[order].astype(np.float32), dated, cost
        )

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def customers(self) -> int:
        """How many customers are numbered, also those without a line in this cut."""
        return len(self.ids.customers)

    @property
    def products(self) -> int:
        """How many products are numbered, also those without a line in this cut."""
        return len(self.ids.products)

    @cached_property
    def baskets(self) -> "Baskets":
        """The baskets, one after the other."""
        new = np.ones(len(self), bool)
        new[1:] = np.diff(self.basket) != 0
        first = np.flatnonzero(new)
        customer = self.customer[first]
        counts = np.bincount(customer, minlength=self.customers)
        return Baskets(
            customer=customer,
            day=self.day[first],
            size=np.diff(np.append(first, len(self))).astype(np.int32),
            ends=np.cumsum(counts).astype(np.int64),
            line=(np.cumsum(new) - 1).astype(np.int32),
        )

    def where(self, kept: Flags | NDArray[np.int64]) -> "History":
        """The lines that `kept` says, a flag a line or their ascending places."""
        return replace(
            self,
            customer=self.customer[kept],
            product=self.product[kept],
            basket=self.basket[kept],
            day=self.day[kept],
            quantity=self.quantity[kept],
            price=None if self.price is None else self.price[kept],
        )

    def of_customers(self, chosen: ArrayLike) -> "History":
        """The lines of those customers alone; few of many are found without a look at the rest."""
        wanted = np.unique(np.asarray(chosen, np.int32))
        first = np.searchsorted(self.customer, wanted)
        lengths = np.searchsorted(self.customer, wanted, "right") - first
        skipped = np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
        return self.where(skipped + np.arange(len(skipped)))

    def before(self, day: float) -> "History":
        """The past of one day: what was bought earlier than `day`."""
        return self.where(self.day < day)

    def since(self, day: float) -> "History":
        """The future of one day: what was bought at `day` or later."""
        return self.where(self.day >= day)

    def without_last_baskets(self, count: int = 1) -> "History":
        """The past of each customer's last `count` baskets."""
        return self.where(self._from_end() >= count)

    def last_baskets(self, skipped: int = 0) -> "History":
        """Each customer's last basket, `skipped` of them later ones left out."""
        return self.where(self._from_end() == skipped)

    def _from_end(self) -> Ints:
        """How many baskets of the same customer come after each line's."""
        baskets = self.baskets
        after = baskets.ends[baskets.customer] - 1 - np.arange(len(baskets.customer))
        return after[baskets.line].astype(np.int32)


@dataclass(frozen=True, slots=True)
class Baskets:
    """The baskets of a history, in its order.

    `customer`, `day` and `size` (its lines) have a value a basket; `ends[c]` is one past the last
    basket of customer c; `line` gives each line's basket as an index into these.
    """

    customer: Ints
    day: Floats
    size: Ints
    ends: NDArray[np.int64]
    line: Ints

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many baskets each customer has."""
        return np.diff(self.ends, prepend=0)

    @property
    def left(self) -> Ints:
        """How many baskets of the same customer come after each basket."""
        return (self.ends[self.customer] - 1 - np.arange(len(self.customer))).astype(np.int32)

    @property
    def last_day(self) -> Floats:
        """When each customer bought last; NaN where never."""
        found = np.full(len(self.ends), np.nan)
        some = self.counts > 0
        found[some] = self.day[self.ends[some] - 1]
        return found

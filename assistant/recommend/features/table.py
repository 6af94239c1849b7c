"""All that is known of customers and the products they may want, a row each: the model's table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from assistant.recommend.features.category import category
from assistant.recommend.features.clock import hour_of, weekday_of
from assistant.recommend.features.customer import customer
from assistant.recommend.features.occasion import occasion
from assistant.recommend.features.own import own
from assistant.recommend.features.ratio import ratio
from assistant.recommend.features.shop import Shop
from assistant.recommend.history import Flags, Floats, History, Ints
from assistant.recommend.lookup import among, places
from assistant.recommend.methods.item_item import ROWS_AT_ONCE, nearest
from assistant.recommend.methods.port import NONE
from assistant.recommend.pairs import Pairs

CUSTOMERS_AT_ONCE = 500
COMPANIONS = 20
POPULAR = 10
POPULAR_OF_DAYS = 28
TRENDS_DAYS = (1, 3, 7, 28)


@dataclass(frozen=True, slots=True)
class Table:
    """Candidates by customer: `customer`, `product` (int32) and `values` (float32, a column to
    each of `names`; NaN is unknown)."""

    customer: Ints
    product: Ints
    values: NDArray[np.float32]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.customer)

    def column(self, name: str) -> NDArray[np.float32]:
        """The values of one column."""
        return self.values[:, self.names.index(name)]

    def blanked(self, names: Sequence[str]) -> NDArray[np.float32]:
        """`values` with the columns `names` unknown. Raises ValueError for a name it lacks."""
        if not names:
            return self.values
        values = self.values.copy()
        values[:, [self.names.index(name) for name in names]] = np.nan
        return values

    def rows(self, customer: Ints, product: Ints) -> NDArray[np.int64]:
        """The row of each `customer` with `product`, which it must have; some row for NONE."""
        width = np.int64(max(1, int(self.product.max(initial=0)) + 1))
        keys = self.customer.astype(np.int64) * width + self.product
        return places(customer.astype(np.int64) * width + product, keys)[0]

    def where(self, kept: Flags | NDArray[np.int64]) -> "Table":
        """The rows that `kept` says, a flag a row or their places."""
        return Table(self.customer[kept], self.product[kept], self.values[kept], self.names)

    def bought_in(self, future: History) -> Flags:
        """Whether each row's customer bought its product in `future`."""
        wanted = self.customer.astype(np.int64) * future.products + self.product
        return among(wanted, Pairs.of(future).key)


def table(past: History, shop: Shop, customers: Ints, at: Floats) -> Table:
    """Of each of the `customers` at the moments `at`: all products of their `past`, those that go
    with their latest baskets, and what sells lately. `shop` is of the same past or of an earlier
    one; whatever else the past holds of others is not looked at."""
    moment = np.full(past.customers, np.nan)
    moment[customers] = at
    theirs = past.of_customers(customers)
    pairs = Pairs.of(theirs)
    rows = np.zeros(past.customers, np.int32)
    rows[customers] = np.arange(len(customers))
    near = shop.companions.of_customers(pairs, rows, len(customers))
    latest = float(np.max(at, initial=0.0))
    new_customer, new_product = _new(pairs, shop, customers, rows, near, latest)
    who = np.concatenate([pairs.customer, new_customer])
    what = np.concatenate([pairs.product, new_product])
    of_pair, of_customer = occasion(pairs, moment)
    of_pair |= own(pairs, moment, shop)
    of_customer |= customer(theirs, moment)
    unknown = np.full(len(new_customer), np.nan)
    columns = {name: np.concatenate([values, unknown]) for name, values in of_pair.items()}
    columns |= {name: values[who] for name, values in of_customer.items()}
    columns["own_share"] = _own_share(pairs, theirs)[who]
    columns |= category(theirs, who, what, moment)
    columns["share_of_category"] = ratio(columns["decayed_0.95"], columns["category_decayed"])
    columns |= {
        "product_sold": shop.sold[what],
        "product_buyers": shop.buyers[what],
        "product_each": shop.each[what],
        "product_basket_size": shop.basket_size[what],
        "product_again": shop.prior.again[what],
        "product_next_basket": shop.next_basket[what],
        "product_gap": shop.life.gap[what],
        "product_hour": shop.by_hour[what, hour_of(moment[who])],
        "product_weekday": shop.by_weekday[what, weekday_of(moment[who])],
        "companion": _at(near, rows[who], what),
    }
    if past.dated:
        for days in TRENDS_DAYS:
            sold, trend = shop.sales.within(days, what, moment[who])
            columns |= {f"sold_{days}_days": sold, f"trend_{days}_days": trend}
    order = np.lexsort((what, who))
    values = np.empty((len(who), len(columns)), np.float32)
    for place, column in enumerate(columns.values()):
        values[:, place] = column[order]
    return Table(who[order], what[order], values, tuple(columns))


def in_pieces(customers: Ints, at: Floats) -> Iterator[tuple[Ints, Floats]]:
    """The customers and their moments, so many at a time that their table is small."""
    for begin in range(0, len(customers), CUSTOMERS_AT_ONCE):
        piece = slice(begin, begin + CUSTOMERS_AT_ONCE)
        yield customers[piece], at[piece]


def _own_share(pairs: Pairs, theirs: History) -> Floats:
    """How many of a customer's lines were of a product new to them."""
    products = np.bincount(pairs.customer, minlength=theirs.customers)
    lines = np.bincount(theirs.customer, minlength=theirs.customers)
    return products / np.maximum(1, lines)


def _new(
    pairs: Pairs, shop: Shop, customers: Ints, rows: Ints, near: sparse.csr_array, at: float
) -> tuple[Ints, Ints]:
    """Candidates that a customer never bought, as customers and products."""
    count = len(customers)
    own = sparse.csr_array(
        (np.ones(len(pairs), np.float32), (rows[pairs.customer], pairs.product)), near.shape
    )
    with_theirs = nearest(near, COMPANIONS, without=own).product
    popular = np.tile(_popular(shop, at), (count, 1))
    what = np.concatenate([with_theirs, popular], axis=1)
    who = np.repeat(customers, what.shape[1])
    products = pairs.history.products
    key = who.astype(np.int64) * products + what.ravel()
    key = np.unique(key[what.ravel() != NONE])
    key = key[~among(key, pairs.key)]
    return (key // products).astype(np.int32), (key % products).astype(np.int32)


def _popular(shop: Shop, at: float) -> Ints:
    products = np.arange(len(shop.sold), dtype=np.int32)
    lately, _ = shop.sales.within(POPULAR_OF_DAYS, products, np.full(len(products), at))
    best = np.lexsort((products, -shop.sold, -lately))[:POPULAR]
    return products[best][shop.sold[best] > 0]


def _at(near: sparse.csr_array, row: Ints, column: Ints) -> NDArray[np.float32]:
    """The values of a sparse array at places, 0 where it has none."""
    found = np.empty(len(row), np.float32)
    for begin in range(0, near.shape[0], ROWS_AT_ONCE):
        here = (row >= begin) & (row < begin + ROWS_AT_ONCE)
        dense = near[begin : begin + ROWS_AT_ONCE].toarray()
        found[here] = dense[row[here] - begin, column[here]]
    return found

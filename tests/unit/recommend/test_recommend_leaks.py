"""Nothing after the cut reaches what is learned or told: the future is changed, nothing else is."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.recommend.evaluation.protocols import after, last_baskets
from assistant.recommend.features.shop import Shop
from assistant.recommend.features.table import Table, table
from assistant.recommend.history import History, Ids
from assistant.recommend.learning.basket import Learned
from assistant.recommend.learning.model import Model

CUSTOMERS, PRODUCTS, DAYS = 60, 40, 120


def simulated(seed: int = 1, *, dated: bool = True) -> History:
    """Customers who buy what is theirs at a rhythm of their own, and now and then something."""
    draw = np.random.default_rng(seed)
    who, what, when = [], [], []
    for customer in range(CUSTOMERS):
        theirs = draw.choice(PRODUCTS, 6, replace=False)
        day, gap = float(draw.uniform(0, 7)), float(draw.uniform(2, 9))
        while day < DAYS:
            some = {*draw.choice(theirs, 3, replace=False), int(draw.integers(PRODUCTS))}
            for product in some:
                who.append(customer)
                what.append(int(product))
                when.append(day)
            day += float(draw.gamma(9, gap / 9))
    ids = Ids(
        tuple(f"c{n}" for n in range(CUSTOMERS)),
        tuple(f"p{n}" for n in range(PRODUCTS)),
        (np.arange(PRODUCTS) // 5).astype(np.int32),
    )
    baskets = (np.array(when) * 1_000).astype(int)
    return History.of(ids, who, what, baskets, when, dated=dated)


def other_future(history: History, future: History) -> History:
    """The same history with the future's products and quantities changed."""
    late = np.isin(history.basket, np.unique(future.basket))
    return replace(
        history,
        product=np.where(late, (history.product + 7) % PRODUCTS, history.product).astype(np.int32),
        quantity=np.where(late, 9, history.quantity).astype(np.float32),
    )


def same(one: Table, other: Table) -> bool:
    return (
        np.array_equal(one.customer, other.customer)
        and np.array_equal(one.product, other.product)
        and np.array_equal(one.values, other.values, equal_nan=True)
    )


@pytest.mark.parametrize("protocol", ["last-basket", "after-date"])
def test_another_future_changes_no_feature(protocol: str) -> None:
    history = simulated()

    def split(of: History):  # type: ignore[no-untyped-def]
        return last_baskets(of) if protocol == "last-basket" else after(of, 90.0)

    one = split(history)
    other = split(other_future(history, one.future))
    assert not np.array_equal(one.future.product, other.future.product)
    tables = [
        table(found.past, Shop.of(found.past), found.customers, found.at) for found in (one, other)
    ]
    assert same(*tables)


def test_another_future_changes_no_list_and_no_probability() -> None:
    history = simulated(2)
    one = after(history, 90.0)
    other = after(other_future(history, one.future), 90.0)
    expected = [
        Model.fit(found.past).expect(found.customers, found.at, 8) for found in (one, other)
    ]
    assert np.array_equal(expected[0].lists.product, expected[1].lists.product)
    assert np.array_equal(expected[0].probability, expected[1].probability, equal_nan=True)
    assert np.array_equal(expected[0].due, expected[1].due, equal_nan=True)


def test_what_a_feature_says_is_of_before_its_moment() -> None:
    """Asked in the middle of a past, sales after the moment are not counted as sales before it."""
    history = simulated(3)
    asked = np.arange(CUSTOMERS, dtype=np.int32)
    shop = Shop.of(history)
    moments = np.full(CUSTOMERS, 60.0)
    products = np.zeros(CUSTOMERS, np.int32)
    lines, _ = shop.sales.within(28, products, moments)
    before = history.before(60.0)
    assert lines[0] == ((before.product == 0) & (before.day >= 32)).sum()
    assert len(asked) == len(lines)


def test_one_customer_alone_is_told_the_same_as_among_all() -> None:
    history = simulated(4)
    model = Model.fit(history)
    asked, at = np.arange(CUSTOMERS, dtype=np.int32), np.full(CUSTOMERS, float(DAYS))
    whole = model.expect(asked, at, 5)
    for customer in (0, 17, 59):
        alone = model.expect(asked[customer : customer + 1], at[:1], 5)
        assert alone.lists.product[0].tolist() == whole.lists.product[customer].tolist()
        assert alone.probability[0] == pytest.approx(whole.probability[customer], nan_ok=True)


def test_a_candidate_stands_once_and_own_products_are_all_there() -> None:
    history = simulated(5)
    asked = np.arange(CUSTOMERS, dtype=np.int32)
    found = table(history, Shop.of(history), asked, np.full(CUSTOMERS, float(DAYS)))
    keys = found.customer.astype(np.int64) * PRODUCTS + found.product
    assert (np.diff(keys) > 0).all()
    own = np.unique(history.customer.astype(np.int64) * PRODUCTS + history.product)
    assert np.isin(own, keys).all()
    assert np.isnan(found.column("times")).sum() == len(keys) - len(own)


def test_an_order_index_is_enough_for_a_list_and_tells_no_days() -> None:
    history = simulated(6, dated=False)
    split = last_baskets(history)
    expected = Model.fit(split.past).expect(split.customers, split.at, 5)
    assert (expected.lists.product[:, 0] >= 0).all()
    assert np.isnan(expected.due).all()


def test_trees_never_look_at_a_column_that_they_are_to_do_without() -> None:
    history = simulated(7)
    moments = np.full(CUSTOMERS, float(DAYS))
    asked = np.arange(CUSTOMERS, dtype=np.int32)
    names = table(history, Shop.of(history), asked, moments).names
    chosen = ("decayed_0.95", "rate")
    used = Learned(rounds=20, settings={"min_data_in_leaf": 10})
    for learned, looked_at in ((used, True), (replace(used, without=chosen), False)):
        trees = learned.fit(history).trees
        assert trees is not None
        uses = np.sum([booster.feature_importance() for booster in trees.boosters], axis=0)
        splits = dict(zip(names, uses, strict=True))
        assert any(splits[name] > 0 for name in chosen) is looked_at
    with pytest.raises(ValueError, match="not in tuple"):
        replace(used, without=("no such column",)).fit(history)

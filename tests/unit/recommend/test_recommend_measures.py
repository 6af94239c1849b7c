"""Measures and protocols, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.recommend.evaluation.measures import measure
from assistant.recommend.evaluation.protocols import Split, after, last_baskets
from assistant.recommend.evaluation.study import bootstrapped
from assistant.recommend.history import History, Ids
from assistant.recommend.methods.port import NONE, Lists

IDS = Ids(("a", "b"), tuple("pqrstu"))


def history(*lines: tuple[int, int, float]) -> History:
    who, what, when = zip(*lines, strict=True)
    return History.of(IDS, who, what, [int(day) for day in when], when)


def split(future: History, past: History) -> Split:
    asked = np.unique(future.customer).astype(np.int32)
    return Split(past, future, asked, np.full(len(asked), 9.0))


def lists(*products: list[int]) -> Lists:
    found = np.array(products, np.int32)
    return Lists(found, -np.arange(found.shape[1]) * np.ones(found.shape))


PAST = history((0, 0, 1), (0, 1, 2), (1, 5, 1))
FUTURE = history((0, 0, 5), (0, 3, 5), (0, 4, 5), (1, 2, 5))


def test_measures_by_hand() -> None:
    found = measure(lists([0, 1, 3], [0, 1, NONE]), split(FUTURE, PAST), 3)
    assert found.recall.tolist() == pytest.approx([2 / 3, 0])
    dcg, ideal = 1 + 1 / 2, 1 + 1 / np.log2(3) + 1 / 2
    assert found.ndcg.tolist() == pytest.approx([dcg / ideal, 0])
    assert found.hit.tolist() == [1, 0]
    assert found.personal_hit.tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert found.repeat.tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert found.explore.tolist() == pytest.approx([1 / 2, 0])


def test_the_ideal_is_as_long_as_the_list_or_as_the_basket() -> None:
    found = measure(lists([3], [2]), split(FUTURE, PAST), 1)
    assert found.ndcg.tolist() == [1, 1]
    assert found.ndcg_full.tolist() == pytest.approx([1 / (1 + 1 / np.log2(3) + 0.5), 1])


def test_means_leave_out_who_has_none() -> None:
    found = measure(lists([0, 1], [0, 1]), split(FUTURE, PAST), 2).means()
    assert found["repeat"] == 1
    assert found["recall"] == pytest.approx((1 / 3 + 0) / 2)


LINES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 5), st.integers(0, 30)), min_size=8, max_size=60
)


@given(LINES, st.integers(0, 2))
def test_the_last_basket_is_in_the_future_alone(
    lines: list[tuple[int, int, int]], skipped: int
) -> None:
    whole = history(*[(c, p, float(d)) for c, p, d in {(c, p, d) for c, p, d in lines}])
    found = last_baskets(whole, skipped)
    for customer, at in zip(found.customers, found.at, strict=True):
        before = found.past.day[found.past.customer == customer]
        then = found.future.day[found.future.customer == customer]
        assert before.max() < then.min() == at


@given(LINES, st.integers(0, 31))
def test_after_a_date_nothing_of_it_is_in_the_past(
    lines: list[tuple[int, int, int]], day: int
) -> None:
    whole = history(*[(c, p, float(d)) for c, p, d in {(c, p, d) for c, p, d in lines}])
    found = after(whole, float(day))
    assert (found.past.day < day).all()
    assert (found.future.day >= day).all()
    assert set(found.customers) == set(found.past.customer) & set(found.future.customer)


def test_who_has_few_baskets_is_not_asked() -> None:
    whole = history(*[(0, 0, float(d)) for d in range(4)], *[(1, 1, float(d)) for d in range(3)])
    assert last_baskets(whole).customers.tolist() == [0]


def test_the_bootstrap_is_sure_of_what_is_everywhere_so() -> None:
    draw = np.random.default_rng(1)
    low, middle, high = bootstrapped(draw.normal(0.1, 0.5, 2_000))
    assert 0 < low < middle < high < 0.2
    low, _, high = bootstrapped(draw.normal(0.0, 0.5, 2_000))
    assert low < 0 < high

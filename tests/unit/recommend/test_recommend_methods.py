"""The methods: what each puts first, by hand on small histories."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.recommend.history import History, Ids
from assistant.recommend.methods.hazard import EDGES, LifeTable, hazard
from assistant.recommend.methods.item_item import Companions, ItemItem
from assistant.recommend.methods.personal import decayed, personal
from assistant.recommend.methods.popularity import Popularity
from assistant.recommend.methods.port import NONE, Lists, Method, best_of_pairs, best_of_rows
from assistant.recommend.methods.rhythm import rhythm
from assistant.recommend.methods.tifu_knn import TifuKnn
from assistant.recommend.pairs import Pairs


def bought(*lines: tuple[int, int, float], customers: int = 3, products: int = 5) -> History:
    """Lines of customer, product, day; a basket a customer and day."""
    who, what, when = zip(*lines, strict=True)
    baskets = [int(day * 100) for day in when]
    ids = Ids(tuple(f"c{n}" for n in range(customers)), tuple(f"p{n}" for n in range(products)))
    return History.of(ids, who, what, baskets, when)


def first(method: Method, history: History, customer: int, at: float, k: int = 3) -> list[int]:
    asked = np.array([customer], np.int32)
    lists = method.fit(history).best(asked, np.array([at]), k)
    return [int(product) for product in lists.product[0] if product != NONE]


SHOP = bought(
    (0, 0, 1), (0, 0, 8), (0, 1, 8), (0, 2, 22),
    (1, 3, 1), (1, 3, 5), (1, 0, 5), (2, 0, 3), (2, 1, 3),
)  # fmt: skip


def test_what_sells_best_is_the_same_for_all() -> None:
    assert first(Popularity(), SHOP, 0, 30) == first(Popularity(), SHOP, 2, 30) == [0, 1, 3]


def test_what_a_customer_bought_most_is_theirs_first() -> None:
    assert first(personal(filled=False), SHOP, 0, 30) == [0, 1, 2]
    assert first(personal(filled=False), SHOP, 2, 30) == [0, 1]


def test_a_short_list_is_filled_with_what_is_popular_nothing_twice() -> None:
    assert first(personal(filled=True), SHOP, 2, 30) == [0, 1, 3]


def test_what_was_bought_lately_counts_more() -> None:
    lately = decayed(0.4).fit(SHOP).best(np.array([0], np.int32), np.array([30.0]), 3)
    assert lately.product[0].tolist() == [2, 0, 1]
    assert lately.score[0].tolist() == pytest.approx([1.0, 0.4 + 0.16, 0.4])


def test_in_its_rhythm_a_product_comes_before_one_that_was_just_bought() -> None:
    weekly = [(0, 0, float(day)) for day in range(0, 70, 7)]
    history = bought(*weekly, (0, 1, 62.0), (0, 1, 69.5), (1, 0, 5.0), (1, 0, 12.0))
    assert first(rhythm(3), history, 0, 70)[0] == 0
    assert first(hazard(3), history, 0, 70)[0] == 0


@given(st.lists(st.floats(0.5, 60), min_size=2, max_size=20), st.floats(0, 90))
def test_a_hazard_is_a_probability_that_grows_with_the_horizon(
    gaps: list[float], since: float
) -> None:
    days = np.cumsum(gaps)
    history = bought(*[(0, 0, float(day)) for day in days])
    pairs = Pairs.of(history)
    table = LifeTable.of(pairs)
    at = np.full(3, float(days[-1]) + since)
    found = [float(table.probability(pairs, at, horizon)[0]) for horizon in (1, 7, 30, 400)]
    assert 0 <= found[0] <= found[1] <= found[2] <= found[3] <= 1
    assert np.all(np.diff(table.cumulative(EDGES[:-1])) >= 0)


def test_what_goes_with_the_latest_basket() -> None:
    together = [(c, p, float(c)) for c in range(8) for p in (0, 1)]
    apart = [(c, p, float(c)) for c in range(8, 16) for p in (2, 3)]
    history = bought(*together, *apart, (16, 0, 5.0), (16, 4, 5.0), customers=17)
    near = Companions.of(history).near.toarray()
    assert near[0, 1] > near[0, 4] > 0
    assert near[0, 2] == near[0, 0] == 0
    assert first(ItemItem(), history, 16, 30, k=1) == [1]


def test_where_baskets_hold_one_thing_customers_tell_what_goes_together() -> None:
    lines = [(c, p, c + 0.1 * p) for c in range(8) for p in (0, 1)]
    assert Companions.of(bought(*lines, customers=8)).near[0, 1] > 0


def test_tifu_vectors_by_hand() -> None:
    history = bought((0, 0, 1), (0, 1, 2), (0, 0, 3))
    method = TifuKnn(groups=2, within=0.5, between=0.1, neighbours=0, own=1.0)
    lists = method.fit(history).best(np.array([0], np.int32), np.array([4.0]), 2)
    # Groups of two from the end: [1, 2] and [0]. The last: (p0 + 0.5 p1) / 2; the earlier: p0.
    assert lists.product[0].tolist() == [0, 1]
    assert lists.score[0].tolist() == pytest.approx([(0.5 + 0.1) / 2, 0.25 / 2])


def test_neighbours_suggest_what_a_customer_never_bought() -> None:
    lines = [(c, p, float(p)) for c in (1, 2) for p in (0, 1, 2)] + [(0, 0, 0.0), (0, 1, 1.0)]
    assert 2 in first(TifuKnn(neighbours=2), bought(*lines), 0, 9)


@pytest.mark.parametrize(
    "method",
    [Popularity(), personal(filled=True), decayed(), rhythm(), hazard(), ItemItem(), TifuKnn()],
    ids=lambda method: method.name,
)
def test_a_list_holds_nothing_twice_and_its_scores_fall(method: Method) -> None:
    draw = np.random.default_rng(3)
    lines = [
        (int(draw.integers(20)), int(draw.integers(30)), float(draw.integers(90)))
        for _ in range(600)
    ]
    history = bought(*{(c, int(d), p): (c, p, d) for c, p, d in lines}.values(),
                     customers=20, products=30)  # fmt: skip
    asked = np.arange(20, dtype=np.int32)
    lists = method.fit(history).best(asked, np.full(20, 91.0), 12)
    for products, scores in zip(lists.product, lists.score, strict=True):
        some = products[products != NONE]
        assert len(set(some.tolist())) == len(some)
        assert np.all(np.diff(scores[: len(some)]) <= 0)
    alone = method.fit(history).best(asked[7:8], np.array([91.0]), 12)
    assert alone.product[0].tolist() == lists.product[7].tolist()


@given(st.integers(0, 2**32 - 1))
def test_pairs_and_rows_find_the_same_best(seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.permutation(40).reshape(4, 10) + 1.0
    row, product = (grid.ravel() for grid in np.indices((4, 10)))
    pairs = best_of_pairs(row, product, scores.ravel(), 4, 6)
    rows = best_of_rows(scores, 6)
    assert pairs.product.tolist() == rows.product.tolist()
    assert pairs.score.tolist() == rows.score.tolist()


def test_a_list_longer_than_the_shop_is_short() -> None:
    lists: Lists = best_of_rows(np.array([[0.0, 2.0]]), 4)
    assert lists.product[0].tolist() == [1, NONE, NONE, NONE]
    assert np.isneginf(lists.score[0, 1:]).all()

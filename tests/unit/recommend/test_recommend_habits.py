"""When a customer bought each thing, how often and how much of it."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.recommend.habits import habits
from assistant.recommend.history import History, Ids
from assistant.recommend.suggestion import Habit

IDS = Ids(["小红", "阿强"], ["tea", "cup"])


def day(number: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)


def bought(*lines: tuple[int, int, float, float]) -> History:
    """Lines of customer, product, day, quantity; each is a basket of its own."""
    who, what, when, many = np.array(lines, float).T
    return History.of(IDS, who, what, np.arange(len(lines)), when, many)


def test_the_rhythm_is_the_median_gap() -> None:
    history = bought(
        (0, 0, 10.5, 1), (0, 0, 50.2, 2), (0, 0, 90.9, 2), (0, 0, 190, 2), (0, 1, 60, 1)
    )
    assert habits(history, 0) == {
        "tea": Habit(4, day(190), 40.0, 2.0),
        "cup": Habit(1, day(60), None, 1.0),
    }
    assert habits(history, 1) == {}


def test_two_baskets_of_one_day_are_one_time() -> None:
    history = bought((0, 0, 10.1, 1), (0, 0, 10.9, 2), (0, 0, 40.5, 3))
    assert habits(history, 0) == {"tea": Habit(2, day(40.5), 30.0, 3.0)}


def test_another_customers_lines_change_nothing() -> None:
    own = [(0, 0, 10.0, 1.0), (0, 0, 31.0, 1.0)]
    alone = habits(bought(*own), 0)
    assert habits(bought(*own, (1, 0, 12, 9), (1, 1, 33, 9)), 0) == alone


def test_an_order_tells_no_days() -> None:
    history = History.of(IDS, [0, 0], [0, 0], [0, 1], [1, 2], dated=False)
    with pytest.raises(ValueError, match="without dates"):
        habits(history, 0)


@given(st.lists(st.tuples(st.integers(0, 1), st.floats(0, 4000), st.floats(0.1, 9)), min_size=1))
def test_whatever_they_bought(lines: list[tuple[int, float, float]]) -> None:
    history = bought(*((0, what, when, many) for what, when, many in lines))
    found = habits(history, 0)
    for what, name in enumerate(IDS.products):
        days = [when for product, when, _ in lines if product == what]
        assert (name in found) is bool(days)
        if days:
            assert abs(found[name].last - day(max(days))) < timedelta(seconds=1)
            assert found[name].times == len({int(when) for when in days})
            assert (found[name].gap_days is None) is (found[name].times == 1)
            assert found[name].gap_days is None or found[name].gap_days >= 1

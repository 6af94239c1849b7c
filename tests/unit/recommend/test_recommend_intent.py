"""What a customer looked at and asked about raises what they are expected to want."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.recommend.intent import WEIGHTS, Event, with_intent
from assistant.recommend.suggestion import Habit, Wish

NOW = datetime(2026, 11, 11, 20, tzinfo=UTC)
WISHES = [Wish("tea", 0.5), Wish("rice", 0.3), Wish("cup", 0.1)]


def did(product: str, kind: str = "ask", days: float = 0) -> Event:
    return Event(product, NOW - timedelta(days=days), kind)


def names(*events: Event) -> list[str]:
    return [wish.product for wish in with_intent(WISHES, events, NOW)]


def test_without_events_nothing_changes() -> None:
    assert with_intent(WISHES, [], NOW) == WISHES


def test_what_was_asked_about_moves_up() -> None:
    assert names(*[did("cup")] * 4) == ["tea", "cup", "rice"]


def test_what_was_never_bought_is_suggested_once_there_is_intent() -> None:
    (*_, coat, cup) = with_intent(WISHES, [did("coat", "cart")], NOW)
    assert (coat.product, cup.product) == ("coat", "cup")
    assert coat.probability == pytest.approx(WEIGHTS["cart"])


def test_an_older_event_counts_less() -> None:
    fresh, old = (with_intent([], [did("coat", days=days)], NOW)[0].probability for days in (0, 7))
    assert old == pytest.approx(fresh / 2)


def test_what_was_bought_after_it_was_asked_about_is_done_with() -> None:
    bought = Wish("tea", 0.2, habit=Habit(2, NOW - timedelta(days=1)))
    assert with_intent([bought], [did("tea", days=2)], NOW) == [bought]
    assert with_intent([bought], [did("tea", days=0.5)], NOW)[0].probability > 0.2


def test_the_future_says_nothing() -> None:
    assert with_intent(WISHES, [did("cup", days=-1)], NOW) == WISHES


EVENTS = st.lists(
    st.builds(
        did,
        st.sampled_from(["tea", "rice", "cup", "coat"]),
        st.sampled_from([*WEIGHTS, "other"]),
        st.floats(0, 30),
    ),
    max_size=12,
)


@given(EVENTS)
def test_no_wish_is_lost_and_none_gets_less_likely(events: list[Event]) -> None:
    found = {wish.product: wish.probability for wish in with_intent(WISHES, events, NOW)}
    assert all(wish.probability <= found[wish.product] <= 1 for wish in WISHES)

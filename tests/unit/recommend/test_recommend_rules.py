"""The shop's rules and the customer's over what a method expects them to want."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.shelf import Shelf
from assistant.recommend.rules.caps import Frequency
from assistant.recommend.rules.sensitive import sensitive
from assistant.recommend.rules.suggested import NOTHING_SAID, Standing, suggested
from assistant.recommend.suggestion import Habit, Wish
from catalog_loader.product import (
    Availability,
    Catalog,
    Money,
    Offer,
    OfferKind,
    Product,
    Shop,
    Variant,
)

NOW = datetime(2026, 11, 11, 20, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def cny(yuan: int) -> Money:
    return Money(minor=yuan * 100, currency="CNY")


def thing(handle: str, *variants: Variant, category: str = "", title: str = "") -> Product:
    made = variants or (Variant(sku=handle.upper(), price=cny(20)),)
    return Product(handle=handle, title=title or handle, category=category, variants=made)


def shelf_of(*products: Product) -> Shelf:
    return Shelf(Catalog(shop=Shop(name="小店", currency="CNY"), products=products))


def wish(product: str, days: float = 38, gap: float | None = 40, pieces: float = 1) -> Wish:
    return Wish(product, 0.5, habit=Habit(3, ago(days), gap, pieces))


def handles(wishes: list[Wish], shelf: Shelf, k: int = 10) -> list[str]:
    return [one.handle for one in suggested(wishes, shelf, NOW, k=k).suggestions]


def why(a_wish: Wish, shelf: Shelf, standing: Standing = NOTHING_SAID) -> str:
    found = suggested([a_wish], shelf, NOW, k=5, standing=standing)
    assert found.suggestions == []
    [(held, reason)] = found.held_back
    assert held == a_wish
    return reason


@pytest.mark.parametrize(
    "variant",
    [
        Variant(sku="T", price=cny(20), availability=Availability.OUT_OF_STOCK),
        Variant(sku="T", price=cny(20), quantity=0),
        Variant(sku="T", price=cny(20), availability=Availability.PREORDER),
        Variant(sku="T", price=cny(20), availability=Availability.BACKORDER),
        Variant(sku="T", price=cny(20), available_from=NOW + timedelta(days=1)),
        Variant(sku="T", price=cny(20), available_from=datetime(2026, 12, 1)),
        Variant(sku="T"),
    ],
)
def test_what_cannot_be_bought_today_is_not_suggested(variant: Variant) -> None:
    assert why(wish("T"), shelf_of(thing("tea", variant))) == "not_offered"


def test_what_the_shop_does_not_publish_is_not_suggested() -> None:
    hidden = thing("tea").model_copy(update={"published": False})
    assert why(wish("tea"), shelf_of(hidden)) == "not_offered"
    assert why(wish("gone"), shelf_of()) == "not_offered"


def test_the_price_is_todays() -> None:
    sale = Offer(kind=OfferKind.SALE, price=cny(15), valid_until=NOW + timedelta(hours=1))
    over = Offer(kind=OfferKind.SALE, price=cny(9), valid_until=NOW)
    shelf = shelf_of(thing("tea", Variant(sku="TEA", price=cny(20), offers=(sale, over))))
    [one] = suggested([wish("TEA")], shelf, NOW, k=1).suggestions
    assert one.price == cny(15)


def test_a_sku_is_itself_and_a_handle_its_cheapest() -> None:
    big = Variant(sku="BIG", price=cny(50))
    small = Variant(sku="SMALL", price=cny(20), availability=Availability.OUT_OF_STOCK)
    middle = Variant(sku="MIDDLE", price=cny(30))
    shelf = shelf_of(thing("tea", big, small, middle))
    assert why(wish("SMALL"), shelf) == "not_offered"
    assert [s.sku for s in suggested([wish("tea")], shelf, NOW, k=1).suggestions] == ["MIDDLE"]
    assert [s.sku for s in suggested([wish("big")], shelf, NOW, k=1).suggestions] == ["BIG"]


@pytest.mark.parametrize(
    ("days", "gap", "soon"),
    [(19, 40, True), (20, 40, False), (6, None, True), (7, None, False), (3, 6, False)],
)
def test_what_was_just_bought_rests(days: float, gap: float | None, soon: bool) -> None:
    shelf = shelf_of(thing("tea"))
    if soon:
        assert why(wish("tea", days, gap), shelf) == "just_bought"
    else:
        assert handles([wish("tea", days, gap)], shelf) == ["tea"]


def test_what_they_never_bought_needs_no_rest() -> None:
    assert handles([Wish("tea", 0.2)], shelf_of(thing("tea"))) == ["tea"]


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing(returned=frozenset({"tea"})), "returned"),
        (Standing(refused=frozenset({"tea"})), "refused"),
        (Standing(told={"tea": ago(13.9)}), "told_lately"),
    ],
)
def test_what_the_customer_said(standing: Standing, reason: str) -> None:
    assert why(wish("TEA"), shelf_of(thing("tea")), standing) == reason


def test_what_was_told_long_ago_is_told_again() -> None:
    shelf = shelf_of(thing("tea"))
    standing = Standing(told={"tea": ago(14)})
    assert suggested([wish("tea")], shelf, NOW, k=1, standing=standing).suggestions


def test_one_category_at_most_twice_and_one_product_once() -> None:
    teas = [thing(f"tea{n}", category="茶") for n in range(4)]
    plain = [thing(f"thing{n}") for n in range(3)]
    names = ["tea0", "TEA0", "tea1", "tea2", "thing0", "thing1", "tea3", "thing2"]
    shelf = shelf_of(*teas, *plain)
    wanted = [wish(name) for name in names]
    assert handles(wanted, shelf) == ["tea0", "tea1", "thing0", "thing1", "thing2"]
    assert handles(wanted, shelf, k=3) == ["tea0", "tea1", "thing0"]


@pytest.mark.parametrize(
    ("usual", "left", "said"),
    [(1, None, 1), (2.4, None, 2), (2.5, None, 3), (0.2, None, 1), (6, 4, 4), (500, None, 12)],
)
def test_as_many_as_the_household_takes(usual: float, left: int | None, said: int) -> None:
    shelf = shelf_of(thing("tea", Variant(sku="TEA", price=cny(20), quantity=left)))
    [one] = suggested([wish("TEA", pieces=usual)], shelf, NOW, k=1).suggestions
    assert one.pieces == said


@pytest.mark.parametrize(
    ("title", "is_it"),
    [
        ("早早孕验孕棒 10支", True),
        ("Durex condoms 12 pcs", True),
        ("เครื่องตรวจครรภ์", True),
        ("bao cao su siêu mỏng", True),
        ("Kondom tipis", True),
        ("血糖仪家用", True),
        ("蓝牙音箱", False),
        ("candied fruit", False),
        ("羽绒服", False),
        ("biblette notebook", False),
        ("婴儿湿巾", False),
    ],
)
def test_nobody_is_reminded_of_what_is_nobodys_business(title: str, is_it: bool) -> None:
    assert sensitive(thing("it", title=title)) is is_it
    if is_it:
        assert why(wish("it"), shelf_of(thing("it", title=title))) == "sensitive"
    assert sensitive(thing("it", category=title)) is is_it


@pytest.mark.parametrize(
    ("written", "may"),
    [((), True), ((1,), True), ((1, 6.9), False), ((1, 7), True), ((-1, 1), True)],
)
def test_two_messages_a_week(written: tuple[float, ...], may: bool) -> None:
    assert Frequency().may_write([ago(days) for days in written], NOW) is may


@given(
    st.lists(st.tuples(st.integers(0, 9), st.floats(0, 100), st.floats(1, 100)), max_size=30),
    st.integers(0, 12),
)
def test_whatever_is_wished_the_rules_hold(wished: list[tuple[int, float, float]], k: int) -> None:
    shelf = shelf_of(*(thing(f"p{n}", category=f"c{n % 3}") for n in range(8)))
    found = suggested([wish(f"p{n}", days, gap) for n, days, gap in wished], shelf, NOW, k=k)
    chosen = found.suggestions
    assert len(chosen) <= k
    assert len({one.handle for one in chosen}) == len(chosen)
    for category in "012":
        assert sum(int(one.handle[1]) % 3 == int(category) for one in chosen) <= 2
    for one in chosen:
        habit = one.wish.habit
        assert habit is not None
        assert habit.gap_days is not None
        assert (NOW - habit.last) >= timedelta(days=habit.gap_days / 2) * (1 - 1e-9)
        assert one.wish.product == one.handle

"""Several pieces and several products: second pieces, shares of a price, bundles, coupons."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.pricing import (
    Line,
    basket_now,
    past_offers,
    total_now,
    with_coupon,
)
from catalog_loader.product import Money, Offer, OfferKind, Product, Variant

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)


def cny(minor: int) -> Money:
    return Money(minor=minor, currency="CNY")


def line(
    handle: str, minor: int, quantity: int = 1, offers: Sequence[Offer] = (), price: bool = True
) -> Line:
    variant = Variant(sku=f"{handle}-1", price=cny(minor) if price else None)
    product = Product(handle=handle, title=handle, variants=(variant,), offers=tuple(offers))
    return Line(product, variant, quantity)


def nth(percent: int, every: int = 2, **more: object) -> Offer:
    return Offer.model_validate(
        {"kind": "nth_piece", "percent": percent, "min_quantity": every, **more}
    )


def reduction(off: int, threshold: int) -> Offer:
    return Offer(kind=OfferKind.FULL_REDUCTION, off=cny(off), threshold=cny(threshold))


@pytest.mark.parametrize(
    ("offer", "quantity", "total"),
    [
        (nth(50), 1, 10000),
        (nth(50), 2, 15000),
        (nth(50), 3, 25000),
        (nth(50), 4, 30000),
        (nth(0), 2, 10000),
        (nth(0, 3), 3, 20000),
        (nth(50, valid_until=NOW), 2, 20000),
        (Offer(kind=OfferKind.LADDER, percent=80, min_quantity=2), 2, 16000),
        (Offer(kind=OfferKind.LADDER, percent=80, min_quantity=3), 2, 20000),
    ],
)
def test_second_pieces_and_shares(offer: Offer, quantity: int, total: int) -> None:
    own = line("a", 10000, offers=[offer])
    found = total_now(own.variant, quantity, NOW, own.product)
    assert found is not None
    assert found.total == cny(total)


def test_the_better_of_a_ladder_and_a_second_piece_is_taken_never_both() -> None:
    ladder = Offer(kind=OfferKind.LADDER, price=cny(9000), min_quantity=2)
    own = line("a", 10000, offers=[ladder, nth(50)])
    found = total_now(own.variant, 2, NOW, own.product)
    assert found is not None
    assert (found.total, found.off) == (cny(15000), cny(5000))


def test_a_reduction_counts_what_is_left_after_second_pieces() -> None:
    own = line("a", 10000, offers=[nth(50), reduction(1000, 16000)])
    found = total_now(own.variant, 2, NOW, own.product)
    assert found is not None
    assert found.total == cny(15000)


def test_a_basket_is_the_sum_of_its_lines() -> None:
    found = basket_now([line("a", 10000), line("b", 2500, 2)], NOW)
    assert found is not None
    assert (found.total, found.off) == (cny(15000), None)


def test_a_product_s_own_reduction_counts_its_own_lines_alone() -> None:
    lines = [line("a", 10000, offers=[reduction(3000, 15000)]), line("b", 9000)]
    found = basket_now(lines, NOW)
    assert found is not None
    assert found.total == cny(19000)


def test_the_shop_s_reduction_counts_the_whole() -> None:
    found = basket_now([line("a", 10000), line("b", 9000)], NOW, [reduction(3000, 15000)])
    assert found is not None
    assert (found.total, found.off) == (cny(16000), cny(3000))


def test_the_shop_s_reduction_and_a_product_s_own_are_never_both_taken() -> None:
    lines = [line("a", 10000, 2, offers=[reduction(3000, 15000)]), line("b", 9000)]
    less, more = [reduction(1000, 20000)], [reduction(4000, 20000)]
    assert [found.off for shop in (less, more) if (found := basket_now(lines, NOW, shop))] == [
        cny(3000),
        cny(4000),
    ]


def test_a_product_s_reduction_counts_all_its_lines() -> None:
    first = line("a", 10000, offers=[reduction(3000, 15000)])
    found = basket_now([first, first], NOW)
    assert found is not None
    assert found.total == cny(17000)


def test_a_bundle_counts_where_all_of_it_is_there() -> None:
    offer = Offer(kind=OfferKind.BUNDLE, price=cny(15000), together=("b",))
    first = line("a", 10000, offers=[offer])
    both = basket_now([first, line("b", 9000, 2)], NOW)
    alone = basket_now([first, line("c", 9000)], NOW)
    assert both is not None
    assert alone is not None
    assert (both.total, both.off) == (cny(24000), cny(4000))
    assert (alone.total, alone.off) == (cny(19000), None)


def test_no_total_where_a_price_is_missing() -> None:
    assert basket_now([line("a", 10000), line("b", 1, price=False)], NOW) is None
    assert basket_now([], NOW) is None


@pytest.mark.parametrize(
    ("coupon", "amount", "left"),
    [
        (Offer(kind=OfferKind.COUPON, off=cny(500)), 3000, 2500),
        (Offer(kind=OfferKind.COUPON, off=cny(500), threshold=cny(3000)), 3000, 2500),
        (Offer(kind=OfferKind.COUPON, off=cny(500), threshold=cny(3001)), 3000, None),
        (Offer(kind=OfferKind.COUPON, percent=90), 3000, 2700),
        (Offer(kind=OfferKind.COUPON, off=Money(minor=5, currency="USD")), 3000, None),
        (Offer(kind=OfferKind.COUPON, off=cny(5000)), 3000, 0),
    ],
)
def test_a_coupon(coupon: Offer, amount: int, left: int | None) -> None:
    found = with_coupon(cny(amount), [coupon])
    assert (found[0].minor if found else None) == left


def test_offers_that_are_over_the_last_first() -> None:
    def sale(minor: int, end: datetime) -> Offer:
        return Offer(kind=OfferKind.SALE, price=cny(minor), valid_until=end)

    old, older, running = sale(1, NOW - HOUR), sale(2, NOW - 2 * HOUR), sale(3, NOW + HOUR)
    variant = Variant(sku="A", price=cny(9), offers=(older, running, old))
    assert past_offers(variant, NOW) == (old, older)


@given(st.integers(1, 9), st.integers(1, 10**6), st.integers(0, 100), st.integers(2, 4))
def test_a_second_piece_never_costs_more_than_without(
    quantity: int, minor: int, percent: int, every: int
) -> None:
    own = line("a", minor, offers=[nth(percent, every)])
    found = total_now(own.variant, quantity, NOW, own.product)
    assert found is not None
    assert found.total.minor <= minor * quantity
    assert found.total.minor + (found.off.minor if found.off else 0) == minor * quantity

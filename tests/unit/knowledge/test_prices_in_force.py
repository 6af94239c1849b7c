"""The price engine: what everyone pays at a moment, to the second."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.pricing import (
    coming_offers,
    conditional_offers,
    in_force,
    price_now,
    total_now,
)
from catalog_loader.product import Availability, Money, Offer, OfferKind, Product, Variant

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def cny(minor: int) -> Money:
    return Money(minor=minor, currency="CNY")


def variant(*offers: Offer, price: int | None = 10000, **more: object) -> Variant:
    return Variant.model_validate(
        {"sku": "A", "price": cny(price) if price is not None else None, "offers": offers, **more}
    )


def sale(minor: int, start: datetime | None = None, end: datetime | None = None) -> Offer:
    return Offer(kind=OfferKind.SALE, price=cny(minor), valid_from=start, valid_until=end)


def test_the_list_price_stands_without_offers() -> None:
    found = price_now(variant(), NOW)
    assert found is not None
    assert (found.price, found.list_price, found.offer, found.until) == (
        cny(10000),
        None,
        None,
        None,
    )


def test_no_price_is_no_price() -> None:
    assert price_now(variant(price=None), NOW) is None
    assert total_now(variant(price=None), 2, NOW) is None


@pytest.mark.parametrize(
    ("start", "end", "paid"),
    [
        (NOW - HOUR, NOW + HOUR, 8000),
        (None, NOW + HOUR, 8000),
        (NOW - HOUR, None, 8000),
        (None, None, 8000),
        (NOW, NOW + HOUR, 8000),
        (NOW - HOUR, NOW, 10000),
        (NOW - 2 * HOUR, NOW - HOUR, 10000),
        (NOW + timedelta(seconds=1), NOW + HOUR, 10000),
        (NOW - HOUR, NOW + timedelta(microseconds=1), 8000),
    ],
)
def test_a_sale_counts_only_inside_its_window(
    start: datetime | None, end: datetime | None, paid: int
) -> None:
    found = price_now(variant(sale(8000, start, end)), NOW)
    assert found is not None
    assert found.price == cny(paid)
    assert found.until == (end if paid == 8000 else None)
    assert found.list_price == (cny(10000) if paid == 8000 else None)


@given(st.integers(-100, 100), st.integers(-100, 100))
def test_never_an_offer_outside_its_window(start: int, end: int) -> None:
    offer = sale(8000, NOW + start * HOUR, NOW + end * HOUR)
    found = price_now(variant(offer), NOW)
    assert found is not None
    assert (found.price == cny(8000)) == (start <= 0 < end)


def test_the_moment_counts_not_its_zone() -> None:
    offer = sale(8000, end=datetime(2026, 11, 23, 20, 30, tzinfo=SHANGHAI))
    for zone in (UTC, ZoneInfo("America/New_York"), ZoneInfo("Asia/Jakarta")):
        found = price_now(variant(offer), NOW.astimezone(zone))
        assert found is not None
        assert found.price == cny(8000)


def test_a_bound_without_a_zone_is_read_in_the_shop_s() -> None:
    offer = sale(8000, end=datetime(2026, 11, 23, 20, 1))
    assert in_force(offer, NOW)
    assert not in_force(offer, NOW + 2 * timedelta(minutes=1))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone"):
        price_now(variant(sale(8000)), datetime(2026, 11, 23))


def test_the_lowest_of_several_and_a_flash_before_a_sale() -> None:
    flash = Offer(kind=OfferKind.FLASH, price=cny(7000), valid_until=NOW + HOUR)
    found = price_now(variant(sale(8000), flash, sale(9000)), NOW)
    assert found is not None
    assert (found.price, found.offer) == (cny(7000), flash)


def test_a_sale_above_the_list_price_is_no_sale() -> None:
    found = price_now(variant(sale(12000)), NOW)
    assert found is not None
    assert (found.price, found.offer) == (cny(10000), None)


@pytest.mark.parametrize("kind", [OfferKind.MEMBER, OfferKind.COUPON, OfferKind.LADDER])
def test_what_only_some_pay_is_not_the_price(kind: OfferKind) -> None:
    offer = Offer(kind=kind, price=cny(5000), min_quantity=1)
    found = price_now(variant(offer), NOW)
    assert found is not None
    assert found.price == cny(10000)
    assert conditional_offers(variant(offer), NOW) == (offer,)


def test_a_presale_price_counts_on_pre_sale_only() -> None:
    offer = Offer(kind=OfferKind.PRESALE, price=cny(9000))
    ordinary = price_now(variant(offer), NOW)
    before = price_now(variant(offer, availability=Availability.PREORDER), NOW)
    assert ordinary is not None
    assert before is not None
    assert (ordinary.price, before.price) == (cny(10000), cny(9000))


def test_another_currency_never_undercuts() -> None:
    offer = Offer(kind=OfferKind.SALE, price=Money(minor=100, currency="USD"))
    found = price_now(variant(offer), NOW)
    assert found is not None
    assert found.price == cny(10000)


def test_a_product_s_offer_holds_for_its_variants() -> None:
    product = Product(handle="p", title="p", offers=(sale(8000),))
    found = price_now(variant(), NOW, product)
    assert found is not None
    assert found.price == cny(8000)


def test_coming_offers_are_told_apart_soonest_first() -> None:
    later, sooner = sale(1, NOW + 3 * HOUR), sale(2, NOW + HOUR)
    assert coming_offers(variant(later, sooner, sale(3)), NOW) == (sooner, later)


@pytest.mark.parametrize(
    ("quantity", "total", "off"),
    [(1, 10000, None), (2, 20000, None), (3, 27000, 3000), (4, 37000, 3000), (6, 55000, 5000)],
)
def test_the_best_reduction_reached_is_taken_once(
    quantity: int, total: int, off: int | None
) -> None:
    steps = [
        Offer(kind=OfferKind.FULL_REDUCTION, off=cny(3000), threshold=cny(30000)),
        Offer(kind=OfferKind.FULL_REDUCTION, off=cny(5000), threshold=cny(50000)),
    ]
    found = total_now(variant(*steps), quantity, NOW)
    assert found is not None
    assert found.total == cny(total)
    assert found.off == (cny(off) if off else None)


@pytest.mark.parametrize(("quantity", "unit"), [(1, 10000), (2, 9000), (4, 9000), (5, 8000)])
def test_a_ladder_price_begins_at_its_step(quantity: int, unit: int) -> None:
    steps = [
        Offer(kind=OfferKind.LADDER, price=cny(9000), min_quantity=2),
        Offer(kind=OfferKind.LADDER, price=cny(8000), min_quantity=5),
    ]
    found = total_now(variant(*steps), quantity, NOW)
    assert found is not None
    assert (found.unit, found.total) == (cny(unit), cny(unit * quantity))


def test_a_basket_holds_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least one"):
        total_now(variant(), 0, NOW)


@given(st.integers(1, 99), st.integers(1, 10**6))
def test_a_total_is_exact(quantity: int, minor: int) -> None:
    found = total_now(variant(price=minor), quantity, NOW)
    assert found is not None
    assert found.total.minor == minor * quantity


@pytest.mark.parametrize("kind", [OfferKind.SALE, OfferKind.FLASH])
def test_a_share_of_the_price_is_an_amount(kind: OfferKind) -> None:
    until = NOW + HOUR
    eighty = Offer(kind=kind, percent=80, valid_until=until)
    found = price_now(variant(eighty), NOW)
    assert found is not None
    assert (found.price, found.list_price, found.until) == (cny(8000), cny(10000), until)
    of_the_product = Product(handle="p", title="p", variants=(variant(),), offers=(eighty,))
    found = price_now(variant(price=4990), NOW, of_the_product)
    assert found is not None
    assert found.price == cny(3992)


def test_a_share_of_no_price_is_none() -> None:
    assert price_now(variant(Offer(kind=OfferKind.SALE, percent=80), price=None), NOW) is None

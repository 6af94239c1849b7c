"""A product's own shipping and return terms, as what is said of them."""

import pytest

from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.terms import own_policies
from catalog_loader.product import (
    Catalog,
    FreightPayer,
    Money,
    Policy,
    PolicyTopic,
    Product,
    Returns,
    Shipping,
    Shop,
)


def yuan(minor: int) -> Money:
    return Money(minor=minor, currency="CNY")


def said(language: str = "zh", **fields: object) -> list[str]:
    product = Product(handle="a", title="甲", **fields)
    return [policy.statement for policy in own_policies(product, language)]


@pytest.mark.parametrize(
    ("terms", "zh", "en"),
    [
        (Shipping(fee=yuan(0)), "包邮。", "Shipping is free."),
        (
            Shipping(fee=yuan(1200), regions=("新疆", "西藏"), service="Express"),
            "发新疆、西藏运费12元。",
            "Express shipping to 新疆, 西藏 costs 12 CNY.",
        ),
        (
            Shipping(handling_days=(0, 1), transit_days=(2, 2), free_from=yuan(9900)),
            "满99元包邮，0到1天内发货，发货后2天送达。",
            "Free from 99 CNY; leaves within 0 to 1 days; arrives 2 days after that.",
        ),
        (
            Shipping(excluded=True, regions=("HI", "AK")),
            "不发货到HI、AK。",
            "Not shipped to HI, AK.",
        ),
    ],
)
def test_shipping(terms: Shipping, zh: str, en: str) -> None:
    assert said(shipping=(terms,)) == [zh]
    assert said("en", shipping=(terms,)) == [en]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("id", "Dikirim dalam 2 sampai 3 hari; Dijahit sesuai pesanan."),
        ("ms", "Dihantar dalam 2 hingga 3 hari; 按单缝制."),
        ("vi", "Gửi hàng trong 2 đến 3 ngày; 按单缝制."),
        ("th", "ส่งออกภายใน 2 ถึง 3 วัน 按单缝制"),
    ],
)
def test_they_are_said_in_the_language_of_the_answer(language: str, expected: str) -> None:
    product = Product(
        handle="a",
        title="甲",
        shipping=(Shipping(handling_days=(2, 3), note="按单缝制"),),
        translations={"id": {"按单缝制": "Dijahit sesuai pesanan"}},
    )
    assert own_policies(product, "zh")[0].translations[language] == expected
    assert own_policies(product, language)[0].statement == expected


@pytest.mark.parametrize(
    ("terms", "zh"),
    [
        (Returns(accepted=False, days=7), "这款不支持退货。"),
        (Returns(days=30, freight=FreightPayer.SHOP), "30天内可以退货，退货运费由商家承担。"),
        (Returns(accepted=True, restocking=yuan(1000)), "支持退货，退货手续费10元。"),
    ],
)
def test_returns(terms: Returns, zh: str) -> None:
    assert said(returns=terms) == [zh]


def test_nothing_is_made_of_nothing() -> None:
    assert said(shipping=(Shipping(), Shipping(excluded=True)), returns=Returns()) == []


def test_they_come_before_the_shop_s_word() -> None:
    product = Product(handle="a", title="甲", shipping=(Shipping(fee=yuan(800)),))
    other = Product(handle="b", title="乙")
    shop_s = Policy(id="p", topic=PolicyTopic.SHIPPING, statement="全国包邮。")
    shop = Shop(name="店", currency="CNY")
    index = ShelfIndex(Catalog(shop=shop, products=(product, other), policies=(shop_s,)))
    assert [policy.statement for policy in index.policies(product)] == ["运费8元。", "全国包邮。"]
    assert index.policies(other) == (shop_s,)

"""Which of the shop's policies answers: the product's own, its group's, or that of the shop."""

from collections.abc import Awaitable, Callable

import pytest
from support.moments import NOW

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Question
from assistant.knowledge.shelf import Shelf
from catalog_loader.product import (
    Attribute,
    Catalog,
    Money,
    Offer,
    OfferKind,
    Policy,
    PolicyTopic,
    Product,
    Shop,
    Variant,
)

Ask = Callable[[str, str], Awaitable[Answer]]


def _money(major: int) -> Money:
    return Money(minor=major * 100, currency="CNY")


def _product(handle: str, title: str, category: str, price: int) -> Product:
    variant = Variant(sku=handle, price=_money(price))
    return Product(handle=handle, title=title, category=category, variants=(variant,))


def _policy(name: str, topic: str, statement: str, key: str, value: str, **more: object) -> Policy:
    clause = Attribute(name=key, value=value, key=key)
    return Policy.model_validate(
        {
            "id": name,
            "topic": PolicyTopic(topic),
            "statement": statement,
            "clauses": (clause,),
            **more,
        }
    )


POLICIES = (
    _policy("lost", "returns", "收到破损、少件，48小时内找客服。", "claim_within", "48小时"),
    _policy(
        "fresh",
        "returns",
        "鲜花蔫了、坏了6小时内拍照。",
        "claim_within",
        "6小时",
        categories=("鲜花",),
    ),
    _policy(
        "spokes",
        "warranty",
        "伞骨一年内断了免费换。",
        "warranty_period",
        "1年",
        products=("umbrella",),
        questions=("伞骨断了怎么办",),
    ),
    _policy("far", "shipping", "新疆每单加收15元。", "remote_regions", "新疆"),
    _policy("not-there", "shipping", "国外和台湾不发货。", "not_shipped_to", "国外和台湾"),
)
REDUCED = Offer(kind=OfferKind.FULL_REDUCTION, off=_money(30), threshold=_money(200))
CATALOG = Catalog(
    shop=Shop(name="小店", currency="CNY", offers=(REDUCED,)),
    products=(
        _product("roses", "红玫瑰花束", "鲜花", 88),
        _product("umbrella", "折叠晴雨伞", "日用", 260),
    ),
    policies=POLICIES,
)


@pytest.fixture
def asked() -> Ask:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)

    async def run(on_air: str, text: str) -> Answer:
        shelf = Shelf(CATALOG, ("roses", "umbrella"), on_air)
        events = [event async for event in answerer.answer(Question(text, "demo"), shelf)]
        answer = events[-1]
        assert isinstance(answer, Answer)
        return answer

    return run


@pytest.mark.parametrize(
    ("on_air", "question", "says"),
    [
        ("roses", "有两朵坏的怎么赔", "6小时"),
        ("roses", "少发了一枝怎么办", "48小时"),
        ("umbrella", "收到是坏的怎么办", "48小时"),
        ("umbrella", "伞骨断了咋办 换新的要钱吗", "免费换"),
        ("umbrella", "哪些地方寄不了", "台湾"),
        ("umbrella", "哪里不发货", "台湾"),
        ("umbrella", "新疆加钱吗", "15元"),
        ("umbrella", "算完满减到手多少钱", "230元"),
    ],
)
async def test_the_nearest_word_of_the_shop_answers(
    asked: Ask, on_air: str, question: str, says: str
) -> None:
    assert says in (await asked(on_air, question)).text

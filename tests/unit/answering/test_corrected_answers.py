"""A correction answers its question, and no other."""

from datetime import UTC, datetime

import pytest
from support.evaluating import DEMO, JACKET

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Question
from assistant.knowledge.corrections import Correction, Scope, corrected
from assistant.knowledge.shelf import Shelf
from catalog_loader.load import load

TEE = "cotton-crew-tee"


def correction(
    question: str, text: str, scope: Scope = "product", subject: str = JACKET, **more: object
) -> Correction:
    return Correction(
        id=f"{scope} {question}",
        catalog="demo",
        scope=scope,
        subject=subject,
        question=question,
        text=text,
        language="zh",
        state="in_force",
        owner="li",
        made_at=datetime(2026, 11, 26, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )


CORRECTIONS = (
    correction("能放洗衣机里洗吗", "可以机洗，请用冷水。", alike=("可以机洗吗",)),
    correction("170能穿吗", "可以穿，建议选L码。"),
    correction("多少钱", "现在259元，下单送收纳袋。"),
    correction("穿起来显胖吗", "不显胖，版型合身。", "category", "服饰"),
    correction("今晚几点抽奖", "今晚九点抽奖。", "room", "demo"),
    correction("下播是几点", "十二点下播。", "room", "demo"),
    correction("可以退货吗", "支持的，直接申请。", "shop", ""),
    correction("白色比黑色厚吗", "白色更厚一点。"),
)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(embedder=None, chat=None)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    catalog = load(DEMO).catalog
    handles = tuple(product.handle for product in catalog.products)
    return Shelf(corrected(catalog, CORRECTIONS), handles, JACKET)


async def ask(answerer: Answerer, shelf: Shelf, text: str) -> Answer:
    async for event in answerer.answer(Question(text=text, room="demo"), shelf):
        if isinstance(event, Answer):
            return event
    raise AssertionError("no answer")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("可以放洗衣机里洗么", "可以机洗，请用冷水。"),
        ("请问能机洗吗", "可以机洗，请用冷水。"),
        ("170能穿吗", "可以穿，建议选L码。"),
        ("这个多少钱", "现在259元，下单送收纳袋。"),
        ("今晚几点抽奖呀", "今晚九点抽奖。"),
        ("几点下播", "十二点下播。"),
        ("穿起来会显胖吗", "不显胖，版型合身。"),
    ],
)
async def test_it_goes_before_all_else_that_is_published(
    answerer: Answerer, shelf: Shelf, text: str, told: str
) -> None:
    answer = await ask(answerer, shelf, text)
    assert answer.text == told
    (fact,) = answer.facts
    assert (fact.source, fact.field, fact.value) == ("staff", "faq", told)
    assert answer.checks.supported


@pytest.mark.parametrize(
    "text",
    [
        "180能穿吗",
        "明晚几点抽奖",
        "后天几点下播",
        "黑色比白色厚吗",
        "骗子！多少钱",
        "我要投诉，多少钱",
        "T恤多少钱",
        "能手洗吗",
    ],
)
async def test_another_question_is_not_answered_by_it(
    answerer: Answerer, shelf: Shelf, text: str
) -> None:
    answer = await ask(answerer, shelf, text)
    assert "staff" not in [fact.source for fact in answer.facts]


async def test_another_product_is_answered_by_what_is_said_of_all(
    answerer: Answerer, shelf: Shelf
) -> None:
    tee = shelf.with_on_air(TEE)
    assert "staff" not in [f.source for f in (await ask(answerer, tee, "多少钱")).facts]
    for text in ("今晚几点抽奖", "穿起来显胖吗", "可以退货吗"):
        assert (await ask(answerer, tee, text)).facts[0].source == "staff"


async def test_what_holds_of_all_gives_way_to_a_policy_of_the_product(
    answerer: Answerer, shelf: Shelf
) -> None:
    # what is eaten is not taken back once it is opened
    answer = await ask(answerer, shelf.with_on_air("jasmine-tea"), "可以退货吗")
    assert {fact.source for fact in answer.facts} == {"policy"}


def test_the_catalog_itself_stays_as_it_was(shelf: Shelf) -> None:
    catalog = load(DEMO).catalog
    assert corrected(catalog, ()) is catalog
    unknown = correction("能洗吗", "能。", subject="hat")
    assert corrected(catalog, [unknown]) is catalog
    published = [faq.id for faq in catalog.faqs]
    assert [faq.id for faq in shelf.catalog.faqs][-len(published) :] == published

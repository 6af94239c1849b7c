"""Answers that a language model goes on with, after what the facts say at once."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from support.liar import Lie, lying
from support.moments import NOW

from assistant.answering.answerer import Answerer
from assistant.answering.chat_models.endpoint import EndpointChatModel
from assistant.answering.values import Answer, Outcome, Question, Sentence
from assistant.knowledge.shelf import Shelf
from assistant.settings import Settings
from catalog_loader.load import load
from catalog_loader.product import Attribute, Catalog

SHOP = Path(__file__).parents[2] / "unit" / "answering" / "shop.jsonl"
RECOMMEND = "推荐个适合送人的"


@asynccontextmanager
async def told(*texts: str, lie: Lie = Lie.TURNS) -> AsyncIterator[Answerer]:
    """An assistant whose language model says `texts`."""
    async with lying(lie, *texts) as (_, address):
        chat = EndpointChatModel(Settings(llm_base_url=f"{address}/v1", llm_model="told"))
        try:
            yield Answerer(embedder=None, chat=chat, clock=lambda: NOW, patience_s=1.0)
        finally:
            await chat.close()


async def ask(
    answerer: Answerer, text: str, *, priced: bool = True
) -> tuple[Sequence[Sentence], Answer]:
    catalog = load(SHOP).catalog if priced else unpriced(load(SHOP).catalog)
    shelf = Shelf(catalog, tuple(product.handle for product in catalog.products), "linen-shirt")
    events = [event async for event in answerer.answer(Question(text, "demo"), shelf)]
    whole = events[-1]
    assert isinstance(whole, Answer)
    return [event for event in events if isinstance(event, Sentence)], whole


async def alone(text: str, *, priced: bool = True) -> Answer:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)
    return (await ask(answerer, text, priced=priced))[1]


def unpriced(catalog: Catalog) -> Catalog:
    """`catalog` as a shop has it that publishes no price, and one property of everything."""
    property_ = Attribute(key="origin", name="产地", value="浙江")
    products = tuple(
        product.model_copy(
            update={
                "attributes": (property_,),
                "variants": tuple(
                    variant.model_copy(update={"price": None, "offers": ()})
                    for variant in product.variants
                ),
            }
        )
        for product in catalog.products
    )
    return catalog.model_copy(update={"products": products})


async def test_the_model_goes_on_from_what_the_facts_say() -> None:
    before = await alone(RECOMMEND)
    point = next(fact for fact in before.facts if fact.field == "selling_point")
    true = f"{point.subject}：{point.value}。"
    async with told(true) as answerer:
        sentences, answer = await ask(answerer, RECOMMEND)
    assert answer.text == before.text + true
    assert [sentence.composer for sentence in sentences[-2:]] == ["facts", "model"]
    assert answer.composer == "model"
    assert answer.checks.rejected == ()


async def test_what_the_model_adds_of_its_own_is_cut_off_and_kept_for_staff() -> None:
    before = await alone(RECOMMEND)
    point = next(fact for fact in before.facts if fact.field == "selling_point")
    said = f"{point.subject}：{point.value}，还送您一条围巾。"
    async with told(said) as answerer:
        _, answer = await ask(answerer, RECOMMEND)
    assert answer.text.endswith(f"{point.subject}：{point.value}。")
    assert "围巾" not in answer.text
    assert [rejected.text for rejected in answer.checks.rejected] == [said]


async def test_what_was_said_is_not_said_again() -> None:
    before = await alone(RECOMMEND)
    first = before.text.split("。")[0] + "。"
    async with told(first) as answerer:
        _, answer = await ask(answerer, RECOMMEND)
    assert answer.text == before.text
    assert answer.composer == "facts"
    assert "repeats" in answer.checks.rejected[0].reason


async def test_a_model_that_fails_costs_nothing_of_the_answer() -> None:
    for question in (RECOMMEND, "亚麻衬衫和卡式炉有什么区别"):
        before = await alone(question)
        async with told(lie=Lie.ERROR) as answerer:
            _, answer = await ask(answerer, question)
        assert (answer.text, answer.facts) == (before.text, before.facts)
        assert answer.outcome is Outcome.ANSWERED


async def test_what_has_nothing_to_say_at_once_is_said_by_the_facts_alone() -> None:
    question = "亚麻衬衫和卡式炉有什么区别"
    before = await alone(question, priced=False)
    assert before.outcome is Outcome.ANSWERED
    async with told("亚麻衬衫很好。") as answerer:
        _, answer = await ask(answerer, question, priced=False)
    assert (answer.text, answer.outcome) == (before.text, before.outcome)
    assert answer.composer == "facts"

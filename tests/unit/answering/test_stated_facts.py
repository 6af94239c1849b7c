"""What the facts say unasked: whole sentences, from the same tables as every answer."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from support.moments import NOW

from assistant.answering.answerer import Answerer
from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Answer, Outcome, Question
from assistant.knowledge.shelf import Shelf

State = Callable[..., Awaitable[Answer]]


class NeverAsked:
    """A language model that must not be asked."""

    def __getattr__(self, name: str) -> Any:
        async def stream(*args: Any, **more: Any) -> AsyncIterator[str]:
            raise AssertionError(f"the language model was asked: {name}")
            yield ""

        return stream


@pytest.fixture
def state(small_shelf: Shelf) -> State:
    answerer = Answerer(embedder=None, chat=NeverAsked(), clock=lambda: NOW)  # type: ignore[arg-type]

    async def run(on_air: str, asked: str | Kind, language: str = "") -> Answer:
        text, kind = ("", asked) if isinstance(asked, Kind) else (asked, None)
        question = Question(text, "demo", language=language)
        return await answerer.state(question, small_shelf.with_on_air(on_air), kind)

    return run


@pytest.mark.parametrize(
    ("on_air", "kind", "text"),
    [
        ("camp-stove", Kind.PRICE, "便携卡式炉现在活动价99元，原价129元，活动到2026年11月30日。"),
        ("linen-shirt", Kind.SIZES, "亚麻立领衬衫的尺码有M、L。"),
        ("linen-shirt", Kind.STOCK, "亚麻立领衬衫有货，只有白色L卖完了。"),
        ("star-projector", Kind.SHIPPING_TIME, "星空投影灯是预售，2026年12月15日起发货。"),
    ],
)
async def test_a_kind_is_stated_of_what_is_on_air(
    state: State, on_air: str, kind: Kind, text: str
) -> None:
    stated = await state(on_air, kind)
    assert stated.text.startswith(text)
    assert stated.outcome is Outcome.ANSWERED
    assert stated.facts
    assert stated.product == on_air


async def test_what_is_not_published_is_not_answered(state: State) -> None:
    for kind in (Kind.PRICE, Kind.STOCK, Kind.SIZES):
        stated = await state("mystery-box", kind)
        assert (stated.outcome, stated.facts) == (Outcome.UNKNOWN, ())


@pytest.mark.parametrize("asked", ["是169吗", "是99吗"])
async def test_yes_and_no_are_for_who_asked(state: State, asked: str) -> None:
    assert (await state("linen-shirt", asked)).text == "亚麻立领衬衫现在169元。"


@pytest.mark.parametrize("asked", ["这件适合老人吗", "哪款好", "推荐一款", "跟卡式炉比哪个好"])
async def test_no_language_model_words_it(state: State, asked: str) -> None:
    stated = await state("linen-shirt", asked)
    assert stated.composer == "facts"
    assert stated.text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "right now"),
        ("id", "sekarang"),
        ("ms", "sekarang"),
        ("vi", "hiện giá"),
        ("th", "ตอนนี้"),
    ],
)
async def test_it_is_stated_in_the_language_of_the_room(
    state: State, language: str, says: str
) -> None:
    stated = await state("linen-shirt", Kind.PRICE, language)
    assert (stated.language, stated.outcome) == (language, Outcome.ANSWERED)
    assert says in stated.text

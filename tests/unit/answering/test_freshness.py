"""Prices and stock that the shop has not confirmed for long are not said as certain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.moments import NOW

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Question
from assistant.knowledge.shelf import Freshness, Shelf


@pytest.fixture
def asked(small_shelf: Shelf) -> Callable[..., object]:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)

    async def run(text: str, freshness: Freshness, language: str = "") -> Answer:
        shelf = replace(small_shelf, freshness=freshness)
        question = Question(text, "demo", language=language)
        events = [event async for event in answerer.answer(question, shelf)]
        assert isinstance(events[-1], Answer)
        return events[-1]

    return run


def confirmed(ago: timedelta, **changed_at: datetime) -> Freshness:
    handles = {name.replace("_", "-"): moment for name, moment in changed_at.items()}
    return Freshness(NOW - ago, handles, timedelta(hours=24))


DAYS = timedelta(days=3)
OLD = "2026年11月20日"


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("多少钱", "price", "价格"),
        ("有货吗", "availability", "库存"),
        ("两件多少钱", "total", "价格"),
    ],
)
async def test_what_is_old_is_said_to_be(asked, text: str, field: str, said: str) -> None:
    answer = await asked(text, confirmed(DAYS))
    assert OLD in answer.text
    assert said in answer.text
    assert "以下单页面为准" in answer.text
    assert {field, "as_of"} <= {fact.field for fact in answer.facts}
    assert answer.outcome == "answered"


@pytest.mark.parametrize("language", ["en", "id", "vi", "th", "ms"])
async def test_in_every_language(asked, language: str) -> None:
    answer = await asked("多少钱", confirmed(DAYS), language)
    assert "20" in answer.text
    assert "as_of" in {fact.field for fact in answer.facts}


@pytest.mark.parametrize(
    "freshness",
    [
        Freshness(),
        Freshness(NOW - DAYS, {}, None),
        confirmed(timedelta(hours=23)),
        confirmed(DAYS, linen_shirt=NOW - timedelta(hours=1)),
    ],
)
async def test_what_is_sure_is_said_plainly(asked, freshness: Freshness) -> None:
    answer = await asked("多少钱", freshness)
    assert "169元" in answer.text
    assert "下单页面" not in answer.text


async def test_what_never_ages_has_no_caveat(asked) -> None:
    for text in ("什么面料", "多久发货", "能退吗"):
        answer = await asked(text, confirmed(DAYS))
        assert "下单页面" not in answer.text, text

"""What a short question is about after earlier ones: what was spoken of, until the host turns to
something else."""

from datetime import UTC, datetime

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Question, Turn
from assistant.knowledge.shelf import Shelf
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

CATALOG = load(demo_catalog_path()).catalog
JACKET, MASK, FRYER = "light-down-jacket", "hyaluronic-mask", "air-fryer"


async def _product(text: str, history: list[Turn], on_air: str) -> str:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: datetime(2026, 7, 1, tzinfo=UTC))
    shelf = Shelf(CATALOG, tuple(p.handle for p in CATALOG.products)).with_on_air(on_air)
    question = Question(text=text, room="demo", viewer="小雨")
    events = [one async for one in answerer.answer(question, shelf, history)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    return answer.product


def _turn(product: str, on_air: str) -> Turn:
    return Turn("这个怎么样", "很好。", product, "introduce", on_air)


@pytest.mark.parametrize(
    ("text", "product", "then", "now", "about"),
    [
        ("多少钱", JACKET, JACKET, MASK, MASK),  # the host turned to the mask
        ("多少钱", FRYER, JACKET, JACKET, FRYER),  # they spoke of the fryer, and still do
        ("多少钱", FRYER, JACKET, MASK, MASK),
        ("多少钱", JACKET, JACKET, JACKET, JACKET),
        ("多少钱", FRYER, "", MASK, FRYER),  # what was shown then is not known
        ("how much is it", JACKET, JACKET, MASK, MASK),
        ("那黑色的呢", JACKET, JACKET, MASK, JACKET),  # it goes on from what was asked
        ("羽绒服多少钱", MASK, MASK, MASK, JACKET),
        ("刚才那个多少钱", JACKET, JACKET, MASK, JACKET),
    ],
)
async def test_a_short_question_is_of_what_is_shown_now(
    text: str, product: str, then: str, now: str, about: str
) -> None:
    assert await _product(text, [_turn(product, then)], now) == about

"""What the host said of one product is not told of another."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, HostLine, Outcome, Question
from assistant.knowledge.shelf import Shelf
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

CATALOG = load(demo_catalog_path()).catalog
NOW = datetime(2026, 7, 1, 20, tzinfo=UTC)
FRYER, BOTTLE = "air-fryer", "vacuum-bottle"
LINES = (
    HostLine("今天直播间价，五升二百三十九元。", NOW, FRYER),
    HostLine("全店满五十九元包邮。", NOW + timedelta(seconds=5), FRYER),
)


async def _told(text: str, on_air: str, *lines: HostLine) -> Answer:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)
    shelf = Shelf(CATALOG, tuple(p.handle for p in CATALOG.products)).with_on_air(on_air)
    question = Question(text=text, room="demo")
    events = [one async for one in answerer.answer(question, shelf, heard=lambda: (*LINES, *lines))]
    answer = events[-1]
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("text", "on_air", "outcome"),
    [
        ("主播刚才说多少钱", FRYER, Outcome.ANSWERED),
        ("主播刚才说多少钱", BOTTLE, Outcome.UNKNOWN),
        ("主播刚才说空气炸锅多少钱", BOTTLE, Outcome.ANSWERED),
        ("主播刚才说运费怎么算", BOTTLE, Outcome.ANSWERED),  # the shop's, whatever is shown
    ],
)
async def test_a_price_is_of_what_was_shown(text: str, on_air: str, outcome: Outcome) -> None:
    answer = await _told(text, on_air)
    assert answer.outcome is outcome, answer.text
    if outcome is Outcome.UNKNOWN:
        assert "二百三十九" not in answer.text


async def test_the_newest_of_what_is_shown_is_told() -> None:
    line = HostLine("这个杯子七十九元。", NOW + timedelta(seconds=60), BOTTLE)
    answer = await _told("主播刚才说多少钱", BOTTLE, line)
    assert "七十九" in answer.text
    assert "二百三十九" not in answer.text

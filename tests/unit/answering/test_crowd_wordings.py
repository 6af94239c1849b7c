"""What a crowd writes in its own spelling is answered as what it means."""

from datetime import UTC, datetime

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Question
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.names import NameFinder
from assistant.knowledge.shelf import Shelf
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

CATALOG = load(demo_catalog_path()).catalog
NAMES = NameFinder(CATALOG)


async def _answer(text: str) -> Answer:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: datetime(2026, 7, 1, tzinfo=UTC))
    shelf = Shelf(CATALOG, tuple(p.handle for p in CATALOG.products))
    shelf = shelf.with_on_air("light-down-jacket")
    events = [one async for one in answerer.answer(Question(text=text, room="demo"), shelf)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("峰蜜多少钱", "wildflower-honey"),
        ("蜂密什么价", "wildflower-honey"),
        ("面摸怎么卖", "hyaluronic-mask"),
        ("访晒多少钱", "daily-sunscreen"),
    ],
)
def test_a_short_name_with_one_character_written_wrong_is_found(text: str, product: str) -> None:
    assert NAMES.find(text)[0].product == product


@pytest.mark.parametrize("text", ["棉末好不好", "封密好不好", "方塞吗", "风靡全国的吗"])
def test_two_syllables_that_sound_alike_are_no_name_by_themselves(text: str) -> None:
    assert not NAMES.find(text)


@pytest.mark.parametrize(
    ("text", "says", "never"),
    [
        ("内蒙古要运费吗", "15元", "不满59元"),
        ("青海要运费吗", "15元", "不满59元"),
        ("要运费吗", "不满59元", "15元"),
        ("你们在哪里", "杭州", "购物袋"),
        ("那里发货", "杭州", "24小时"),
        ("运费显有吗", "运费险", "不满59元"),
        ("会再上吗", "到货提醒", "调货"),
        ("没货的什么时候有", "到货提醒", "调货"),
        ("链接呢", "1号链接", "15元"),
        ("T桖多少钱", "59元", "259元"),
        ("t血怎么卖", "59元", "259元"),
    ],
)
async def test_what_is_asked_is_answered(text: str, says: str, never: str) -> None:
    answer = await _answer(text)
    assert says in answer.text, answer.text
    assert never not in answer.text, answer.text


def test_records_that_share_no_word_with_a_question_are_no_match() -> None:
    index = ShelfIndex(CATALOG)
    matches = index.by_words("退货运费谁出", None, named=False)
    assert matches
    assert all(match.score > 0 for match in matches)
    assert index.by_words("xyzzy", None, named=False) == ()

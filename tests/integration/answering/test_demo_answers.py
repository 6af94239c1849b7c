"""The demo shop asked as its viewers ask, with the real embeddings and no language model.

The set is `tests/data/answers/demo.jsonl`; a line's `history` are questions asked before it by the
same viewer.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import pytest_asyncio

from assistant.answering.answerer import Answerer
from assistant.answering.values import Answer, Outcome, Question, Turn
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.shelf import Shelf
from catalog_loader import demo
from catalog_loader.load import load

SET = Path(__file__).parents[2] / "data" / "answers" / "demo.jsonl"
LINES = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    catalog = load(Path(demo.__file__).with_name("catalog.jsonl")).catalog
    handles = tuple(product.handle for product in catalog.products)
    return Shelf(catalog, handles, handles[0])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answerer(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Answerer]:
    embedder = Embedder(cache=tmp_path_factory.mktemp("embeddings"))
    answerer = Answerer(embedder=embedder, chat=None)
    await answerer.prepare(shelf.catalog)
    yield answerer
    embedder.close()


async def ask(answerer: Answerer, shelf: Shelf, line: dict[str, Any]) -> Answer:
    history: list[Turn] = []
    shelf = shelf.with_on_air(line.get("on_air", shelf.on_air))
    for text in (*line.get("history", ()), line["question"]):
        events = [e async for e in answerer.answer(Question(text, "demo"), shelf, history)]
        answer = events[-1]
        assert isinstance(answer, Answer)
        history.append(Turn(text, answer.text, answer.product, answer.kind))
    return answer


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["question"])
async def test_answer(answerer: Answerer, shelf: Shelf, line: dict[str, Any]) -> None:
    answer = await ask(answerer, shelf, line)
    assert answer.outcome is Outcome(line["outcome"]), answer.text
    assert set(line.get("fields", ())) <= {fact.field for fact in answer.facts}, answer.text
    for alternatives in line.get("contains", ()):
        assert any(text.lower() in answer.text.lower() for text in alternatives), answer.text
    for text in line.get("forbids", ()):
        assert text.lower() not in answer.text.lower()
    assert answer.checks.rejected == ()
    if answer.outcome is not Outcome.ANSWERED:
        assert answer.facts == ()


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("垫子臭不臭", "faq"),
        ("这个羽绒服会不会钻绒毛", "faq"),
        ("买回去后悔了怎么办", "return_window"),
        ("快递不动了怎么办", "faq"),
        ("how often to use the mask", "faq"),
    ],
)
async def test_what_only_its_meaning_finds(
    answerer: Answerer, shelf: Shelf, question: str, field: str
) -> None:
    on_air = "folding-play-mat" if "垫子" in question else shelf.on_air
    on_air = "hyaluronic-mask" if "mask" in question else on_air
    answer = await ask(answerer, shelf, {"question": question, "on_air": on_air})
    assert field in {fact.field for fact in answer.facts}


@pytest.mark.parametrize(
    "question",
    ["支持蓝牙吗", "有实体店吗", "能试穿吗", "背景音乐叫什么", "谁家的猫", "what music is this"],
)
async def test_what_nothing_published_means_stays_unknown(
    answerer: Answerer, shelf: Shelf, question: str
) -> None:
    answer = await ask(answerer, shelf, {"question": question})
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.facts == ()


async def test_no_model_questions_take_milliseconds(answerer: Answerer, shelf: Shelf) -> None:
    lines = [line for line in LINES if line["outcome"] == "answered" and "history" not in line]
    times = [(await ask(answerer, shelf, line)).timings.done for line in lines]
    assert median(times) < 30

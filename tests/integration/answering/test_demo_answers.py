"""The demo shop asked as its viewers ask, with the real embeddings and no language model.

The set is `tests/data/answers/demo.jsonl`, at the moment and in the way an evaluation asks it.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median

import pytest
import pytest_asyncio

from assistant.answering.answerer import Answerer
from assistant.answering.evaluate.judge import Judged
from assistant.answering.evaluate.run import Moment, run_cases
from assistant.answering.evaluate.sets import Case, default_sets, read_sets
from assistant.answering.values import Outcome
from assistant.knowledge.embeddings import Embedder
from catalog_loader.load import load

CASES = read_sets([path for path in default_sets() if path.name == "demo.jsonl"])
FIRST = load(CASES[0].catalog).catalog.products[0].handle

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Asked:
    """The assistant and its clock; `cases` are asked of it and judged."""

    def __init__(self, answerer: Answerer, moment: Moment) -> None:
        self._answerer = answerer
        self._moment = moment

    async def __call__(self, *cases: Case) -> tuple[Judged, ...]:
        return await run_cases(self._answerer, self._moment, cases)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asked(embeddings: Path) -> AsyncIterator[Asked]:
    embedder, moment = Embedder(cache=embeddings), Moment()
    yield Asked(Answerer(embedder=embedder, chat=None, clock=moment), moment)
    embedder.close()


def case(question: str, outcome: Outcome, on_air: str = FIRST) -> Case:
    return Case("here", question, outcome, CASES[0].catalog, on_air=on_air, at=CASES[0].at)


@pytest.mark.parametrize("expected", CASES, ids=lambda case: case.question)
async def test_answer(asked: Asked, expected: Case) -> None:
    (judged,) = await asked(expected)
    assert judged.reasons == (), judged.answer.text
    assert judged.answer.checks.rejected == ()
    if judged.answer.outcome is not Outcome.ANSWERED:
        assert judged.answer.facts == ()


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
async def test_what_only_its_meaning_finds(asked: Asked, question: str, field: str) -> None:
    on_air = "folding-play-mat" if "垫子" in question else FIRST
    on_air = "hyaluronic-mask" if "mask" in question else on_air
    (judged,) = await asked(case(question, Outcome.ANSWERED, on_air))
    assert field in {fact.field for fact in judged.answer.facts}


@pytest.mark.parametrize(
    "question",
    ["支持蓝牙吗", "有实体店吗", "能试穿吗", "背景音乐叫什么", "谁家的猫", "what music is this"],
)
async def test_what_nothing_published_means_stays_unknown(asked: Asked, question: str) -> None:
    (judged,) = await asked(case(question, Outcome.UNKNOWN))
    assert judged.answer.outcome is Outcome.UNKNOWN
    assert judged.answer.facts == ()


async def test_no_model_questions_take_milliseconds(asked: Asked) -> None:
    cases = [case for case in CASES if case.outcome is Outcome.ANSWERED and not case.history]
    times = [one.answer.timings.done for one in await asked(*cases)]
    assert median(times) < 30

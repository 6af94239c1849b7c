"""The evaluation with a language model: the real one, one that lies, and one that is not there."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest
from support.liar import Liar, Lie, lying, serving

from assistant.answering.answerer import Answerer
from assistant.answering.chat_models.endpoint import EndpointChatModel
from assistant.answering.evaluate import Case, Report, default_sets, evaluate_answers, read_sets
from assistant.answering.evaluate.judge import Judged
from assistant.answering.evaluate.run import Moment, run_cases
from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Outcome
from assistant.knowledge.embeddings import Embedder
from assistant.settings import Settings

EVERY = 6
ALL = read_sets(default_sets())
CASES = ALL[::EVERY]
"""A sixth of all questions; all of them are `xiaoer evaluate answers` with `support.liar`."""

DEMO = tuple(case for case in ALL if case.source.startswith("demo.jsonl:"))
LEFT_TO_A_MODEL = frozenset({"compare", "recommend"})
FAILED_AFTER_MS = 1500
USED_AGAIN_WITHIN_S = 10


@dataclass(frozen=True)
class Lied:
    """Every set asked with a liar for a model, and what was true without it."""

    report: Report
    liar: Liar
    alone: dict[str, Judged]


@pytest.fixture(scope="module")
def lied(model_home: Path) -> Lied:
    """With a liar and without a model: half a minute."""

    async def both() -> Lied:
        alone = await without_a_model(model_home, CASES)
        async with lying(Lie.TURNS) as (liar, address):
            report = await evaluate_answers(pointed_at(address, model_home), CASES)
        return Lied(report, liar, {one.case.source: one for one in alone})

    return asyncio.run(both())


def pointed_at(address: str, home: Path) -> Settings:
    """Settings whose language model is the one served at `address`."""
    return Settings(home=home, llm_base_url=f"{address}/v1", llm_model="liar", standby="off")


async def without_a_model(home: Path, cases: Sequence[Case]) -> tuple[Judged, ...]:
    embedder, moment = Embedder(cache=home / "embeddings"), Moment()
    try:
        answerer = Answerer(embedder=embedder, chat=None, clock=moment)
        return await run_cases(answerer, moment, cases)
    finally:
        embedder.close()


def wrong(judged: Sequence[Judged]) -> list[tuple[str, str, tuple[str, ...]]]:
    """What failed, as an assertion shows it best."""
    return [(one.case.source, one.case.question, one.reasons) for one in judged if one.reasons]


async def test_a_small_set_with_the_real_model(model_home: Path) -> None:
    cases = [case for case in DEMO if case.kind in (*LEFT_TO_A_MODEL, "identity", "link_number")]
    report = await evaluate_answers(Settings(home=model_home), cases, repeat=3)
    assert report.total.claims == 0
    assert report.total.outcome == 1.0
    assert all(one.steady for one in report.judged)


def test_no_lie_reaches_a_viewer(lied: Lied) -> None:
    texts = [one.answer.text for one in lied.report.judged]
    assert lied.liar.composed >= 8
    assert not [lie for lie in lied.liar.said if any(lie in text for text in texts)]
    assert not [one for one in lied.report.judged if one.answer.composer == "model" and one.claims]


def test_a_liar_adds_no_unsupported_claim(lied: Lied) -> None:
    added = [
        (one.case.source, one.case.question, one.claims)
        for one in lied.report.judged
        if set(one.claims) - set(lied.alone[one.case.source].claims)
    ]
    assert added == []


def test_a_liar_costs_no_answer(lied: Lied) -> None:
    answered = [
        one
        for one in lied.report.judged
        if not lied.alone[one.case.source].reasons
        and lied.alone[one.case.source].answer.outcome is Outcome.ANSWERED
    ]
    assert len(answered) >= len(CASES) / 2
    assert wrong(answered) == []


def test_a_liar_makes_no_answer_of_what_has_none(lied: Lied) -> None:
    """It may send a question to a person that nothing else could read, and nothing more."""
    changed = [
        one
        for one in lied.report.judged
        if one.answer.outcome is not lied.alone[one.case.source].answer.outcome
    ]
    assert all(one.answer.facts == () for one in changed), wrong(changed)
    assert {lied.alone[one.case.source].answer.kind for one in changed} <= {Kind.UNCLEAR}


async def test_a_dead_endpoint_costs_no_answer_and_is_used_again_when_it_is_back(
    model_home: Path,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    embedder, moment = Embedder(cache=model_home / "embeddings"), Moment()
    chat = EndpointChatModel(pointed_at(f"http://127.0.0.1:{port}", model_home))
    answerer = Answerer(embedder=embedder, chat=chat, clock=moment)
    composed = [case for case in CASES if case.kind in LEFT_TO_A_MODEL]
    compared = [case for case in ALL if case.question == "卫衣跟开衫有什么区别"]
    assert wrong(await run_cases(answerer, moment, DEMO)) == []
    for one in await run_cases(answerer, moment, composed):
        assert one.answer.timings.done < FAILED_AFTER_MS
        assert one.answer.composer == "facts"
        assert one.answer.outcome is not Outcome.ANSWERED or one.answer.facts
    liar = Liar(Lie.TURNS)
    async with serving(liar.app, port):
        begun = perf_counter()
        while not liar.composed and perf_counter() - begun < USED_AGAIN_WITHIN_S:
            await run_cases(answerer, moment, compared)
    assert liar.composed
    await chat.close()
    embedder.close()


@pytest.mark.parametrize("lie", [Lie.STALL, Lie.HALF, Lie.ERROR, Lie.GARBAGE])
async def test_a_broken_model_leaves_the_facts_to_answer(lie: Lie, model_home: Path) -> None:
    cases = [case for case in DEMO if case.kind in LEFT_TO_A_MODEL]
    async with lying(lie) as (_, address):
        report = await evaluate_answers(pointed_at(address, model_home), cases)
    assert wrong(report.judged) == []
    assert {one.answer.composer for one in report.judged} == {"facts"}

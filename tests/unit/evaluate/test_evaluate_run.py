"""Running cases: the clock, what is on air, what was asked before, passes, and the report."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console
from support.evaluating import PRICE, Parrot, case, said

from assistant.answering.evaluate.report import Report, Scores
from assistant.answering.evaluate.run import Moment, run_cases
from assistant.answering.evaluate.sets import SetError, Trap
from assistant.answering.values import Answer, Outcome


def price(question: str) -> Answer:
    return said("现在259元。", PRICE, question=question).timed(understood=1.0, done=4.0)


async def test_a_case_is_asked_in_its_room_at_its_moment_after_its_turns() -> None:
    moment, seen = Moment(), []
    at = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)

    def noted(question: str) -> Answer:
        seen.append(moment())
        return price(question)

    parrot = Parrot(noted)
    cases = [
        case("多少钱", at=at),
        case("那米白呢", history=("多少钱",), on_air="fleece-hoodie", at=at),
        case("有货吗", on_air=""),
    ]
    judged = await run_cases(parrot, moment, cases)
    assert [one.case.question for one in judged] == ["多少钱", "那米白呢", "有货吗"]
    assert parrot.asked == [
        ("多少钱", (), "light-down-jacket"),
        ("多少钱", (), "fleece-hoodie"),
        ("那米白呢", ("多少钱",), "fleece-hoodie"),
        ("有货吗", (), ""),
    ]
    assert seen[:3] == [at, at, at]
    assert seen[3] != at
    assert len(parrot.prepared) == 1


async def test_progress_is_told_over_all_passes() -> None:
    told: list[tuple[int, int]] = []
    cases = [case("多少钱"), case("有货吗")]
    await run_cases(Parrot(price), Moment(), cases, repeat=2, progress=lambda *n: told.append(n))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


async def test_facts_that_change_from_pass_to_pass_are_reported() -> None:
    answers = iter([said("259元", PRICE), said("259元")])
    (judged,) = await run_cases(
        Parrot(lambda _: next(answers)), Moment(), [case("多少钱")], repeat=2
    )
    assert not judged.steady
    assert "not the same facts in every pass" in judged.reasons


async def test_a_product_the_shop_does_not_have_cannot_be_on_air() -> None:
    cases = [case("多少钱", on_air="tent", source="set.jsonl:7")]
    with pytest.raises(SetError, match=r"set\.jsonl:7: on_air: the shop has no product 'tent'"):
        await run_cases(Parrot(price), Moment(), cases)


async def report() -> Report:
    cases = [
        case("多少钱", kind="price", language="zh", fields=("price",)),
        case("how much", kind="price", language="en", fields=("total",)),
        case("帐篷", Outcome.UNKNOWN, kind="sells", language="zh", trap=Trap.OTHER_SHOP),
        case("你好", kind="greeting", language="zh"),
    ]
    answers = {"你好": said("不知道", outcome=Outcome.UNKNOWN), "帐篷": said("帐篷99元")}
    parrot = Parrot(lambda text: answers.get(text, price(text)))
    return Report("parrot", 1, await run_cases(parrot, Moment(), cases))


async def test_the_figures_of_a_report() -> None:
    figures = (await report()).as_json()
    assert figures["total"] == {
        "questions": 4,
        "outcome_accuracy": 0.5,
        "fact_accuracy": 0.5,
        "unsupported_claims": 1,
        "over_refusal": 0.3333,
        "language_accuracy": 0.75,
        "median_ms": 2.0,
        "p95_ms": 4.0,
    }
    assert figures["by_language"]["en"]["fact_accuracy"] == 0.0
    assert figures["by_kind"]["greeting"]["fact_accuracy"] is None
    assert figures["by_trap"]["other_shop"]["unsupported_claims"] == 1
    assert figures["latency_ms"]["facts"]["done"] == {"median": 2.0, "p95": 4.0}


async def test_every_failure_is_in_the_document_with_its_reasons() -> None:
    document = json.loads(json.dumps((await report()).as_json()))
    assert [one["question"] for one in document["failed"]] == ["how much", "帐篷", "你好"]
    assert document["failed"][1]["reasons"] == [
        "outcome answered, not unknown",
        "unsupported number: 99元",
    ]
    assert document["failed"][0]["facts"] == ["YJ-DJ-BLK-L price=259CNY"]


async def test_the_table_is_for_a_person() -> None:
    console = Console(width=120, record=True, file=StringIO())
    console.print((await report()).table())
    text = console.export_text()
    assert all(word in text for word in ("by kind", "greeting", "other_shop", "50.0%", "parrot"))


def test_figures_over_nothing_are_none() -> None:
    assert Scores.of(()).cells() == ("0", "–", "–", "0", "–", "–", "–", "–")

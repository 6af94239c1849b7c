"""`xiaoer evaluate answers`: what it reads, prints, writes and refuses."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from support.evaluating import PRICE, Parrot, said
from typer.testing import CliRunner

from assistant.answering import evaluate
from assistant.answering.evaluate.run import Moment, Progress, run_cases
from assistant.cli import app
from assistant.knowledge.shelf import Shelf
from assistant.settings import Settings

LINES = (
    {"question": "多少钱", "kind": "price", "language": "zh", "outcome": "answered"},
    {"question": "帐篷多少钱", "kind": "sells", "language": "zh", "outcome": "unknown"},
)


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set of two questions, asked of a parrot that answers every one with a price."""

    async def answered(
        settings: Settings,
        cases: Sequence[evaluate.Case],
        *,
        repeat: int = 1,
        progress: Progress | None = None,
        shelves: Mapping[Path, Shelf] | None = None,
    ) -> evaluate.Report:
        parrot = Parrot(lambda _: said("现在259元。", PRICE))
        judged = await run_cases(
            parrot, Moment(), cases, repeat=repeat, progress=progress, shelves=shelves
        )
        return evaluate.Report("parrot", repeat, judged)

    monkeypatch.setattr(evaluate, "evaluate_answers", answered)
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), "utf-8")
    return path


def test_the_document_is_printed_and_written(questions: Path) -> None:
    out = questions.with_name("report.json")
    arguments = ["evaluate", "answers", "--set", str(questions), "--out", str(out), "--json"]
    result = CliRunner().invoke(app, [*arguments, "--repeat", "2"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document == json.loads(out.read_text("utf-8"))
    assert document["passes"] == 2
    assert document["total"]["outcome_accuracy"] == 0.5
    assert [failed["question"] for failed in document["failed"]] == ["帐篷多少钱"]
    assert "4 of 4 questions asked" in result.stderr


def test_the_table_is_printed_without_it(questions: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", "answers", "--set", str(questions)])
    assert result.exit_code == 0, result.output
    assert "by kind" in result.stdout
    assert "50.0%" in result.stdout


def test_a_document_that_cannot_be_written_is_refused_before_anything_is_asked(
    questions: Path,
) -> None:
    nowhere = questions.parent / "none" / "report.json"
    arguments = ["evaluate", "answers", "--set", str(questions), "--out", str(nowhere)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "there is no folder" in result.output


def test_a_set_that_is_no_set_is_one_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"question": ""}', "utf-8")
    result = CliRunner().invoke(app, ["evaluate", "answers", "--set", str(bad)])
    assert isinstance(result.exception, evaluate.SetError)
    assert "bad.jsonl, line 1" in str(result.exception)

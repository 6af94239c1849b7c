"""What staff corrected, listed, taken along and asked again on the command line."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.evaluating import JACKET
from typer.testing import CliRunner, Result

from assistant.answering import evaluate
from assistant.answering.answerer import Answerer
from assistant.answering.evaluate.run import Moment, run_cases
from assistant.cli import app
from assistant.knowledge.corrections import Correction, Rest
from assistant.knowledge.shelf import Shelf
from assistant.settings import Settings
from assistant.store import Catalogs, Database
from assistant.store.corrections import Corrections
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

PICKS = Correction(
    id="picks",
    catalog="demo",
    scope="product",
    subject=JACKET,
    question="拉链会夹肉吗",
    alike=("拉链夹不夹肉",),
    text="拉链有防夹布，不会夹。",
    language="zh",
    state="in_force",
    owner="li",
    made_at=datetime(2026, 11, 26, tzinfo=UTC),
)
LAPSED = replace(PICKS, id="lapsed", rests_on=(Rest(JACKET, "material", "100%棉"),))


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home whose demo shop has a correction that holds, and one whose ground is gone."""
    monkeypatch.setenv("XIAOER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    async def fill() -> None:
        database = await Database.open(Settings().resolved_database_url)
        await Catalogs(database).save("demo", load(demo_catalog_path()).catalog)
        for one in (LAPSED, PICKS):
            await Corrections(database).add(one.record, by="li")
        await database.close()

    async def answered(
        settings: Settings,
        cases: Sequence[evaluate.Case],
        *,
        repeat: int = 1,
        progress: Any = None,
        shelves: Mapping[Path, Shelf] | None = None,
    ) -> evaluate.Report:
        """As the assistant without models."""
        answerer = Answerer(embedder=None, chat=None)
        judged = await run_cases(answerer, Moment(), cases, repeat=repeat, shelves=shelves)
        return evaluate.Report("none", repeat, judged)

    monkeypatch.setattr(evaluate, "evaluate_answers", answered)
    asyncio.run(fill())


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_they_are_listed() -> None:
    found = json.loads(run("corrections", "list", "--json").stdout)
    assert [one["id"] for one in found] == ["picks", "lapsed"]
    assert "拉链有防夹布" in run("corrections", "list", "--state", "in_force").stdout
    refused = CliRunner().invoke(app, ["corrections", "list", "--state", "gone"])
    assert refused.exit_code == 2


def test_they_are_exported_as_an_evaluation_set(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in run("corrections", "export").stdout.splitlines()]
    shared, *asked = lines
    assert shared == {"catalog": "demo"}
    assert [line["question"] for line in asked] == ["拉链会夹肉吗", "拉链夹不夹肉"]
    file = tmp_path / "set.jsonl"
    run("corrections", "export", file)
    (first, second) = evaluate.read_sets([file])
    assert (first.on_air, first.contains) == (JACKET, (("拉链有防夹布，不会夹。",),))
    assert second.question == "拉链夹不夹肉"


def test_they_are_asked_again_and_those_that_hold_no_more_are_named() -> None:
    report = json.loads(run("evaluate", "answers", "--corrections", "--json").stdout)
    assert report["total"]["questions"] == 2
    assert report["failed"] == []
    assert report["corrections"]["in_force"] == 1
    (lost,) = report["corrections"]["no_longer_hold"]
    assert (lost["id"], lost["state"]) == ("lapsed", "ended")
    assert lost["why"] == f"material of {JACKET} was 100%棉 and is 100%锦纶 now"
    assert "lapsed" in run("evaluate", "answers", "--corrections").stdout

"""What was asked and answered, taken along and removed on the command line."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.settings import Settings
from assistant.store import AnswerRecord, Answers, Catalogs, Database, RoomRecord, RoomRecords
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with an answer of today, of last week, and of four years ago."""
    monkeypatch.setenv("XIAOER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    async def fill() -> None:
        database = await Database.open(Settings().resolved_database_url)
        await Catalogs(database).save("demo", load(demo_catalog_path()).catalog)
        await RoomRecords(database).create(RoomRecord("demo", "demo", "demo", "zh", ""))
        for number, days in enumerate((1500, 7, 0)):
            await Answers(database).append(
                AnswerRecord(
                    str(number),
                    "demo",
                    f"q{number}",
                    "小雨",
                    "多少钱",
                    "answered",
                    {"answer_id": str(number), "text": "打13800138000"},
                    NOW - timedelta(days=days),
                )
            )
        await database.close()

    asyncio.run(fill())


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["history", *map(str, arguments)], catch_exceptions=False)


def lines(result: Result) -> list[dict[str, str]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_all_is_exported_masked() -> None:
    found = lines(run("export"))
    assert [line["answer_id"] for line in found] == ["0", "1", "2"]
    assert {line["text"] for line in found} == {"打138****8000"}
    assert {line["text"] for line in lines(run("export", "--unmasked"))} == {"打13800138000"}


def test_a_time_and_a_room_are_exported() -> None:
    since = (NOW - timedelta(days=8)).isoformat()
    until = (NOW - timedelta(days=1)).isoformat()
    found = lines(run("export", "--since", since, "--until", until))
    assert [line["answer_id"] for line in found] == ["1"]
    assert lines(run("export", "--room", "another")) == []


def test_a_file_is_written_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    assert json.loads(run("export", file, "--json").stdout) == {"file": str(file), "lines": 3}
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3


def test_what_cannot_be_written_or_read_is_said(tmp_path: Path) -> None:
    assert "cannot be written" in run("export", tmp_path / "no" / "such.jsonl").stderr
    wrong = run("export", "--since", "yesterday")
    assert wrong.exit_code == 2
    assert "2026-11-11T20:00+08:00" in wrong.stderr
    assert run("export", "--json").exit_code == 2


def test_old_ones_are_removed() -> None:
    assert json.loads(run("remove-old", "--json").stdout) == {"removed": 1, "older_than_days": 1095}
    assert "1 answers older than 3 days removed" in run("remove-old", "--days", "3").stdout
    assert [line["answer_id"] for line in lines(run("export"))] == ["2"]

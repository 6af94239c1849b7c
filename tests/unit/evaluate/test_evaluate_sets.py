"""Reading evaluation sets: what lines share, and errors that name the file and the line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.evaluate.sets import SetError, Trap, read_sets
from assistant.answering.values import Outcome


def written(folder: Path, *lines: Any, name: str = "set.jsonl") -> Path:
    path = folder / name
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return path


def test_a_line_becomes_a_case(tmp_path: Path) -> None:
    line = {
        "question": "多少钱",
        "kind": "price",
        "on_air": "",
        "history": ["有货吗"],
        "outcome": "answered",
        "fields": ["price"],
        "contains": [["259", "二百五十九"]],
        "forbids": ["199"],
        "trap": "stale_price",
    }
    (case,) = read_sets([written(tmp_path, line)])
    assert case.source == "set.jsonl:1"
    assert case.outcome is Outcome.ANSWERED
    assert case.trap is Trap.STALE_PRICE
    assert case.on_air == ""
    assert case.contains == (("259", "二百五十九"),)
    assert case.catalog.name == "catalog.jsonl"


def test_lines_share_what_the_line_before_them_says(tmp_path: Path) -> None:
    shared = {"at": "2026-12-10T20:30:00+08:00", "language": "zh"}
    one = {"question": "你好", "outcome": "answered"}
    two = {"question": "hello", "outcome": "answered", "language": "en"}
    first, second = read_sets([written(tmp_path, shared, one, "", two)])
    assert (first.language, second.language) == ("zh", "en")
    assert first.at == datetime(2026, 12, 10, 12, 30, tzinfo=UTC)


def test_a_catalog_lies_beside_its_set(tmp_path: Path) -> None:
    (tmp_path / "shop.jsonl").write_text("", "utf-8")
    line = {"question": "你好", "outcome": "answered"}
    (case,) = read_sets([written(tmp_path, {"catalog": "shop.jsonl"}, line)])
    assert case.catalog == (tmp_path / "shop.jsonl").resolve()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "set.jsonl, line 2: not JSON"),
        ("[]", "set.jsonl, line 2: not an object"),
        ({"question": "", "outcome": "answered"}, "line 2: question"),
        ({"question": "价格"}, "line 2: outcome: field required"),
        ({"question": "价格", "outcome": "maybe"}, "line 2: outcome"),
        ({"question": "价格", "outcome": "answered", "mood": "good"}, "line 2: mood"),
        ({"question": "价格", "outcome": "answered", "kind": "colour"}, "no kind called 'colour'"),
        ({"question": "价格", "outcome": "answered", "contains": [[]]}, "a group without a text"),
        ({"question": "价格", "outcome": "answered", "contains": "259"}, "line 2: contains"),
        ({"question": "价格", "outcome": "answered", "language": "fr"}, "line 2: language"),
        ({"question": "价格", "outcome": "answered", "at": "2026-12-10"}, "line 2: at"),
        ({"question": "价格", "outcome": "answered", "catalog": "no.jsonl"}, "no file no.jsonl"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: Any, reason: str) -> None:
    good = {"question": "你好", "outcome": "answered"}
    with pytest.raises(SetError) as error:
        read_sets([written(tmp_path, good, line)])
    assert reason in str(error.value)
    assert "\n" not in str(error.value)


def test_a_question_asked_twice_is_refused(tmp_path: Path) -> None:
    line = {"question": "你好", "outcome": "answered"}
    one, two = written(tmp_path, line), written(tmp_path, line, name="other.jsonl")
    with pytest.raises(SetError, match=r"other\.jsonl:1: the question is that of set\.jsonl:1"):
        read_sets([one, two])


def test_a_set_without_questions_or_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetError, match="holds no question"):
        read_sets([written(tmp_path, {"language": "zh"})])
    with pytest.raises(SetError, match="cannot be read"):
        read_sets([tmp_path / "none.jsonl"])

"""The evaluation sets themselves: well formed, large enough, and full of traps."""

import json
from pathlib import Path

import pytest

from assistant.answering.values import Outcome

SET = Path(__file__).parents[2] / "data" / "answers" / "demo.jsonl"
LINES = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]
KEYS = {"question", "on_air", "history", "outcome", "fields", "contains", "forbids"}


def test_the_set_is_large_enough_and_a_quarter_are_traps() -> None:
    traps = [line for line in LINES if line["outcome"] != "answered" or "forbids" in line]
    assert len(LINES) >= 120
    assert len(traps) >= 30


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["question"])
def test_every_line_has_the_published_form(line: dict[str, object]) -> None:
    assert line.keys() <= KEYS
    assert line["question"]
    assert line["outcome"] in {outcome.value for outcome in Outcome}

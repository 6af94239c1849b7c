"""`xiaoer evaluate repurchase`: one table of all methods, on any file of purchases."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app

METHODS = [
    "G-Top", "P-Top", "GP-Top", "Decay 0.95", "Poisson-Gamma", "Hazard", "Item-item", "TIFU-KNN",
    "TIFU-KNN tuned", "Xiaoer",
]  # fmt: skip


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", "repurchase", *map(str, arguments)])


def written(path: Path, *, dated: bool) -> Path:
    """Households who buy their own few things again and again."""
    draw = np.random.default_rng(8)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", "basket_id", "product_id", "timestamp"])
        for customer in range(25):
            theirs, day = (
                draw.choice(60, 5, replace=False),
                int(draw.integers(19_700, 19_709)),
            )
            for basket in range(9):
                day += int(draw.integers(3, 9))
                when = day * 86_400 if dated else basket + 1
                for product in {*draw.choice(theirs, 3, replace=False), int(draw.integers(60))}:
                    writer.writerow([f"c{customer}", f"b{customer}-{basket}", f"p{product}", when])
    return path


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_all_methods_stand_in_one_table(tmp_path: Path) -> None:
    told = json.loads(run("--set", written(tmp_path / "a.csv", dated=True), "--json").stdout)
    assert [row["name"] for row in told["methods"]] == METHODS
    rows = {row["name"]: row for row in told["methods"]}
    assert told["customers"] == 25
    assert rows["P-Top"]["recall"] > 2 * rows["G-Top"]["recall"]
    assert rows["P-Top"]["explore"] == 0
    low, middle, high = rows["G-Top"]["ahead"]["recall"]
    assert low <= middle <= high
    assert middle == pytest.approx(rows["Xiaoer"]["recall"] - rows["G-Top"]["recall"], abs=0.03)
    assert told["due_dates"]["bins"]


def test_an_order_index_has_no_due_dates(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", dated=False)
    found = run("--set", path, "-k", 5)
    assert found.exit_code == 0
    assert "Xiaoer" in found.stdout
    assert "without dates" in found.stdout
    assert "Hazard" not in found.stdout
    refused = run("--set", path, "--protocol", "after-date")
    assert refused.exit_code == 1


def test_a_date_parts_past_and_future(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", dated=True)
    told = json.loads(run("--set", path, "--protocol", "after-date", "--json").stdout)
    assert told["protocol"] == "after-date"
    assert 0 < told["customers"] <= 25


@pytest.mark.parametrize(
    ("arguments", "code"), [(("--set", "nowhere.csv"), 1), (("--date", "2026-01-01"), 2)]
)
def test_wrong_usage(arguments: tuple[str, ...], code: int) -> None:
    assert run(*arguments).exit_code == code


def test_a_file_with_nobody_to_ask_says_what_it_takes(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("customer_id,basket_id,product_id,timestamp\na,1,p,2026-01-01\n")
    assert run("--set", path).exit_code == 1

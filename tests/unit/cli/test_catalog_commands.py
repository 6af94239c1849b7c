"""The catalog commands, as a shop's engineer runs them."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app, main
from catalog_loader.demo import demo_catalog_path

SHOP = '{"type":"shop","name":"小店","currency":"CNY"}\n'
VARIANT = '{"sku":"BOWL","price":{"minor":%d,"currency":"CNY"},"availability":"in_stock"}'
BOWL = '{"type":"product","handle":"bowl","title":"青花瓷碗","variants":[' + VARIANT + "]}\n"
BAD = '{"type":"product","handle":"plate"}\n'


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["catalog", *map(str, arguments)], catch_exceptions=False)


def written(path: Path, *lines: str) -> Path:
    path.write_text("".join((SHOP, *lines)), encoding="utf-8")
    return path


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    """How the whole program ends."""
    monkeypatch.setattr("sys.argv", ["xiaoer", "catalog", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_formats_are_named() -> None:
    names = [each["name"] for each in json.loads(run("formats", "--json").stdout)]
    assert {"jsonl", "shopify"} <= set(names)
    assert len(set(names)) == len(names)
    assert "Shopify" in run("formats").stdout


def test_check_says_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    good = run("check", written(tmp_path / "good.jsonl", BOWL % 100))
    assert good.exit_code == 0
    bad = run("check", written(tmp_path / "bad.jsonl", BOWL % 100, BAD), "--json")
    assert bad.exit_code == 1
    report = json.loads(bad.stdout)
    assert [(each["row"], each["field"]) for each in report["findings"]] == [("3", "title")]


def test_check_writes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    run("check", written(tmp_path / "bad.jsonl", BAD), "--html", page)
    assert "Has errors" in page.read_text()


def test_messages_are_chinese_in_a_chinese_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "缺少字段" in run("check", written(tmp_path / "bad.jsonl", BAD)).stdout


def test_load_search_export_and_back(tmp_path: Path) -> None:
    loaded = run("load", demo_catalog_path(), "--catalog", "demo", "--json")
    outcome = json.loads(loaded.stdout)
    assert outcome["version"] == 1
    assert outcome["changes"]["products"]["counts"]["added"] == 51
    found = json.loads(run("search", "yurongfu", "--json").stdout)
    assert found[0]["handle"] == "light-down-jacket"
    exported = tmp_path / "exported.jsonl"
    exported.write_text(run("export").stdout, encoding="utf-8")
    again = json.loads(run("load", exported, "--catalog", "demo", "--json").stdout)
    assert again["version"] == 1, "nothing was lost or changed on the way"


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    run("load", written(tmp_path / "a.jsonl", BOWL % 100), "--catalog", "a")
    dearer = written(tmp_path / "b.jsonl", BOWL % 200)
    told = json.loads(run("load", dearer, "--catalog", "a", "--dry-run", "--json").stdout)
    change = told["changes"]["skus"]["changed"][0]
    assert change["fields"]["price"]["after"] == {"minor": 200, "currency": "CNY"}
    assert told["version"] is None
    assert json.loads(run("load", dearer, "--catalog", "a", "--json").stdout)["version"] == 2


def test_a_bad_file_is_one_line_and_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = written(tmp_path / "bad.jsonl", BOWL % 100, BAD)
    assert ended(monkeypatch, "load", bad, "--catalog", "a") == 1
    error = capfd.readouterr().err.strip()
    assert error == "xiaoer: bad.jsonl was refused: row 3, field title: the field title is " + (
        "missing; give title"
    )
    assert run("load", bad, "--catalog", "a", "--keep-good").exit_code == 0
    assert "青花瓷碗" in run("search", "qinghua", "--catalog", "a").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("load", "nowhere.jsonl", "--catalog", "a"), 1, "cannot be opened"),
        (("load", "http://127.0.0.1:1/x", "--catalog", "a"), 1, "private network"),
        (("load", "x.jsonl", "--catalog", "a", "--map", "title"), 2, "FIELD=COLUMN"),
        (("load", "x.jsonl", "--catalog", "a", "--currency", "yuan"), 2, "no currency"),
        (("load", "x.jsonl", "--catalog", "a", "--timezone", "Mars"), 2, "no time zone"),
        (("load", "x.jsonl"), 2, "--catalog"),
        (("search", "碗", "--catalog", "nowhere"), 1, "no catalog 'nowhere'"),
        (("export", "--catalog", "nowhere"), 1, "no catalog 'nowhere'"),
    ],
)
def test_what_cannot_be_done(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert ended(monkeypatch, *arguments) == code
    assert says in capfd.readouterr().err.replace("\n", " ")


def test_a_database_is_loaded_by_url_and_query(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE goods (sku TEXT, title TEXT, price TEXT, stock INT)")
        connection.execute("INSERT INTO goods VALUES ('B1', '青花瓷碗', '12.50', 3)")
    asked = ("--query", "SELECT * FROM goods", "--currency", "CNY", "--catalog", "db", "--json")
    outcome = json.loads(run("load", f"sqlite:///{path}", *asked).stdout)
    assert outcome["report"]["counts"]["priced"] == 1
    assert json.loads(run("search", "B1", "--catalog", "db", "--json").stdout)[0]["by"] == "code"

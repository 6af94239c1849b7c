"""Customers on the command line: what they bought is loaded, what they allow is noted."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.settings import Settings
from assistant.store import Catalogs, Database
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

BOUGHT = """customer_id,basket_id,product_id,timestamp,quantity
小红,1,{sku},2026-09-03,1
小红,2,{sku},2026-10-11,2
阿强,3,GONE,2026-10-12,1
阿强,3,GONE,2026-10-12,-1
"""


@pytest.fixture(autouse=True)
def sku(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A SKU of the demo shop, which is in the store."""
    monkeypatch.setenv("XIAOER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    catalog = load(demo_catalog_path()).catalog

    async def fill() -> None:
        database = await Database.open(Settings().resolved_database_url)
        await Catalogs(database).save("demo", catalog)
        await database.close()

    asyncio.run(fill())
    return catalog.products[0].variants[0].sku


@pytest.fixture
def file(sku: str, tmp_path: Path) -> Path:
    made = tmp_path / "bought.csv"
    made.write_text(BOUGHT.format(sku=sku), encoding="utf-8")
    return made


def run(*arguments: object, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, ["customers", *map(str, arguments)])
    assert (result.exit_code != 0) is fails, result.output
    return result


def document(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_a_file_is_loaded_once_however_often(file: Path) -> None:
    for _ in range(2):
        told = document("load", file)
        assert told["kept"] == {"customers": 2, "products": 2, "purchases": 3, "events": 0}
    assert told["report"]["returned"] == 1
    assert (told["products_not_in_catalog"], told["such_as"]) == (1, ["GONE"])


def test_it_is_told_in_both_languages(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("load", file).stdout
    assert "demo 现有 2 位顾客、3 条购买记录。" in said
    assert "其中 1 种商品不在目录里，不会被推荐，例如 GONE。" in said
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    said = run("load", file).stdout
    assert "demo now has 2 customers and 3 purchases." in said
    assert "1 of the products are not in the catalog" in said


def test_events_are_told_by_their_columns(file: Path, sku: str, tmp_path: Path) -> None:
    run("load", file)
    events = tmp_path / "did.csv"
    events.write_text(
        "customer_id,product_id,timestamp,kind\n"
        f"小红,{sku},2026-10-20T10:00:00,view\n小红,{sku},2026-10-20T10:00:05,ask\n",
        encoding="utf-8",
    )
    for _ in range(2):
        told = document("load", events)
        assert told["kept"] == {"customers": 2, "products": 2, "purchases": 3, "events": 2}
    assert told["report"]["kept"] == 2
    assert "另有 2 个行为。" in run("load", events).stdout


def test_another_database_is_a_source(sku: str, tmp_path: Path) -> None:
    path = tmp_path / "tills.db"
    with closing(sqlite3.connect(path)) as tills:
        tills.execute("CREATE TABLE sales (who, receipt, sku, bought, pieces)")
        tills.execute("INSERT INTO sales VALUES ('小红', 'r1', ?, '2026-09-03', 2)", (sku,))
        tills.commit()
    query = (
        "SELECT who AS customer_id, receipt AS basket_id, sku AS product_id, "
        "bought AS timestamp, pieces AS quantity FROM sales"
    )
    told = document("load", "--sql", query, "--from", f"sqlite:///{path}")
    assert told["kept"] == {"customers": 1, "products": 1, "purchases": 1, "events": 0}
    assert document("show", "小红")["purchases"] == 1
    broken = run(
        "load", "--sql", "SELECT 1", "--from", "postgresql://a:hunter2@127.0.0.1:1/b", fails=True
    )
    assert "the query failed in the database at 127.0.0.1" in str(broken.exception)
    assert "hunter2" not in str(broken.exception) + broken.output


@pytest.mark.parametrize(
    "arguments",
    [(), ("--sql", "SELECT 1"), ("a.csv", "--sql", "SELECT 1", "--from", "sqlite:///a.db")],
)
def test_what_to_load_is_said_once(arguments: tuple[str, ...]) -> None:
    assert "--from URL" in run("load", *arguments, fails=True).output


def test_what_they_allow_is_noted_and_stays(file: Path) -> None:
    run("load", file)
    told = document("allow", "小红", "--no-profiling", "--language", "th")
    as_noted = {
        "catalog": "demo",
        "id": "小红",
        "language": "th",
        "profiled": False,
        "messaged": True,
        "joined": False,
        "purchases": 2,
    }
    assert told == as_noted
    run("load", file)
    assert document("show", "小红") == as_noted
    assert "个性化推荐: 否" in run("show", "小红").stdout
    assert document("show", "阿强")["profiled"] is True


def test_a_customer_is_forgotten(file: Path) -> None:
    run("load", file)
    run("forget", "小红")
    result = run("show", "小红", fails=True)
    assert "catalog 'demo' has no customer '小红'" in str(result.exception)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("customer_id,product_id\na,b\n", "has no column basket_id, timestamp"),
        (
            "customer_id,basket_id,product_id,timestamp\na,1,p,1\na,2,p,2\n",
            "the timestamps are an order index",
        ),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, lines: str, why: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(lines)
    assert why in str(run("load", file, fails=True).exception)


def test_no_such_shop(file: Path) -> None:
    result = run("load", file, "--catalog", "nowhere", fails=True)
    assert "no catalog 'nowhere'" in str(result.exception)


def test_what_was_sent_back_is_noted_by_its_product(file: Path, sku: str) -> None:
    run("load", file)
    told = document("note", "小红", "--returned", sku, "--refused", "GONE")
    assert told["refused"] == ["GONE"]
    assert told["returned"] != [sku]
    assert "不再向 小红 推荐" in run("note", "小红", "--refused", sku).output
    assert "no customer" in str(run("note", "阿花", "--refused", sku, fails=True).exception)

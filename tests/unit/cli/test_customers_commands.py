"""Customers on the command line: what they bought is loaded, what they allow is noted."""

import asyncio
import json
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

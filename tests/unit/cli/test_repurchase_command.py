"""`xiaoer repurchase`: one customer on a table or as JSON, all of them to a file."""

import asyncio
import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.settings import Settings
from assistant.store import Catalogs, Database
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Histories
from catalog_loader.product import Catalog, Money, Product, Shop, Variant

SHOP = Catalog(
    shop=Shop(name="小店", currency="CNY"),
    products=(
        Product(
            handle="tea",
            title="龙井茶",
            variants=(Variant(sku="TEA", price=Money(minor=3900, currency="CNY")),),
        ),
        Product(
            handle="cup",
            title="=保温杯",
            variants=(Variant(sku="CUP", price=Money(minor=7900, currency="CNY")),),
        ),
    ),
)


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    now = int(datetime.now(UTC).timestamp())

    async def fill() -> None:
        database = await Database.open(Settings().resolved_database_url)
        await Catalogs(database).save("shop", SHOP)
        lines = [Bought("小红", "TEA", now - days * 86_400 - 60) for days in (118, 78, 38)]
        lines += [Bought("阿强", "CUP", now - days * 86_400 - 60) for days in (60, 30)]
        await Histories(database).buy("shop", lines)
        await Customers(database).allow("shop", "阿强", language="en")
        await database.close()

    asyncio.run(fill())


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["repurchase", *map(str, arguments), "--catalog", "shop"])
    assert result.exit_code == code, result.output
    return result


def test_a_table_says_what_when_and_why() -> None:
    told = run("--customer", "小红").stdout
    for words in ("龙井茶", "上次买是38天前", "一般40天左右买一次", "39 CNY", "%"):
        assert words in told


def test_as_json_with_the_message_in_their_language() -> None:
    told = json.loads(run("--customer", "阿强", "--json").stdout)
    (cup,) = told["suggestions"]
    assert (cup["product"], cup["price"]["amount"], cup["habit"]["times"]) == ("cup", "79", 2)
    assert told["personal"]
    assert told["message"]["language"] == "en"
    assert "30 days" in told["message"]["text"]
    told = json.loads(run("--customer", "阿强", "--language", "zh", "--json").stdout)
    assert "30天" in told["message"]["text"]


def test_all_customers_to_a_file_of_either_kind(tmp_path: Path) -> None:
    for name in ("all.parquet", "all.csv"):
        told = json.loads(run("--all", "--out", tmp_path / name, "--json").stdout)
        assert told == {"file": str(tmp_path / name), "customers": 2, "suggestions": 2}
    rows = pq.read_table(tmp_path / "all.parquet").to_pylist()
    assert {row["customer"]: (row["sku"], row["gap_days"]) for row in rows} == {
        "小红": ("TEA", 40.0),
        "阿强": ("CUP", 30.0),
    }
    assert rows[0]["due"] > rows[0]["last"]
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["title"] for row in listed] == ["龙井茶", "'=保温杯"]
    assert {path.name for path in tmp_path.iterdir()} == {"home", "all.parquet", "all.csv"}


def test_only_what_is_due_in_time(tmp_path: Path) -> None:
    told = json.loads(
        run("--all", "--out", tmp_path / "a.csv", "--within-days", 0, "--json").stdout
    )
    assert told["suggestions"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "either"),
        (("--customer", "a", "--all"), 2, "either"),
        (("--all",), 2, "belong"),
        (("--customer", "小红", "--language", "xx"), 2, "zh, en"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], code: int, words: str) -> None:
    assert words in run(*arguments, code=code).output


def test_nobody_of_that_name_and_no_such_format(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["repurchase", "--customer", "阿花", "--catalog", "shop"])
    assert "no customer '阿花'" in str(result.exception)
    result = CliRunner().invoke(app, ["repurchase", "--all", "--out", str(tmp_path / "a.txt")])
    assert "ends in .parquet" in str(result.exception)

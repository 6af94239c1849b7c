"""Histories out of another database: streamed, read only, and with no word of its password."""

import asyncio
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.databases import opened, postgres

from assistant.recommend.reading import HistoryFileError, read_purchases
from assistant.recommend.reading import sql as reading_sql
from assistant.recommend.reading.events import holds_events, read_events
from assistant.recommend.reading.sql import opened_sql

__all__ = ["postgres"]

QUERY = """SELECT who AS customer_id, receipt AS basket_id, sku AS product_id,
bought AS timestamp, pieces AS quantity, paid AS price FROM sales
WHERE '12:30' <> ':x' ORDER BY 1"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A shop's own database, as its own tools would name it."""
    kind = request.param
    socket = request.getfixturevalue("postgres") if kind == "postgresql" else ""
    found: list[str] = []

    async def filled() -> None:
        async with opened(kind, tmp_path, socket) as database:
            async with database.engine.begin() as connection:
                when = "timestamp" if kind == "postgresql" else "text"
                await connection.execute(
                    text(
                        f"CREATE TABLE sales (who integer, receipt text, sku text, bought {when}, "
                        "pieces integer, paid numeric(10,2))"
                    )
                )
                for at, (who, sku, pieces, paid) in enumerate(SALES):
                    moment: Any = datetime.datetime(2026, 1, 3 + at, 20, 15)
                    await connection.execute(
                        text("INSERT INTO sales VALUES (:who, :receipt, :sku, :at, :n, :paid)"),
                        {
                            "who": who,
                            "receipt": f"r{at}",
                            "sku": sku,
                            "at": moment if kind == "postgresql" else moment.isoformat(" "),
                            "n": pieces,
                            "paid": paid if kind == "postgresql" or paid is None else float(paid),
                        },
                    )
            found.append(database.engine.url.render_as_string(hide_password=False))

    asyncio.run(filled())
    return found[0].replace("+aiosqlite", "").replace("+asyncpg", "")


SALES = [
    (7, "TEA", 2, Decimal("9.90")),
    (7, "TEA", -1, Decimal("9.90")),
    (8, "CUP", 1, None),
]


def test_a_query_is_read_as_a_file_is(url: str) -> None:
    with opened_sql(url, QUERY) as source:
        assert not holds_events(source)
        history, report = read_purchases(source)
    assert (report.lines, report.kept, report.returned) == (3, 2, 1)
    assert [*history.ids.customers] == ["7", "8"]
    assert history.price is not None
    assert history.price.tolist()[0] == 9.9
    assert history.price[1] != history.price[1]
    assert history.quantity.tolist() == [2, 1]


def test_more_lines_than_are_read_at_once(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_sql, "READ_AT_ONCE", 2)
    many = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 7)
    SELECT i AS customer_id, 'p' AS product_id, 1767225600 + i AS timestamp, 'view' AS kind
    FROM n"""
    seen: list[int] = []
    with opened_sql(url, many) as source:
        assert holds_events(source)
        events, _ = read_events(source, seen.append)
    assert seen == [2, 4, 6, 7]
    assert len(events) == 7


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM sales",
        "DROP TABLE sales",
        "SELECT nothing FROM sales",
        "SELEKT 1",
        "DELETE FROM sales RETURNING who AS customer_id",
    ],
)
def test_nothing_is_written_and_the_fault_is_one_sentence(url: str, query: str) -> None:
    with (
        pytest.raises(HistoryFileError, match="the query") as raised,
        opened_sql(url, query) as source,
    ):
        read_purchases(source)
    assert "\n" not in str(raised.value)
    with opened_sql(url, QUERY) as source:
        assert read_purchases(source)[1].lines == 3


def test_a_column_that_is_missing_is_named(url: str) -> None:
    with (
        pytest.raises(HistoryFileError, match="the query has no column customer_id"),
        opened_sql(url, "SELECT sku AS product_id FROM sales") as source,
    ):
        read_purchases(source)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://shop:hunter2@127.0.0.1:1/shop",
        "postgresql://127.0.0.1:1/shop?user=shop&password=hunter2",
        "mysql://shop:hunter2@127.0.0.1/shop",
        "hunter2",
        "postgresql://shop:hunter2@127.0.0.1:port/shop",
        "sqlite:////nowhere/shop.db?password=hunter2",
    ],
)
def test_a_password_is_never_said(url: str) -> None:
    with pytest.raises(HistoryFileError) as raised, opened_sql(url, "SELECT 1"):
        pass
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with (
        pytest.raises(HistoryFileError, match=r"none\.db"),
        opened_sql(f"sqlite:///{path}", "SELECT 1"),
    ):
        pass
    assert not path.exists()

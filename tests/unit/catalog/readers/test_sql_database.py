"""Databases by URL: a real SQLite file, a real PostgreSQL, and servers that are not there."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.databases import postgres_server

from catalog_loader.export import lines
from catalog_loader.findings import Finding
from catalog_loader.load import CatalogRefused, check, load
from catalog_loader.product import Availability
from catalog_loader.readers.reader import Options
from catalog_loader.readers.sql import asking
from catalog_loader.readers.sql.asking import DatabaseTable, parsed
from catalog_loader.readers.sql.database import is_database, rows_of_database, source_of_database
from catalog_loader.readers.sql.queries import NotASelect, checked_query
from catalog_loader.readers.toolkit.tables import Row

SHOP = """
CREATE TABLE goods (id INTEGER PRIMARY KEY, title TEXT, brand TEXT, price NUMERIC(10,2),
                    stock INTEGER, active BOOLEAN);
INSERT INTO goods VALUES (1, '马克杯', '青禾', 39.90, 5, true), (2, '茶壶', '青禾', 129, 0, true),
                         (3, '旧碗', NULL, 9.5, NULL, false);
"""
ASKED = (
    "SELECT id AS handle, title, brand, price, stock, active AS published FROM goods "
    "WHERE title LIKE '%' AND id % 10 < 9 ORDER BY id"
)


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    path = tmp_path / "my shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SHOP)
    connection.close()
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A PostgreSQL server with a shop in it."""
    with postgres_server() as server:
        server.psql(SHOP)
        yield server.get_uri()


def rows(url: str, query: str) -> list[Row | Finding]:
    return list(rows_of_database(url, query).rows())


def problem(url: str, query: str = "SELECT 1") -> Finding:
    """The finding that is all there is of an answer."""
    (finding,) = rows(url, query)
    assert isinstance(finding, Finding)
    return finding


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("postgresql://shop@db/shop", True),
        ("postgres://shop@db/shop", True),
        ("MySQL+pymysql://db/shop", True),
        ("mariadb://db/shop", True),
        ("sqlite:///shop.db", True),
        ("shop.db", False),
        ("/data/mysql/dump.sql", False),
        ("https://example.com/postgresql://", False),
    ],
)
def test_a_databases_url_is_told_from_a_file(place, expected):
    assert is_database(place) is expected


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_shop_is_loaded_from_what_a_query_answers(kind, request):
    url = request.getfixturevalue(kind)
    loaded = load(url, options=Options(query=ASKED, currency="CNY"))
    assert not loaded.report.errors
    read = [
        (p.handle, p.title, p.variants[0].price.plain, p.variants[0].quantity, p.published)
        for p in loaded.catalog.products
    ]
    assert read == [
        ("1", "马克杯", "39.9", 5, True),
        ("2", "茶壶", "129", 0, True),
        ("3", "旧碗", "9.5", None, False),
    ]
    assert loaded.catalog.products[1].variants[0].availability is Availability.OUT_OF_STOCK
    assert loaded.catalog.products[0].origin.row == "2"
    assert loaded.catalog.shop.language == "zh"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_columns_mean_can_be_said(kind, request):
    options = Options(
        query="SELECT id AS a, title AS b, price AS c FROM goods ORDER BY id",
        mapping={"handle": "a", "title": "b", "price": "c"},
        currency="CNY",
    )
    products = load(request.getfixturevalue(kind), options=options).catalog.products
    assert (products[0].handle, products[0].variants[0].price.minor) == ("1", 3990)


def test_every_type_is_the_text_that_a_csv_would_hold(postgres):
    query = (
        "SELECT 1.50::numeric(10,2) AS a, true AS b, NULL AS c, '{\"红\": [1]}'::jsonb AS d, "
        "'2026-01-01 08:00+08'::timestamptz AS e, ARRAY['x','y'] AS f, 'é'::bytea AS g, "
        "'2026-01-01'::date AS h, 19.9::float8 AS i"
    )
    _, row = rows(postgres, query)
    assert row.cells == [
        "1.50", "true", "", '{"红": [1]}', "2026-01-01T00:00:00+00:00", '["x", "y"]', "é",
        "2026-01-01", "19.9",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_many_rows_stream_in_batches(kind, request):
    series = {
        "postgres": "SELECT i FROM generate_series(1, 2500) AS i",
        "sqlite": "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 2500) "
        "SELECT i FROM s",
    }[kind]
    found = rows(request.getfixturevalue(kind), series)
    assert [row.cells[0] for row in found[1:]] == [str(n) for n in range(1, 2501)]
    assert found[-1].number == 2501


def test_the_first_rows_can_be_looked_at_alone(postgres):
    table = rows_of_database(postgres, "SELECT i FROM generate_series(1, 100000) AS i")
    assert [row.cells for row in table.preview][:3] == [["i"], ["1"], ["2"]]
    assert len(table.preview) < 20


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM goods",
        "DROP TABLE goods",
        "INSERT INTO goods (id) VALUES (9)",
        "SELECT 1; DELETE FROM goods",
        "WITH gone AS (DELETE FROM goods RETURNING *) SELECT * FROM gone",
        "SELECT * INTO copied FROM goods",
        "SELECT * FROM goods FOR UPDATE",
        "CREATE TABLE x AS SELECT 1",
        "COPY goods TO '/tmp/x'",
        "PRAGMA user_version = 3",
        "SELECT /*! 1 INTO OUTFILE '/tmp/x' */",
        "SELECT ((((",
        "words",
        "",
        " ;",
    ],
)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_nothing_is_asked_but_one_select(kind, query, request):
    url = request.getfixturevalue(kind)
    finding = problem(url, query)
    assert finding.code == "bad_query"
    assert len(finding.message("zh").splitlines()) == 1
    assert len(rows(url, "SELECT * FROM goods")) == 4


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "select a from b -- ;\n;",
        "WITH a AS (SELECT 1) SELECT * FROM a UNION SELECT 2",
        "(SELECT 1) UNION (SELECT 2)",
        "SELECT 'delete from x; drop'",
    ],
)
def test_a_select_is_left_as_it_is(query):
    assert checked_query(query, "postgresql") == query.rstrip("; \n")


def test_a_query_nested_too_deeply_is_none():
    with pytest.raises(NotASelect):
        checked_query("SELECT " + "(" * 5000 + "1" + ")" * 5000, "postgresql")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_function_that_changes_something_is_refused_by_the_server(kind, request):
    query = {
        "postgres": "SELECT lo_create(0)",
        "sqlite": "SELECT load_extension('x')",
    }[kind]
    assert problem(request.getfixturevalue(kind), query).code == "bad_query"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_the_server_says_of_a_query_is_told(kind, request, caplog):
    finding = problem(request.getfixturevalue(kind), "SELECT * FROM nowhere")
    assert finding.code == "bad_query"
    assert "nowhere" in finding.message("en")
    assert not caplog.records


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    path = tmp_path / "none.db"
    assert problem(f"sqlite:///{path}").code == "unreachable_database"
    assert not path.exists()


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "shop.db"
    path.write_text("title,price\n" * 400)
    assert problem(f"sqlite:///{path}", "SELECT * FROM goods").code == "bad_query"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:{}@127.0.0.1:1/shop",
        "postgres://u:{}@no.such.host.invalid/shop",
        "postgresql://u:{}@127.0.0.1:1/shop?sslmode=require",
        "mysql://u:{}@127.0.0.1:1/shop",
        "mariadb://u:{}@no.such.host.invalid/shop",
        "postgresql+nodriver://u:{}@h/shop",
        "mssql://u:{}@h/shop",
        "oracle://u:{}@h/shop",
        "postgresql://u:{}@127.0.0.1:port/shop",
        "sqlite://",
    ],
)
def test_who_does_not_answer_is_told_in_one_line_without_the_password(url):
    for password in ("s3kr%40t%2F%3A", "s3kr:t"):
        said = url.format(password)
        finding = problem(said)
        assert finding.code == "unreachable_database"
        report = check(said, options=Options(query="SELECT 1"))
        told = f"{finding.message('en')} {report.file} {report.as_json()}"
        assert len(finding.message("en").splitlines()) == 1
        assert "s3kr" not in told
        with pytest.raises(CatalogRefused) as refused:
            load(said, options=Options(query="SELECT 1"))
        assert "s3kr" not in refused.value.text()


def test_an_unescaped_password_does_not_become_a_name():
    source = source_of_database("mysql://u:s3kr@t.invalid/x@db/shop", read_at=datetime.now(UTC))
    assert "s3kr" not in source.name


@pytest.mark.parametrize("said", ["no role s3kr@t", "refused: u:s3kr%40t@db"])
def test_a_password_that_a_driver_repeats_is_hidden(said):
    url = parsed("mysql://u:s3kr%40t@db/shop")
    assert not isinstance(url, Finding)
    assert "s3kr" not in asking._reason(RuntimeError(said), url)
    assert "***" in asking._reason(OSError(1045, said), url)


def test_the_password_is_in_no_export(postgres):
    url = postgres.replace("postgres:@", "postgres:s3kr%40t@")
    loaded = load(url, options=Options(query=ASKED, currency="CNY"))
    told = "\n".join(lines(loaded.catalog)) + str(loaded.report.as_json())
    assert loaded.catalog.products[0].origin.file == "postgresql:///postgres"
    assert "s3kr" not in told


@pytest.mark.parametrize(
    ("url", "driver", "name"),
    [
        ("postgresql://u:p@db:5433/shop", "postgresql+pg8000", "postgresql://db:5433/shop"),
        ("postgres://u:p@db/shop", "postgresql+pg8000", "postgresql://db/shop"),
        ("mysql://u:p@db/shop?ssl=1", "mysql+pymysql", "mysql://db/shop"),
        ("mariadb://db/shop", "mysql+pymysql", "mysql://db/shop"),
        ("mysql+pymysql://db/shop", "mysql+pymysql", "mysql://db/shop"),
        ("sqlite:////data/my/shop.db", "sqlite+pysqlite", "shop.db"),
    ],
)
def test_the_driver_is_chosen_and_the_name_says_where_not_who(url, driver, name):
    made = parsed(url)
    assert not isinstance(made, Finding)
    assert made.drivername == driver
    assert source_of_database(url, read_at=datetime.now(UTC)).name == name


def test_mysql_is_asked_for_its_own_encoding_and_not_waited_for_long():
    made = parsed("mysql://u:p@db/shop")
    assert not isinstance(made, Finding)
    engine = DatabaseTable(made, "SELECT 1")._engine()
    _, arguments = engine.dialect.create_connect_args(engine.url)
    assert arguments["charset"] == "utf8mb4"

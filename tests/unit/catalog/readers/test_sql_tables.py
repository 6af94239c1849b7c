"""SQL dumps cut into statements and read into tables, in two dialects and in small pieces."""

import io
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_loader.readers.reader import Source
from catalog_loader.readers.sql import dump, statements
from catalog_loader.readers.sql.dump import read_dump
from catalog_loader.readers.sql.sniffing import is_dump, names_in
from catalog_loader.readers.sql.statements import MYSQL, POSTGRES, CopyLine, Statement, Unfinished

MYSQL_HEAD = "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\n"
GOODS = (
    "CREATE TABLE `goods` (\n  `id` int(11) NOT NULL AUTO_INCREMENT,\n"
    "  `name` varchar(64) COMMENT '名称；不能空',\n  `price` decimal(10,2) DEFAULT '0.00',\n"
    "  PRIMARY KEY (`id`),\n  KEY `n` (`name`)\n) ENGINE=InnoDB COMMENT='商品''表';\n"
)


def source(tmp_path: Path, text: str | bytes) -> Source:
    path = tmp_path / "dump.sql"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Source(path, path.name, path.read_bytes()[:65536], datetime.now(UTC))


def rows(tmp_path: Path, text: str, table: str = "goods", **options) -> list[list[str]]:
    return read_dump(source(tmp_path, text), **options).table(table).rows


def parts(text: str, grammar=MYSQL) -> list[object]:
    return list(statements.statements(io.StringIO(text), grammar))


def texts(text: str, grammar=MYSQL) -> list[str]:
    return [part.text for part in parts(text, grammar) if isinstance(part, Statement)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a; b;", ["a", "b"]),
        ("a", ["a\n"]),
        ("insert ';' \"; \" `;`; b;", ["insert ';' \"; \" `;`", "b"]),
        (r"insert 'it\'s; \\'; b;", [r"insert 'it\'s; \\'", "b"]),
        ("insert 'it''s;'; b;", ["insert 'it''s;'", "b"]),
        ("-- c; 'd\na;", ["a"]),
        ("# c; 'd\na;", ["a"]),
        ("/* c; ' */ a /* ; */ b;", ["a /* ; */ b"]),
        ("/*!40000 ALTER TABLE `x` DISABLE KEYS */; a;", ["a"]),
        ("select 5-3 -- ; '\n;", ["select 5-3 -- ; '\n"]),
        ("select 4/2;", ["select 4/2"]),
        (
            "DELIMITER ;;\nCREATE TRIGGER t INSERT INTO x VALUES (1);\n;;\nDELIMITER ;\nb;",
            ["b"],
        ),
        ("DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\n", []),
    ],
)
def test_mysql_statements_end_where_the_server_would_end_them(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"insert 'C:\'; b;", [r"insert 'C:\'", "b"]),
        (r"insert E'it\'s;'; b;", [r"insert E'it\'s;'", "b"]),
        ("insert 'one'';';b;", ["insert 'one'';'", "b"]),
        ("insert 'sizE';b;", ["insert 'sizE'", "b"]),
        ("do $$ insert; ' $$; b;", ["do $$ insert; ' $$", "b"]),
        ("do $f$ a; $$ ; $f$; b;", ["do $f$ a; $$ ; $f$", "b"]),
        ("\\connect shop\nselect 1 # 2;", ["select 1 # 2"]),
        ("\\restrict a;'b\na;", ["a"]),
    ],
)
def test_postgres_statements_end_where_the_server_would_end_them(text, expected):
    assert texts(text, POSTGRES) == expected


def test_a_statement_knows_its_line():
    lines = [(p.text, p.line) for p in parts("-- x\n\na\nb;\n\n c;") if isinstance(p, Statement)]
    assert lines == [("a\nb", 3), ("c", 6)]


def test_copy_data_is_no_statement():
    text = "COPY public.t (a, b) FROM stdin;\n1\tx;y\n2\t'\n\\.\n\nSELECT 1;"
    found = parts(text, POSTGRES)
    assert [part for part in found if isinstance(part, CopyLine)] == [
        CopyLine("1\tx;y", 2),
        CopyLine("2\t'", 3),
    ]
    assert texts(text, POSTGRES)[-1] == "SELECT 1"


@pytest.mark.parametrize(
    ("text", "line"),
    [("a;\n'b;", 2), ("a;\n/* b", 2), ("a;\nCOPY t FROM stdin;\n1\t2\n", 4)],
)
def test_an_end_that_is_missing_is_told_with_its_line(text, line):
    assert parts(text, POSTGRES)[-1] == Unfinished(line)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 40), data=st.data())
def test_pieces_of_any_size_make_the_same_statements(size, data):
    pieces = [
        "a;",
        "'x;\\'y';",
        "-- c;\n",
        "/* ; */",
        '"q;";',
        "`;`",
        "COPY t FROM stdin;\n1\n\\.\n",
    ]
    text = "".join(data.draw(st.lists(st.sampled_from(pieces), max_size=12)))
    whole = parts(text)
    chunk, statements._CHUNK = statements._CHUNK, size
    try:
        assert parts(text) == whole
    finally:
        statements._CHUNK = chunk


def test_columns_types_comments_and_keys_are_read(tmp_path):
    sku = (
        "CREATE TABLE IF NOT EXISTS `shop`.`sku` (`comment` text, `goods_id` int COMMENT '商品ID', "
        "`key` int, CONSTRAINT `f` FOREIGN KEY (`goods_id`) REFERENCES `goods` (`id`));\n"
        "ALTER TABLE `sku` ADD PRIMARY KEY (`key`), MODIFY `key` int;\n"
    )
    tables = read_dump(source(tmp_path, MYSQL_HEAD + GOODS + sku)).tables
    goods = tables["goods"]
    assert (goods.comment, goods.key, goods.names) == ("商品'表", "id", ("id", "name", "price"))
    assert goods.columns[1].comment == "名称；不能空"
    assert goods.columns[2].type == "DECIMAL"
    assert tables["sku"].names == ("comment", "goods_id", "key")
    assert tables["sku"].columns[1].references == "goods"
    assert tables["sku"].key == "key"


def test_postgres_tells_the_same_in_statements_of_their_own(tmp_path):
    text = (
        "-- PostgreSQL database dump\nSET client_encoding = 'UTF8';\n"
        'CREATE TABLE public.item (id integer NOT NULL, "Name" character varying(20));\n'
        "COMMENT ON TABLE public.item IS '商品';\n"
        "COMMENT ON COLUMN public.item.\"Name\" IS '名称';\n"
        'COPY public.item ("Name", id) FROM stdin;\n杯子\\t大\t1\n\\N\t2\n\\.\n'
        "ALTER TABLE ONLY public.item ADD CONSTRAINT item_pkey PRIMARY KEY (id);\n"
        "CREATE TABLE public.sku (item_id integer);\n"
        "ALTER TABLE ONLY public.sku\n    ADD CONSTRAINT f FOREIGN KEY (item_id) "
        "REFERENCES public.item(id);\n"
    )
    tables = read_dump(source(tmp_path, text)).tables
    item = tables["item"]
    assert (item.comment, item.columns[1].comment, item.key) == ("商品", "名称", "id")
    assert item.rows == [["1", "杯子\t大"], ["2", ""]]
    assert tables["sku"].columns[0].references == "item"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("1,'a',-1.50", ["1", "a", "-1.50"]),
        ("1,NULL,TRUE", ["1", "", "true"]),
        (r"1,'it\'s ''5\"'' \\ \n x',.5", ["1", "it's '5\"' \\ \n x", ".5"]),
        ("1,_utf8mb4'中',0x4142", ["1", "中", "AB"]),
        ("1,'a' 'b',b'1'", ["1", "ab", "1"]),
        (r"1,'\0',X'ff00'", ["1", "0", "ff00"]),
        ("1,'(a),(b)',NOW()", ["1", "(a),(b)", "NOW()"]),
        ("1,CONCAT('a',LEFT('b',1)),2+3", ["1", "CONCAT('a',LEFT('b',1))", "2+3"]),
        ("1,'0000-00-00 00:00:00',''", ["1", "", ""]),
    ],
)
def test_values_are_read_and_never_computed(tmp_path, values, expected):
    text = f"{MYSQL_HEAD}{GOODS}INSERT INTO `goods` VALUES ({values});"
    assert rows(tmp_path, text) == [expected]


def test_an_expression_is_a_finding_only_where_it_is_read(tmp_path):
    text = f"{MYSQL_HEAD}{GOODS}INSERT INTO goods VALUES (1,CONCAT('a','b'),NOW());"
    (record,) = read_dump(source(tmp_path, text)).table("goods").records()
    assert record["id"] == "1"
    assert not record.findings
    assert record["name"] == record["name"] == ""
    assert [(f.code, f.row, f.field) for f in record.findings] == [("formula", "goods:1", "name")]


def test_an_insert_may_list_its_columns_in_any_order(tmp_path):
    text = (
        MYSQL_HEAD
        + "INSERT IGNORE INTO `shop`.`goods` (`name`, `id`) VALUES ('a',1),\n ('b',2);\n"
        + "REPLACE INTO goods (id, price) VALUES (3, 9.9) ON DUPLICATE KEY UPDATE price=1;\n"
    )
    table = read_dump(source(tmp_path, text)).table("goods")
    assert table.names == ("name", "id", "price")
    assert table.rows == [["a", "1"], ["b", "2"], ["", "3", "9.9"]]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("INSERT INTO goods VALUES (1,'a',2),(3,'b');", "extra_cells", "goods[1]"),
        ("INSERT INTO goods VALUES (1,'a',2), nonsense;", "malformed_sql", "goods[1]"),
        ("INSERT INTO other VALUES (1,2);", "nameless_columns", ""),
        ("UPDATE goods SET price=1;\nUPDATE goods SET price=2;", "not_carried_out", "goods"),
        ("DELETE FROM `goods` WHERE id=1;", "not_carried_out", "goods"),
        ("INSERT INTO goods SELECT * FROM old;", "not_carried_out", "goods"),
        ("\n\nINSERT INTO goods VALUES (2,'b", "malformed_document", "10"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tmp_path, text, code, row):
    found = read_dump(source(tmp_path, GOODS + text)).findings
    assert [(finding.code, finding.row) for finding in found] == [(code, row)]
    for language in ("zh", "en"):
        assert found[0].message(language)
        assert found[0].remedy(language)


def test_tables_nobody_asked_for_are_not_held(tmp_path):
    other = "INSERT INTO `log` (`a`) VALUES " + ",".join(["('x')"] * 1000) + ";\n"
    found = read_dump(source(tmp_path, GOODS + other), only={"goods"})
    assert list(found.tables) == ["goods"]


def test_what_is_held_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(dump, "MAX_KEPT", 1000)
    text = GOODS + "".join(f"INSERT INTO goods VALUES ({n},'{'a' * 90}',1);\n" for n in range(50))
    found = read_dump(source(tmp_path, text))
    assert [finding.code for finding in found.findings] == ["too_large"]
    assert len(found.table("goods").rows) < 12


def test_a_long_dump_streams(tmp_path):
    line = "INSERT INTO `log` VALUES " + ",".join(["(1,'some text of a log')"] * 20_000) + ";\n"
    large = source(tmp_path, GOODS + line * 40)
    assert large.path.stat().st_size > 18_000_000
    tracemalloc.start()
    assert read_dump(large, only={"goods"}).table("goods").rows == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_mysqls_timestamps_are_in_utc_where_the_dump_says_so(tmp_path):
    table = "CREATE TABLE `t` (`a` timestamp NULL, `b` datetime);\n"
    insert = "INSERT INTO `t` VALUES ('2026-01-01 08:00:00','2026-01-01 08:00:00');"
    head = MYSQL_HEAD + "/*!40103 SET TIME_ZONE='+00:00' */;\n"
    assert rows(tmp_path, head + table + insert, "t") == [
        ["2026-01-01 08:00:00+00:00", "2026-01-01 08:00:00"]
    ]
    assert rows(tmp_path, MYSQL_HEAD + table + insert, "t")[0][0] == "2026-01-01 08:00:00"


def test_gb18030_and_bytes_that_are_no_text(tmp_path):
    text = GOODS + "INSERT INTO goods VALUES (1,'纯棉四件套，柔软亲肤',2);"
    encoded = source(tmp_path, text.encode("gb18030"))
    assert read_dump(encoded).table("goods").rows[0][1] == "纯棉四件套，柔软亲肤"
    spoilt = (GOODS + " " * 70_000).encode() + b"INSERT INTO goods VALUES (1,'\xff\xfe',2);"
    (record,) = read_dump(source(tmp_path, spoilt)).table("goods").records()
    assert record["name"] == ""
    assert [finding.code for finding in record.findings] == ["undecodable"]


@pytest.mark.parametrize(
    ("head", "recognised"),
    [
        (MYSQL_HEAD + GOODS, True),
        ("-- PostgreSQL database dump\n\\restrict x\nSET a = 1;\nCOPY a.b (c) FROM stdin;\n", True),
        ("\ufeffinsert into goods values (1);", True),
        ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a);", True),
        ("title,price\nCREATE TABLE t,1", False),
        ("How to\nINSERT INTO a table", False),
        ("SELECT 1;", False),
        ("SET x\n", False),
        ("", False),
    ],
)
def test_a_dump_is_told_by_its_statements(tmp_path, head, recognised):
    assert is_dump(source(tmp_path, head)) is recognised


def test_the_tables_of_a_dump_are_told_without_reading_it_whole(tmp_path):
    text = MYSQL_HEAD + GOODS + "INSERT INTO `a`.`b` VALUES (1);\nCOPY public.c (d) FROM stdin;\n"
    assert names_in(source(tmp_path, text)) >= {"goods", "b", "c"}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cut=st.integers(0, 600),
    junk=st.one_of(
        st.text(max_size=8), st.sampled_from(["'", "`", "(", ")", ";", "/*", "\\", "$$"])
    ),
)
def test_any_damage_gives_rows_and_findings(tmp_path, cut, junk):
    text = MYSQL_HEAD + GOODS + "INSERT INTO `goods` VALUES (1,'a',2),(2,'b\\'c',3);\n" * 3
    damaged = source(tmp_path, (text[:cut] + junk + text[cut:]).encode("utf-8", "surrogatepass"))
    if damaged.encoding is None:
        return  # it is no text, which its reader says
    found = read_dump(damaged)
    for table in found.tables.values():
        for record in table.records():
            assert all(isinstance(record[name], str) for name in table.names)

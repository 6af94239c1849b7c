"""What the columns and cells of an unknown database are taken for."""

import sqlite3

import pytest
from support.catalogs import codes, report_of

from catalog_loader.readers.guessing.headers import header_of
from catalog_loader.readers.sql.labels import (
    codes_of,
    is_deletion,
    is_internal,
    label_of,
    says_deleted,
    sense_of,
)
from catalog_loader.readers.sql.records import Column
from catalog_loader.readers.sql.structured import all_pairs, lines_in, pairs_in


@pytest.mark.parametrize(
    ("name", "comment", "label", "sense"),
    [
        ("spmc", "商品名称；不能空", "商品名称", "title"),
        ("price", "", "price", "price"),
        ("price", "商品货品价格", "价格", "price"),
        ("number", "商品货品数量", "数量", "quantity"),
        ("zt", "状态：0下架 1上架", "状态", "status"),
        ("id", "主键", "id", "handle"),
        ("goods_desc", "", "goods_description", "description"),
        ("stock_num", "", "stock", "quantity"),
        ("cbj", "成本价", "成本价", "cost"),
        # whose price it is, and when, a name such as this does not say, whatever the column's own
        ("promotion_price", "单品促销价格", "单品促销价格", "other_price"),
        ("counter_price", "专柜价格", "专柜价格", "other_price"),
        ("x", "风味说明", "风味说明", ""),
        ("x", "", "x", ""),
    ],
)
def test_a_column_is_called_by_its_comment_unless_only_its_name_says_something(
    name, comment, label, sense
):
    found = label_of(Column(name, comment=comment))
    assert (found, sense_of(found)) == (label, sense)


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("dj", "售价，单位：分"),
        ("dj", "售价（分）"),
        ("dj", "售价,以分为单位"),
        ("price_cents", ""),
        ("price", "price in cents"),
    ],
)
def test_cents_are_told_by_the_comment_or_the_name(name, comment):
    label = label_of(Column(name, comment=comment))
    assert header_of(label).minor
    assert sense_of(label) == "price"


@pytest.mark.parametrize(
    ("comment", "values", "expected"),
    [
        ("状态：0下架 1上架", ["0", "1"], {"0": "下架", "1": "上架"}),
        ("上架状态：0->下架；1->上架", ["1"], {"0": "下架", "1": "上架"}),
        ("是否上架（1-是，0-否）", ["", "1"], {"1": "是", "0": "否"}),
        ("status 1: active, 2: archived", ["2"], {"1": "active", "2": "archived"}),
        ("状态：0下架 1上架", ["0", "2"], {}),
        ("重量1-10公斤", ["3"], {}),
        ("库存", ["1"], {}),
    ],
)
def test_codes_are_what_the_comment_says_of_all_of_them(comment, values, expected):
    assert codes_of(Column("x", comment=comment), values) == expected


@pytest.mark.parametrize(
    ("name", "comment", "expected"),
    [
        ("deleted", "", True),
        ("is_del", "", True),
        ("del_flag", "", True),
        ("delete_status", "删除状态", True),
        ("deleted_at", "", True),
        ("sc", "是否删除", True),
        ("sc", "逻辑删除 0未删 1已删", True),
        ("delivery", "", False),
        ("delay", "", False),
        ("model", "", False),
    ],
)
def test_columns_that_mark_the_deleted(name, comment, expected):
    assert is_deletion(Column(name, comment=comment)) is expected


@pytest.mark.parametrize("value", ["1", "true", "t", "Y", "是", "已删除", "2026-01-01 00:00:00"])
def test_what_says_deleted(value):
    assert says_deleted(value)


@pytest.mark.parametrize("value", ["", "0", "false", "f", "N", "否", "未删除", "正常"])
def test_what_says_not_deleted(value):
    assert not says_deleted(value)


@pytest.mark.parametrize(
    ("name", "kind", "values", "expected"),
    [
        ("views_total", "INT", ["7"], True),
        ("last_seen", "DATETIME", ["2026-01-01"], True),
        ("views_total", "", ["7", "8"], True),
        ("fragrance_note", "VARCHAR", ["12"], False),
        ("fragrance_note", "", ["rose"], False),
        ("weight", "DECIMAL", ["1.5"], False),
        ("price", "DECIMAL", ["1.5"], False),
        ("brand", "INT", ["3"], True),
    ],
)
def test_numbers_that_nobody_has_a_word_for_are_not_properties(name, kind, values, expected):
    column = Column(name, kind)
    assert is_internal(column, label_of(column), values) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"颜色": "红", "尺码": 38}', {"颜色": "红", "尺码": "38"}),
        ('[{"key": "颜色", "value": "红"}]', {"颜色": "红"}),
        ('[{"name": "Size", "val": "M"}]', {"Size": "M"}),
        ("颜色:红;尺码:M", {"颜色": "红", "尺码": "M"}),
        ("颜色：红，尺码：M", {"颜色": "红", "尺码": "M"}),
        ("红色 M码", {}),
        ("1:3;2:5", {}),
        ("https://img.example.com", {}),
        ('["红", "M"]', {}),
        ('[{"id": 1}]', {}),
        ('{"a": {"b": 1}}', {}),
        ("{broken", {}),
        ("", {}),
    ],
)
def test_pairs_in_a_cell(text, expected):
    assert pairs_in(text, in_words=True) == expected


def test_a_column_holds_pairs_where_all_its_cells_do():
    assert all_pairs(["颜色:红", "", "颜色:蓝"], in_words=True)
    assert not all_pairs(["颜色:红", "均码"], in_words=True)
    assert not all_pairs(["颜色:红"], in_words=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["a", "b", 3]', "a\nb\n3"),
        ('{https://x/1.jpg,"https://x/2.jpg"}', "https://x/1.jpg\nhttps://x/2.jpg"),
        ('{"a": 1}', '{"a": 1}'),
        ('[{"a": 1}]', '[{"a": 1}]'),
        ("[broken", "[broken"),
        ("plain", "plain"),
    ],
)
def test_lists_in_a_cell(text, expected):
    assert lines_in(text) == expected


def test_a_dump_of_sqlite_is_read_as_well():
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE products (id INTEGER PRIMARY KEY, title TEXT, price NUMERIC, stock INTEGER);"
        "INSERT INTO products VALUES (1, 'It''s a mug; blue', 39.9, 5), (2, 'Pot', 12, 0);"
    )
    report = report_of("\n".join(connection.iterdump()).encode())
    connection.close()
    assert report.format == "sql"
    assert (report.counts.products, report.counts.priced, report.counts.sold_out) == (2, 2, 1)
    assert not [code for code, *_ in codes(report) if code == "malformed_sql"]

"""Parquet files as tables: what Python holds otherwise than it is meant, and what is unsafe."""

import random
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit import parquet
from catalog_loader.readers.toolkit.parquet import ParquetTable


@pytest.fixture
def written(tmp_path):
    """Writes columns to a Parquet file and gives its path."""

    def write(columns, **options):
        path = tmp_path / "wares.parquet"
        pq.write_table(pa.table(columns), path, **options)
        return path

    return write


def source_of(path):
    """A file as readers are given it."""
    return Source(path, path.name, path.read_bytes()[:65536], datetime.now(UTC))


def cells(path):
    """The rows of a file, its columns' names first."""
    return [row.cells for row in ParquetTable(source_of(path)).rows()]


def test_values_are_the_text_they_are_meant_as(written):
    path = written(
        {
            "s": [" 马克杯 ", None],
            "i": pa.array([3, None], pa.int32()),
            "d": pa.array([Decimal("19.90"), None], pa.decimal128(8, 2)),
            "f32": pa.array([199.9, float("nan")], pa.float32()),
            "f64": pa.array([1234567890.12, 5.0]),
            "b": [True, False],
            "t": pa.array([datetime(2026, 8, 1, 12), None], pa.timestamp("ns")),
            "list": [["a", "b"], []],
            "price": [{"amount": 9.5, "of": {"currency": "EUR"}}, None],
            "objects": [[{"a": 1}], None],
            "bytes": [b"ok", b"\xff\xd8"],
            "__index_level_0__": [0, 1],
        }
    )
    header, first, second = cells(path)
    assert header == [
        "s", "i", "d", "f32", "f64", "b", "t", "list", "price.amount", "price.of.currency",
        "objects", "bytes",
    ]  # fmt: skip
    assert first == [
        "马克杯", "3", "19.90", "199.9", "1234567890.12", "true", "2026-08-01T12:00:00", "a\nb",
        "9.5", "EUR", '[{"a": 1}]', "ok",
    ]  # fmt: skip
    assert second == ["", "", "", "", "5", "false", "", "", "", "", "", ""]


def test_goods_in_parquet_are_read(written):
    path = written(
        {
            "商品名称": ["云柔卫衣", "围巾"],
            "售价": pa.array([199.9, 99], pa.float32()),
            "库存": [1, 0],
            "规格参数.面料": ["棉", "毛"],
            "图片": [["https://a.example/1.jpg", "https://a.example/2.jpg"], []],
        }
    )
    made = check(path)
    assert (made.format, made.errors) == ("generic", 0)
    hoodie, scarf = load(path).catalog.products
    assert hoodie.variants[0].price.minor == 19990
    assert [(a.name, a.value, a.key) for a in hoodie.attributes] == [("面料", "棉", "material")]
    assert len(hoodie.images) == 2
    assert (scarf.origin.row, scarf.variants[0].availability) == ("2", "out_of_stock")
    read_first, read_again = there_and_back(path)
    assert read_again == read_first


def test_a_file_of_many_batches_is_read_to_its_end(written):
    count = 3 * parquet.BATCH + 5
    path = written({"title": [f"p{n}" for n in range(count)], "price": list(range(1, count + 1))})
    assert check(path).counts.priced == count


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({f"c{number}": [1] for number in range(2_001)}, "too_many_columns"),
        ({"title": ["a"] * 40, "price": [1] * 40}, "archive_bomb"),
    ],
)
def test_what_is_too_much_is_refused(written, monkeypatch, columns, code):
    monkeypatch.setattr(parquet, "MAX_UNPACKED", 100)
    made = check(written(columns), format_name="generic")
    assert made.first_error.code == code


def test_rows_of_nothing_count_as_well(written, monkeypatch):
    monkeypatch.setattr(parquet, "MAX_UNPACKED", 100_000)
    path = written({"title": pa.nulls(200_000, pa.string())})
    assert path.stat().st_size < 5_000
    assert check(path, format_name="generic").first_error.code == "archive_bomb"


@pytest.mark.parametrize("cut", [4, 5, 40, -1])
def test_a_damaged_file_is_refused_as_such(written, cut):
    data = written({"title": ["a"], "price": [1]}).read_bytes()
    assert report_of(data[:cut]).first_error.code == "bad_archive"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_spoilt_file_gives_a_report(seed):
    chance = random.Random(seed)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"title": ["a", "b"], "price": [1.5, 2]}), sink)
    data = bytearray(sink.getvalue().to_pybytes())
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    report_of(bytes(data), format_name="generic")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_report(content):
    report_of(b"PAR1" + content + b"PAR1")

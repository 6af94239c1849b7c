"""Rows that wait on disk."""

import tracemalloc

import pytest

from catalog_loader.findings import Finding
from catalog_loader.readers.toolkit.cells import Cells, Columns
from catalog_loader.readers.toolkit.spool import Spool

COLUMNS = Columns.of(["sku", "name"])


def row(number, *cells):
    return COLUMNS.cells(number, list(cells))


def seen(items):
    """Rows as (row, cells), findings as they are."""
    return [(i.row, i.values) if isinstance(i, Cells) else i for i in items]


def test_rows_and_findings_come_back_in_their_order():
    finding = Finding("formula", "3", values={"column": "2", "value": "=1"})
    with Spool(COLUMNS) as spool:
        spool.fill([("b", row(2, "b", "二")), ("", finding), ("", row(4, "a"))])
        assert seen(spool.rows()) == [("2", ["b", "二"]), finding, ("4", ["a"])]


def test_rows_of_a_key_come_back_in_their_order():
    with Spool(COLUMNS) as spool:
        spool.fill([("b", row(2, "1")), ("a", row(3, "2")), ("b", row(4, "3"))])
        assert seen(spool.keyed("b")) == [("2", ["1"]), ("4", ["3"])]
        assert spool.keyed("c") == []


def test_rows_without_a_key_are_asked_for_by_none():
    with Spool(COLUMNS) as spool:
        spool.fill([("", row(2, "1"))])
        assert spool.keyed("") == []


@pytest.mark.parametrize("odd", ["\0", "\ud800", "'; DROP TABLE rows; --", "🙂", "a\nb"])
def test_any_text_is_a_key_and_a_cell(odd):
    with Spool(COLUMNS) as spool:
        spool.fill([(odd, row(2, odd))])
        assert seen(spool.keyed(odd)) == [("2", [odd])]


def test_rows_may_be_asked_for_by_key_while_all_are_read():
    with Spool(COLUMNS) as spool:
        spool.fill([(str(n % 3), row(n, str(n))) for n in range(9)])
        found = [len(spool.keyed(item.values[0])) for item in spool.rows()]
        assert found == [3, 3, 3, 0, 0, 0, 0, 0, 0]


def test_what_is_read_is_not_held():
    with Spool(COLUMNS) as spool:
        spool.fill((str(n), row(n, "x" * 1000)) for n in range(20_000))
        tracemalloc.start()
        assert sum(1 for _ in spool.rows()) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 1_000_000


def test_a_disk_that_fails_is_an_os_error():
    spool = Spool(COLUMNS)
    with spool:
        spool.fill([])
    with pytest.raises(OSError, match="temporary file"):
        list(spool.rows())


def test_rows_of_one_key_come_together_where_the_first_of_them_stood():
    finding = Finding("formula", "5", values={"column": "2", "value": "=1"})
    given = [("b", 2), ("a", 3), ("", 4), ("", finding), ("b", 6), ("a", 7), ("", 8)]
    with Spool(COLUMNS) as spool:
        spool.fill((k, row(n, str(n)) if isinstance(n, int) else n) for k, n in given)
        together = [
            item if isinstance(item, Finding) else [each.row for each in item]
            for item in spool.gathered()
        ]
        assert together == [["2", "6"], ["3", "7"], ["4"], finding, ["8"]]


def test_what_is_gathered_is_not_held():
    with Spool(COLUMNS) as spool:
        spool.fill((str(n % 10_000), row(n, "x" * 1000)) for n in range(20_000))
        tracemalloc.start()
        assert sum(1 for _ in spool.gathered()) == 10_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 1_000_000

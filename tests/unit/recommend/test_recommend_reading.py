"""Files of purchases as shops have them: what is read, what is left out, and what is said of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from assistant.recommend.history import History
from assistant.recommend.reading import HistoryFileError, ReadingReport, read_history

NAMES = "customer_id,basket_id,product_id,timestamp,quantity"
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def read(folder: Path, *lines: str, names: str = NAMES) -> tuple[History, ReadingReport]:
    file = folder / "bought.csv"
    file.write_text("\n".join((names, *lines, "")), encoding="utf-8")
    return read_history(file)


def day(written: str) -> float:
    return datetime.fromisoformat(written).timestamp() / 86_400


def test_a_line_is_what_it_says(tmp_path: Path) -> None:
    history, report = read(tmp_path, "007,b1,龙井,2026-01-03T08:00:00+08:00,2")
    assert (list(history.ids.customers), list(history.ids.products)) == (["007"], ["龙井"])
    assert history.day.tolist() == [day("2026-01-03T00:00:00+00:00")]
    assert history.quantity.tolist() == [2]
    assert (report.lines, report.kept, report.baskets) == (1, 1, 1)
    assert len(report.sentences()) == len(report.sentences("zh")) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-01-03", "2026-01-03T00:00:00+00:00"),
        ("2026-01-03 20:15:30", "2026-01-03T20:15:30+00:00"),
        ("2026-01-03T20:15:30Z", "2026-01-03T20:15:30+00:00"),
        ("1767471330", "2026-01-03T20:15:30+00:00"),
        ("1767471330000", "2026-01-03T20:15:30+00:00"),
        ("20260103", "2026-01-03T00:00:00+00:00"),
    ],
)
def test_times_as_people_write_them(tmp_path: Path, written: str, meant: str) -> None:
    history, _ = read(tmp_path, f"a,1,p,{written},1")
    assert history.dated
    assert history.day[0] == pytest.approx(day(meant), abs=1e-6)


def test_an_order_instead_of_times(tmp_path: Path) -> None:
    history, report = read(tmp_path, "a,1,p,1,1", "a,2,p,2,1", "b,1,p,1,1")
    assert not history.dated
    assert len(history.baskets.customer) == 3
    assert "order index" in report.sentences()[0]


def test_what_cannot_be_used_is_left_out_and_counted(tmp_path: Path) -> None:
    history, report = read(
        tmp_path,
        "a,1,p,2026-01-03,1",
        "a,1,p,2026-01-03,1",
        "a,2,p,yesterday,1",
        "a,3,p,2026-01-05,-1",
        "a,4,p,2026-01-06,0",
        "a,5,p,2026-01-07,many",
        ",6,p,2026-01-08,1",
        "a,7,p,2026-01-02,3",
        "a,7,p,2026-01-02,2",
    )
    assert (report.lines, report.kept, len(history)) == (9, 2, 2)
    assert (report.duplicates, report.merged, report.out_of_order) == (1, 1, 1)
    assert (report.unreadable_times, report.first_unreadable_time) == (1, 4)
    assert (report.unreadable_quantities, report.first_unreadable_quantity) == (1, 7)
    assert (report.returned, report.none_bought, report.nameless) == (1, 1, 1)
    assert history.quantity.tolist() == [5, 1]
    assert np.all(np.diff(history.day) > 0)
    for language in ("zh", "en"):
        said = report.sentences(language)
        assert len(said) == 9
        assert any("4" in sentence for sentence in said)


def test_columns_of_no_use_are_named(tmp_path: Path) -> None:
    names = "customer_id,basket_id,product_id,timestamp,price,store,mood"
    _, report = read(tmp_path, "a,1,p,2026-01-03,9.9,7,good", names=names)
    assert report.ignored_columns == ("store", "mood")
    assert report.without_quantity
    assert "Columns not used: store, mood." in report.sentences()
    assert "未使用的列：store, mood。" in report.sentences("zh")


def test_a_customer_of_fifty_thousand_lines(tmp_path: Path) -> None:
    lines = [f"a,{n // 5},p{n % 5},{JANUARY + timedelta(hours=n // 5)},1" for n in range(50_000)]
    history, report = read(tmp_path, *lines)
    assert (report.kept, report.customers, report.baskets) == (50_000, 1, 10_000)
    assert history.baskets.size.tolist() == [5] * 10_000


def test_parquet_with_its_own_types(tmp_path: Path) -> None:
    file = tmp_path / "bought.parquet"
    columns = {
        "customer_id": pa.array([7, 8]),
        "basket_id": pa.array([1, 2]),
        "product_id": pa.array(["p", "q"]).dictionary_encode(),
        "timestamp": pa.array([JANUARY, JANUARY + timedelta(days=1)], pa.timestamp("ms", "UTC")),
        "quantity": pa.array([1.5, 2.0]),
    }
    parquet.write_table(pa.table(columns), file)
    history, _ = read_history(file)
    assert list(history.ids.customers) == ["7", "8"]
    assert history.day.tolist() == [day("2026-01-01T00:00:00+00:00"), day("2026-01-02T00:00:00Z")]
    assert history.quantity.tolist() == [1.5, 2.0]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", "customer_id,when\nx,y\n", "has no column basket_id, product_id, timestamp"),
        ("a.csv", f"{NAMES},quantity\na,1,p,2026-01-01,1,1\n", "more than once"),
        ("a.csv", f"{NAMES}\n", "holds no purchase that can be used: 0 lines"),
        ("a.csv", f"{NAMES}\na,1,p,never,1\n", "1 unreadable times"),
        ("a.csv", f"{NAMES}\na,1,p\n", "cannot be read as CSV"),
        ("a.parquet", "no parquet", "is no Parquet file"),
        ("a.txt", NAMES, "give a .csv or .parquet"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(HistoryFileError, match=why) as raised:
        read_history(file)
    assert "\n" not in str(raised.value).strip()


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(HistoryFileError, match="there is no file"):
        read_history(tmp_path / "none.csv")


LINES = st.tuples(
    st.integers(0, 3), st.integers(0, 5), st.integers(0, 4), st.integers(0, 40), st.integers(-1, 3)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, min_size=1, max_size=60))
def test_the_order_of_lines_says_nothing(tmp_path: Path, lines: list[tuple[int, ...]]) -> None:
    written = [
        f"c{who},{who}-{basket},p{what},{JANUARY + timedelta(days=when)},{many}"
        for who, basket, what, when, many in lines
    ]
    if not any(line[4] > 0 for line in lines):
        with pytest.raises(HistoryFileError):
            read(tmp_path, *written)
        return
    history, report = read(tmp_path, *written)
    assert report.lines == len(lines)
    assert len(history) == len({line[:3] for line in lines if line[4] > 0})
    assert np.all(np.diff(history.basket) >= 0)
    same = np.diff(history.customer) == 0
    assert np.all(np.diff(history.day)[same] >= 0)
    again, _ = read(tmp_path, *written[::-1])

    def told(one: History) -> set[tuple[str, str, float, float]]:
        return {
            (one.ids.customers[who], one.ids.products[what], when, many)
            for who, what, when, many in zip(
                one.customer, one.product, one.day.tolist(), one.quantity.tolist(), strict=True
            )
        }

    assert told(again) == told(history)
    assert (again.ids.customers, again.ids.products) == (
        history.ids.customers,
        history.ids.products,
    )

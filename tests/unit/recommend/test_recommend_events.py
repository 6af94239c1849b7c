"""Files of events: what is read, what is left out, what is said of it, and that it is kept once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from sqlalchemy import select
from support.databases import opened

from assistant.recommend.keeping import keep_events
from assistant.recommend.reading import HistoryFileError
from assistant.recommend.reading.events import (
    KINDS,
    Events,
    EventsReport,
    holds_events,
    read_events,
)
from assistant.recommend.reading.files import file_source
from assistant.store import Catalogs, Database
from assistant.store.customers.purchases import Did, Histories
from assistant.store.customers.tables import CustomerEventRow, CustomerRow, SoldRow
from catalog_loader.product import Catalog, Shop

NAMES = "customer_id,product_id,timestamp,kind"
JANUARY = 1_767_225_600
"""2026-01-01, in seconds since 1970."""


def read(folder: Path, *lines: str, names: str = NAMES) -> tuple[Events, EventsReport]:
    file = folder / "did.csv"
    file.write_text("\n".join((names, *lines, "")), encoding="utf-8")
    return read_events(file_source(file))


def test_lines_are_what_they_say(tmp_path: Path) -> None:
    events, report = read(
        tmp_path,
        "007,龙井,2026-01-01T08:00:10+08:00,view",
        "007,龙井,2026-01-01T00:00:10Z, Click ",
        "阿强,CUP,2026-01-01,ask",
    )
    assert [*events.of(0, 9)] == [
        Did("阿强", "CUP", JANUARY, "ask"),
        Did("007", "龙井", JANUARY + 10, "view"),
        Did("007", "龙井", JANUARY + 10, "click"),
    ]
    assert (report.lines, report.kept, report.customers, report.products) == (3, 3, 2, 2)
    assert len(report.sentences()) == len(report.sentences("zh")) == 1


def test_what_cannot_be_used_is_left_out_and_counted(tmp_path: Path) -> None:
    events, report = read(
        tmp_path,
        "a,p,2026-01-03,view,x",
        "a,p,2026-01-03,view,x",
        "a,p,2026-01-02,cart,x",
        "a,p,yesterday,view,x",
        "a,p,2026-01-04,bought,x",
        ",p,2026-01-04,view,x",
        "a,,2026-01-04,view,x",
        names=NAMES + ",device",
    )
    assert (report.lines, report.kept, len(events)) == (7, 2, 2)
    assert (report.duplicates, report.out_of_order, report.nameless) == (1, 1, 2)
    assert (report.unreadable_times, report.first_unreadable_time) == (1, 5)
    assert (report.unknown_kinds, report.first_unknown_kind) == (1, 6)
    assert report.as_json()["ignored_columns"] == ["device"]
    for language in ("zh", "en"):
        assert len(report.sentences(language)) == 7


def test_a_customer_of_fifty_thousand_events(tmp_path: Path) -> None:
    lines = [f"a,p{n % 5},{JANUARY + n},{KINDS[n % 4]}" for n in range(50_000)]
    events, report = read(tmp_path, *lines)
    assert (report.kept, report.customers, report.products) == (50_000, 1, 5)
    assert events.at.tolist() == [JANUARY + n for n in range(50_000)]


def test_parquet_with_its_own_types(tmp_path: Path) -> None:
    file = tmp_path / "did.parquet"
    columns = {
        "customer_id": pa.array([7]),
        "product_id": pa.array(["p"]).dictionary_encode(),
        "timestamp": pa.array([JANUARY * 1000], pa.timestamp("ms", "UTC")),
        "kind": pa.array(["ask"]).dictionary_encode(),
    }
    parquet.write_table(pa.table(columns), file)
    events, _ = read_events(file_source(file))
    assert [*events.of(0, 1)] == [Did("7", "p", JANUARY, "ask")]


@pytest.mark.parametrize(
    ("columns", "events"),
    [
        (NAMES, True),
        ("customer_id,basket_id,product_id,timestamp,quantity", False),
        ("customer_id,basket_id,product_id,timestamp,kind", False),
    ],
)
def test_which_is_which(tmp_path: Path, columns: str, events: bool) -> None:
    file = tmp_path / "some.csv"
    file.write_text(columns + "\n")
    assert holds_events(file_source(file)) is events


@pytest.mark.parametrize(
    ("names", "line", "why"),
    [
        ("customer_id,timestamp,kind", "a,2026-01-01,view", "has no column product_id"),
        (NAMES + ",kind", "a,p,2026-01-01,view,view", "more than once"),
        (NAMES, "a,p,1,view", "has an order index as timestamp"),
        (NAMES, "a,p,2026-01-01,bought", "1 unknown kinds"),
        (NAMES, "a,p,never,view", "1 unreadable times"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(
    tmp_path: Path, names: str, line: str, why: str
) -> None:
    with pytest.raises(HistoryFileError, match=why) as raised:
        read(tmp_path, line, names=names)
    assert "\n" not in str(raised.value)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened("sqlite", tmp_path) as database:
        await Catalogs(database).save("shop", Catalog(shop=Shop(name="小店", currency="CNY")))
        yield database


async def kept(database: Database) -> set[tuple[str, str, int, str]]:
    query = (
        select(CustomerRow.id, SoldRow.id, CustomerEventRow.at, CustomerEventRow.kind)
        .join(CustomerRow, CustomerRow.number == CustomerEventRow.customer)
        .join(SoldRow, SoldRow.number == CustomerEventRow.product)
    )
    async with database.reading() as session:
        return {(who, what, at, kind) for who, what, at, kind in await session.execute(query)}


LINES = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 5), st.sampled_from(KINDS))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(st.lists(LINES, min_size=1, max_size=30))
async def test_however_often_and_in_whatever_order(
    database: Database, tmp_path: Path, lines: list[tuple[int, int, int, str]]
) -> None:
    before = await kept(database)
    written = [f"c{who},p{what},{JANUARY + at},{kind}" for who, what, at, kind in lines]
    for order in (written, written[::-1]):
        events, report = read(tmp_path, *order)
        assert report.kept + report.duplicates == len(lines)
        await keep_events(Histories(database), "shop", events)
    told = {(f"c{who}", f"p{what}", JANUARY + at, kind) for who, what, at, kind in lines}
    assert await kept(database) == before | told

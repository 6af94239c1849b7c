"""What is kept is read page by page, and removed when its time is over."""

from datetime import UTC, datetime, timedelta

import pytest
from support.review import Moments, ask, asked

from assistant.compliance.retention import LEGAL_DAYS, Retention
from assistant.review.queue.actions import Tag
from assistant.review.queue.desk import Decision, Desk
from assistant.review.queue.ports import Actor
from assistant.settings import Settings
from assistant.store import AnswerRecord, Answers, Catalogs, Database, RoomRecord, RoomRecords
from assistant.store import history as history_module
from assistant.store.figures import AnswerFigures, Period
from assistant.store.history import History
from assistant.store.minutes import RoomMinutes, Written
from assistant.store.ratings import Ratings
from catalog_loader.product import Catalog

NOW = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
EVER = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
async def kept(database: Database, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Ten answers, one a year, the last of today; pages of three."""
    monkeypatch.setattr(history_module, "PAGE", 3)
    await Catalogs(database).save("shop", catalog)
    for room in ("a", "b"):
        await RoomRecords(database).create(RoomRecord(room, room, "shop", "zh", ""))
    for years in range(9, -1, -1):
        at = NOW - timedelta(days=365 * years)
        record = AnswerRecord(
            f"{years}", "ab"[years % 2], f"q{years}", "v", "多少钱", "answered", {"n": years}, at
        )
        await Answers(database).append(record)
        await RoomMinutes(database).add("a", {at: Written(1, 1)})
    return database


async def _read(database: Database, period: Period = EVER) -> list[str]:
    return [record.answer_id async for record in History(database).read(period)]


async def test_all_of_a_time_is_read_in_order(kept: Database) -> None:
    assert await _read(kept) == list("9876543210")
    assert await _read(kept, Period(EVER.since, EVER.until, "b")) == list("97531")
    two_years = Period(NOW - timedelta(days=700), NOW)
    assert await _read(kept, two_years) == ["1"]


async def test_what_staff_did_is_read_in_order_page_by_page(kept: Database) -> None:
    await ask(kept, asked(room="a"))
    await ask(kept, asked("有货吗", room="b"))
    moments = Moments(NOW)
    desk = Desk(kept, clock=moments)
    for number in range(8):
        await desk.act(number % 2 + 1, Decision(Tag(f"t{number}"), f"k{number}"), Actor("li"))
        moments.passes(number % 3)
    history = History(kept)
    done = [acted async for acted in history.actions(EVER)]
    assert [acted.at for acted in done] == sorted(acted.at for acted in done)
    assert {acted.detail["tag"] for acted in done} == {f"t{number}" for number in range(8)}
    only_a = [acted async for acted in history.actions(Period(EVER.since, EVER.until, "a"))]
    assert {acted.room for acted in only_a} == {"a"}
    assert len(only_a) == 4


async def test_what_is_older_than_the_law_asks_for_is_removed_with_all_of_it(
    kept: Database,
) -> None:
    await Ratings(kept).rate("9", "v", helped=True)
    await Ratings(kept).rate("0", "v", helped=True)
    retention = Retention(History(kept), LEGAL_DAYS, clock=lambda: NOW)
    assert await retention.apply() == 6
    assert await _read(kept) == list("3210")
    assert await AnswerFigures(kept).ratings(EVER) == (1, 0)
    buckets = await AnswerFigures(kept).buckets(EVER, every_s=604_800)
    assert sum(bucket.comments for bucket in buckets) == 4
    assert await retention.apply() == 0


async def test_nothing_is_removed_where_all_is_to_be_kept(kept: Database) -> None:
    assert await Retention(History(kept), 0, clock=lambda: NOW).apply() == 0
    assert len(await _read(kept)) == 10


async def test_it_is_done_again_every_hour(kept: Database) -> None:
    rests: list[float] = []

    class Over(Exception):
        pass

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 3:
            raise Over

    with pytest.raises(Over):
        await Retention(History(kept), 1, clock=lambda: NOW, rest=rest).run()
    assert rests == [60, 3600, 3600]
    assert await _read(kept) == ["0"]


def test_three_years_are_kept_unless_it_is_set() -> None:
    assert Settings().retention_days == LEGAL_DAYS

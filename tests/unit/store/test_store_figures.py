"""What is kept is counted by the database, SQLite's and PostgreSQL's alike."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.review import Moments, ask, asked

from assistant.review.queue.actions import Correct
from assistant.review.queue.desk import Decision, Desk
from assistant.review.queue.ports import Actor
from assistant.store import (
    AnswerRecord,
    Answers,
    Catalogs,
    Database,
    NotStored,
    RoomRecord,
    RoomRecords,
)
from assistant.store.figures import AnswerFigures, Period
from assistant.store.minutes import RoomMinutes, Written
from assistant.store.ratings import Ratings
from catalog_loader.product import Catalog

EIGHT = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
SHOW = Period(EIGHT, EIGHT + timedelta(hours=1))


@pytest.fixture
async def shop(database: Database, catalog: Catalog) -> Database:
    await Catalogs(database).save("shop", catalog)
    for room in ("a", "b"):
        await RoomRecords(database).create(RoomRecord(room, room, "shop", "zh", ""))
    return database


async def _answer(
    database: Database,
    number: int,
    *,
    room: str = "a",
    minutes: float = 0,
    outcome: str = "answered",
    text: str = "多少钱",
    **document: Any,
) -> None:
    askers = document.pop("askers", 1)
    whole: Mapping[str, Any] = {
        "kind": "price",
        "composer": "facts",
        "product": "tee",
        "question": {"text": text, **({"askers": askers} if askers > 1 else {})},
        "timings_ms": {"first_sentence": 10.0 * number, "first_audio": 0.0, "done": 20.0 * number},
        **document,
    }
    at = EIGHT + timedelta(minutes=minutes)
    await Answers(database).append(
        AnswerRecord(f"{number}", room, f"q{number}", "v", text, outcome, whole, at)
    )


async def test_answers_are_counted_by_kind_outcome_and_who_worded_them(shop: Database) -> None:
    await _answer(shop, 1, askers=312)
    await _answer(shop, 2)
    await _answer(shop, 3, composer="staff")
    await _answer(shop, 4, kind="returns", outcome="unknown")
    await _answer(shop, 5, minutes=60)  # the next show's
    found = {
        (one.kind, one.outcome, one.composer): (one.answers, one.askers)
        for one in await AnswerFigures(shop).counted(SHOW)
    }
    assert found == {
        ("price", "answered", "facts"): (2, 313),
        ("price", "answered", "staff"): (1, 1),
        ("returns", "unknown", "facts"): (1, 1),
    }


async def test_a_room_is_counted_by_itself(shop: Database) -> None:
    await _answer(shop, 1, room="a")
    await _answer(shop, 2, room="b")
    of_b = Period(SHOW.since, SHOW.until, "b")
    assert sum(one.answers for one in await AnswerFigures(shop).counted(of_b)) == 1


async def test_what_is_lacking_is_what_most_viewers_asked(shop: Database) -> None:
    lacking = {"outcome": "unknown", "kind": "attribute"}
    await _answer(shop, 1, text="多厚", missing=["thickness"], **lacking)
    await _answer(shop, 2, text="厚不厚", missing=["thickness"], askers=40, **lacking)
    await _answer(shop, 3, text="多重", missing=["weight"], askers=9, **lacking)
    await _answer(shop, 4, askers=500)
    thick, heavy = await AnswerFigures(shop).lacking(SHOW, limit=10)
    assert (thick.missing, thick.answers, thick.askers, thick.example) == (
        "thickness",
        2,
        41,
        "厚不厚",
    )
    assert (heavy.missing, heavy.askers, heavy.answer_id) == ("weight", 9, "3")
    assert len(await AnswerFigures(shop).lacking(SHOW, limit=1)) == 1


async def test_minutes_add_up_and_gaps_are_there(shop: Database) -> None:
    minutes = RoomMinutes(shop)
    await minutes.add("a", {EIGHT: Written(100, 30), EIGHT + timedelta(minutes=2): Written(7, 1)})
    await minutes.add("a", {EIGHT + timedelta(seconds=59): Written(10, 2)})
    await minutes.add("a", {})
    await _answer(shop, 1, minutes=2.5, outcome="unknown")
    three = Period(EIGHT, EIGHT + timedelta(minutes=3))
    found = await AnswerFigures(shop).buckets(three, every_s=60)
    assert [(b.comments, b.questions, b.answers, b.unanswered) for b in found] == [
        (110, 32, 0, 0),
        (0, 0, 0, 0),
        (7, 1, 1, 1),
        (0, 0, 0, 0),
    ]
    assert found[1].at == EIGHT + timedelta(minutes=1)


async def test_minutes_of_many_writers_are_all_counted(shop: Database) -> None:
    minutes = RoomMinutes(shop)
    await asyncio.gather(*(minutes.add("a", {EIGHT: Written(1, 1)}) for _ in range(20)))
    (first, *_) = await AnswerFigures(shop).buckets(SHOW, every_s=3600)
    assert (first.comments, first.questions) == (20, 20)


async def test_times_are_those_of_the_newest(shop: Database) -> None:
    await _answer(shop, 1)
    await _answer(shop, 2)
    assert [one.done for one in await AnswerFigures(shop).times(SHOW)] == [40.0, 20.0]


async def test_a_viewers_last_word_counts(shop: Database) -> None:
    await _answer(shop, 1)
    await _answer(shop, 2)
    ratings, figures = Ratings(shop), AnswerFigures(shop)
    assert await figures.ratings(SHOW) == (0, 0)
    for viewer, helped in (("x", True), ("y", False), ("x", False), ("z", True), ("w", True)):
        await ratings.rate("1", viewer, helped=helped)
    await ratings.rate("2", "x", helped=True)
    assert await figures.ratings(SHOW) == (3, 2)
    await ratings.rate("1", "z", helped=None)
    assert await figures.ratings(SHOW) == (2, 2)
    with pytest.raises(NotStored, match="no answer 'none'"):
        await ratings.rate("none", "x", helped=True)


async def test_what_staff_say_is_no_question_but_counts_as_corrected(shop: Database) -> None:
    for room, text in (("a", "多少钱"), ("b", "有货吗")):
        await ask(shop, asked(text, room=room, at=EIGHT))
    desk = Desk(shop, clock=Moments(EIGHT + timedelta(minutes=1)))
    li = Actor("li")
    for item in (1, 2):
        await desk.claim(item, li)
        await desk.act(item, Decision(Correct("249元。", "zh"), f"k{item}", 1), li)
    await _answer(shop, 9, text="", kind="staff", composer="staff")
    figures = AnswerFigures(shop)
    assert [
        await figures.corrected(period) for period in (SHOW, Period(SHOW.since, SHOW.until, "b"))
    ] == [2, 1]
    later = Period(SHOW.until, SHOW.until + timedelta(hours=1))
    assert await figures.corrected(later) == 0
    assert sum(one.answers for one in await figures.counted(SHOW)) == 2
    assert len(await figures.times(SHOW)) == 2

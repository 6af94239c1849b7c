"""Who answers, kept: changes in one order, news of each once, settled once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.store import AnswerRecord, Answers, Catalogs, Database, NotStored, RoomRecords
from assistant.store.conduct import (
    ConductRecords,
    DraftRecord,
    DraftSettled,
    RoomConduct,
    Takeover,
    WordsRecord,
)
from assistant.store.rooms import RoomRecord
from catalog_loader.product import Catalog

NOW = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
BY = {"by": "小王", "at": NOW}


@pytest.fixture
async def conduct(database: Database, catalog: Catalog) -> ConductRecords:
    await Catalogs(database).save("demo", catalog)
    await RoomRecords(database).create(RoomRecord("demo", "小店", "demo", "zh", "zf_xiaoxiao"))
    return ConductRecords(database)


def answer(answer_id: str) -> AnswerRecord:
    return AnswerRecord(answer_id, "demo", f"q-{answer_id}", "小明", "多少钱", "handed_off", {})


def draft(draft_id: str = "d-1") -> DraftRecord:
    document = {"answer": {"text": "259元", "outcome": "answered"}}
    return DraftRecord(draft_id, "demo", document, NOW, NOW + timedelta(seconds=60))


def words(answer_id: str = "d-1") -> WordsRecord:
    return WordsRecord(answer_id, "demo", draft().document, "小王", NOW)


async def test_nothing_was_ever_changed(conduct: ConductRecords) -> None:
    news = await conduct.news()
    assert (news.version, news.stopped, news.stopped_by, news.rooms) == (0, False, "", {})


async def test_what_is_set_comes_back(conduct: ConductRecords) -> None:
    takeovers = (
        Takeover("", "小王", NOW, None),
        Takeover("小明", "小张", NOW + timedelta(seconds=1), NOW + timedelta(hours=1)),
    )
    for takeover in (replace(takeovers[1], by="先前"), *takeovers):
        await conduct.take_over("demo", takeover)
    await conduct.set_mode("demo", "off", **BY)
    await conduct.set_mode("demo", "assist", **BY)
    await conduct.stop(True, **BY)
    news = await conduct.news(0)
    assert news.rooms == {"demo": RoomConduct("assist", takeovers)}
    assert (news.version, news.stopped, news.stopped_by) == (6, True, "小王")
    assert await conduct.give_back("demo", "小明")
    assert not await conduct.give_back("demo", "小明")
    assert (await conduct.news()).rooms["demo"].takeovers == takeovers[:1]


async def test_a_room_that_is_not_there(conduct: ConductRecords) -> None:
    with pytest.raises(NotStored, match="there is no room 'none'"):
        await conduct.set_mode("none", "off", **BY)
    with pytest.raises(NotStored, match="room 'none' has no draft 'd-1'"):
        await conduct.draft("none", "d-1")
    assert await conduct.version() == 0


async def test_news_tell_each_thing_once_in_order(conduct: ConductRecords) -> None:
    seen, known = [], 0
    for number in range(5):
        await asyncio.gather(
            conduct.add_words(words(f"w-{number}a"), answer(f"w-{number}a")),
            conduct.add_words(words(f"w-{number}b"), answer(f"w-{number}b")),
        )
        news = await conduct.news(known)
        known = news.version
        seen += [one.answer_id for one in news.words]
    assert len(seen) == len(set(seen)) == 10
    assert known == 10
    assert (await conduct.news(known)).words == ()


async def test_who_begins_to_look_is_told_only_what_still_waits(conduct: ConductRecords) -> None:
    await conduct.add_words(words("w-1"), answer("w-1"))
    await conduct.add_draft(draft("d-1"), answer("d-1"))
    await conduct.add_draft(draft("d-2"), answer("d-2"))
    await conduct.hand_off(draft("d-1"))
    news = await conduct.news()
    assert (news.words, [one.draft_id for one in news.drafts]) == ((), ["d-2"])
    assert news.drafts == await conduct.drafts("demo") == (draft("d-2"),)


async def test_a_draft_is_settled_once_whoever_is_first(
    conduct: ConductRecords, database: Database
) -> None:
    await conduct.add_draft(draft(), answer("d-1"))
    results = await asyncio.gather(
        *(conduct.approve(draft(), words(), now=NOW) for _ in range(3)),
        conduct.hand_off(draft()),
        return_exceptions=True,
    )
    assert sum(isinstance(one, DraftSettled) for one in results) == 3
    assert results.count(None) == 1
    state = (await conduct.draft("demo", "d-1")).state
    kept = await Answers(database).get("d-1")
    assert (state, kept.outcome) in (("approved", "answered"), ("handed_off", "handed_off"))
    assert len((await conduct.news(0)).words) == (state == "approved")


async def test_after_its_time_a_draft_is_not_approved(conduct: ConductRecords) -> None:
    await conduct.add_draft(draft(), answer("d-1"))
    with pytest.raises(DraftSettled, match="waited too long"):
        await conduct.approve(draft(), words(), now=NOW + timedelta(seconds=61))
    assert (await conduct.draft("demo", "d-1")).state == "waiting"
    assert (await conduct.news(0)).words == ()


async def test_words_of_one_id_are_kept_once(conduct: ConductRecords, database: Database) -> None:
    assert await conduct.add_words(words("w-1"), answer("w-1"))
    assert not await conduct.add_words(replace(words("w-1"), by="小张"), answer("w-1"))
    (kept,) = (await conduct.news(0)).words
    assert kept.by == "小王"
    assert len(await Answers(database).list("demo")) == 1

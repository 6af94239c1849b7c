from datetime import UTC, datetime, timedelta, timezone

import pytest

from assistant.store import (
    AnswerRecord,
    Answers,
    Catalogs,
    Database,
    NotStored,
    RoomRecord,
    RoomRecords,
)
from assistant.store.rooms import RoomExists
from catalog_loader.product import Catalog


@pytest.fixture
async def rooms(database: Database, catalog: Catalog) -> RoomRecords:
    await Catalogs(database).save("demo", catalog)
    return RoomRecords(database)


def room(room_id: str = "demo", **changes: object) -> RoomRecord:
    values = {"title": "小店", "catalog": "demo", "language": "zh", "voice": "zf_xiaoxiao"}
    return RoomRecord(id=room_id, **(values | changes))  # type: ignore[arg-type]


def answer(answer_id: str, in_room: str = "demo") -> AnswerRecord:
    return AnswerRecord(
        answer_id=answer_id,
        room=in_room,
        question_id=f"q-{answer_id}",
        viewer="小明",
        question="多少钱",
        outcome="answered",
        document={"answer_id": answer_id, "text": "259元", "facts": [{"field": "price"}]},
    )


@pytest.mark.parametrize("listing", [None, (), ("tea", "coat")])
async def test_a_room_comes_back(rooms: RoomRecords, listing: tuple[str, ...] | None) -> None:
    kept = room(listing=listing, on_air="tea")
    await rooms.create(kept)
    assert await rooms.get("demo") == kept
    assert await rooms.list() == (kept,)


async def test_moments_keep_their_instant(rooms: RoomRecords) -> None:
    shanghai = timezone(timedelta(hours=8))
    moment = datetime(2026, 11, 23, 20, tzinfo=shanghai)
    await rooms.create(room(created_at=moment))
    read = (await rooms.get("demo")).created_at
    assert read == moment
    assert read.tzinfo is UTC


async def test_what_is_on_air_is_remembered(rooms: RoomRecords) -> None:
    await rooms.create(room())
    await rooms.put_on_air("demo", "coat")
    assert (await rooms.get("demo")).on_air == "coat"


async def test_another_catalog_is_the_whole_listing(
    rooms: RoomRecords, database: Database, catalog: Catalog
) -> None:
    await Catalogs(database).save("other", catalog)
    await rooms.create(room(listing=("tea",)))
    await rooms.use_catalog("demo", "other", on_air="coat")
    changed = await rooms.get("demo")
    assert (changed.catalog, changed.listing, changed.on_air) == ("other", None, "coat")


async def test_refusals_name_what_is_wrong(rooms: RoomRecords) -> None:
    await rooms.create(room())
    with pytest.raises(RoomExists, match="demo"):
        await rooms.create(room())
    with pytest.raises(NotStored, match="nowhere"):
        await rooms.create(room("b", catalog="nowhere"))
    with pytest.raises(NotStored, match="'x'"):
        await rooms.get("x")
    with pytest.raises(NotStored, match="'x'"):
        await rooms.put_on_air("x", "tea")


async def test_answers_are_listed_newest_last(rooms: RoomRecords, database: Database) -> None:
    await rooms.create(room())
    await rooms.create(room("other"))
    answers = Answers(database)
    for number in range(5):
        await answers.append(answer(f"a{number}"))
    await answers.append(answer("elsewhere", "other"))
    last = await answers.list("demo", limit=3)
    assert [record.answer_id for record in last] == ["a2", "a3", "a4"]
    assert last[-1].document["facts"] == [{"field": "price"}]


async def test_an_answer_is_found_and_rewritten(rooms: RoomRecords, database: Database) -> None:
    await rooms.create(room())
    answers = Answers(database)
    await answers.append(answer("a1"))
    await answers.replace_document("a1", {"text": "new"})
    assert (await answers.get("a1")).document == {"text": "new"}
    with pytest.raises(NotStored, match="a2"):
        await answers.get("a2")
    with pytest.raises(NotStored, match="a2"):
        await answers.replace_document("a2", {})

"""Fact cards in a room: of what goes on air, among the events, and in live rooms elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.room.helping import helping
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.settings import Settings
from catalog_loader.product import Catalog, Variant


@pytest.fixture(autouse=True)
def _settles_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "SETTLES_S", 0.0)


@pytest.fixture
async def session(rooms: Rooms) -> RoomSession:
    session = await rooms.get("demo")
    await session.help_unasked(True)
    return session


async def made(session: RoomSession) -> None:
    """Wait for every card that is on its way."""
    await asyncio.gather(*session._helping._tasks)


@asynccontextmanager
async def cards(session: RoomSession) -> AsyncIterator[list[Mapping[str, Any]]]:
    """The cards that are told meanwhile, once the block has been left."""
    told: list[Mapping[str, Any]] = []
    async with session.events.subscribe() as messages:
        yield told
        await made(session)
        session.events.close()
        async for message in messages:
            if message["type"] == "room.card":
                told.append(message["card"])


async def test_a_product_that_goes_on_air_has_a_card_of_its_facts(session: RoomSession) -> None:
    async with cards(session) as told:
        await session.put_on_air("tea")
    (card,) = told
    assert (card["reason"], card["product"], card["title"]) == ("on_air", "tea", "龙井茶")
    assert card["lines"] == ["龙井茶88.5元。"]  # of what is not published it says nothing
    assert card["facts"][0]["value"] == "88.5"
    assert card["askers"] == 0
    assert 'xiaoer_fact_cards_total{reason="on_air"} 1.0' in session._telemetry.render().decode()


async def test_where_the_catalog_says_nothing_there_is_no_card(
    rooms: Rooms, session: RoomSession, catalog: Catalog
) -> None:
    tea = catalog.products[1].model_copy(update={"variants": (Variant(sku="TEA"),)})
    await rooms.import_catalog(
        "demo", catalog.model_copy(update={"products": (catalog.products[0], tea)})
    )
    async with cards(session) as told:
        await session.put_on_air("tea")
    assert told == []


async def test_going_back_and_forth_repeats_none(session: RoomSession, monkeypatch) -> None:
    async with cards(session) as told:
        for name in ("tea", "coat", "tea", "coat"):
            await session.put_on_air(name)
            await made(session)
        monkeypatch.setattr(helping, "AGAIN_S", 0.0)  # some minutes later
        await session.put_on_air("tea")
    assert [card["product"] for card in told] == ["tea", "coat", "tea"]


async def test_what_is_off_air_again_before_it_settles_has_none(session: RoomSession) -> None:
    settled = asyncio.Event()

    async def rest(seconds: float) -> None:
        await settled.wait()

    session._helping._rest = rest
    async with cards(session) as told:
        await session.put_on_air("tea")
        await session.put_on_air("coat")
        settled.set()
    assert [card["product"] for card in told] == ["coat"]


async def test_one_that_stays_on_air_has_one_card_whoever_says_so(session: RoomSession) -> None:
    async with cards(session) as told:
        await session.put_on_air("tea", by="host", confidence=0.9)
        await session.put_on_air("tea", by="platform")
        await session.put_on_air("tea")
    assert len(told) == 1


async def test_what_the_host_seems_to_show_has_one_when_it_is_sure(session: RoomSession) -> None:
    session._on_air._since = float("-inf")  # what staff showed is long ago
    async with cards(session) as told:
        assert await session.put_on_air("tea", by="host", confidence=0.75)
        await made(session)
        assert session._telemetry.render().decode().count("xiaoer_fact_cards_total{") == 0
        await session.put_on_air("tea", by="host", confidence=0.9)
    assert len(told) == 1


async def test_off_by_default(rooms: Rooms) -> None:
    session = await rooms.get("demo")
    assert not session.describe().fact_cards
    async with cards(session) as told:
        await session.put_on_air("tea")
        await session.help_unasked(True)
    assert told == []


async def test_a_room_remembers_what_it_was_told(rooms: Rooms, settings: Settings) -> None:
    def again(on: bool) -> Rooms:
        wanted = settings.model_copy(update={"fact_cards": on})
        return Rooms(rooms.catalogs._database, rooms._engines, rooms._telemetry, wanted)

    assert (await again(True).get("demo")).describe().fact_cards  # nobody said otherwise
    await (await rooms.get("demo")).help_unasked(False)
    assert not (await again(True).get("demo")).describe().fact_cards
    await (await rooms.get("demo")).help_unasked(True)
    assert (await again(False).get("demo")).describe().fact_cards


async def test_a_room_is_switched_by_the_api(http: httpx.AsyncClient) -> None:
    assert (await http.get("/api/rooms/demo")).json()["fact_cards"] is False
    switched = await http.put("/api/rooms/demo/fact-cards", json={"on": True})
    assert (switched.status_code, switched.json()["fact_cards"]) == (200, True)
    assert (await http.get("/api/rooms/demo")).json()["fact_cards"] is True
    assert (await http.put("/api/rooms/demo/fact-cards", json={})).status_code == 422
    assert (await http.put("/api/rooms/none/fact-cards", json={"on": True})).status_code == 404


def test_a_card_arrives_on_the_events_socket(client: TestClient) -> None:
    with client.websocket_connect("/api/rooms/demo/events") as watcher:
        assert watcher.receive_json()["room"]["fact_cards"] is False
        client.put("/api/rooms/demo/fact-cards", json={"on": True})
        assert watcher.receive_json()["room"]["fact_cards"] is True
        client.put("/api/rooms/demo/on-air", json={"sku": "TEA"})
        assert watcher.receive_json()["type"] == "room.on_air"
        told = watcher.receive_json()
    assert told["type"] == "room.card"
    assert told["card"]["lines"] == ["龙井茶88.5元。"]


async def test_a_theme_that_waited_is_kept_as_answered(
    rooms: Rooms, session: RoomSession, monkeypatch
) -> None:
    async def kept() -> set[str]:
        records = await rooms.answers.list("demo")
        return {one.question for one in records if one.document["text"] == "羽绒服259元。"}

    monkeypatch.setattr("assistant.room.helping.themes.AFTER_S", 0.0)
    async with cards(session) as told:
        for number, text in enumerate(("等吗", "等等吗")):
            await session.comment(f"早{number}", text)
        await session.comment("小美", "多少钱")
        await session.comment("小红", "多少钱呀")
        async with asyncio.timeout(10):
            while not {"多少钱", "多少钱呀"} <= await kept():  # noqa: ASYNC110 - a store tells nobody
                await asyncio.sleep(0.001)
    assert told[0]["theme"] == "price"
    assert told[0]["lines"] == ["羽绒服259元。"]

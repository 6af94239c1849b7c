"""The host of a room over HTTP: what they said, and where the shop says otherwise."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.answering.values import Question
from assistant.room.events import HostSaid
from assistant.room.host_ear.claims import Differs
from assistant.room.host_ear.transcript import Spoken
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession


@pytest.fixture
async def session(desk: httpx.AsyncClient, app: FastAPI) -> RoomSession:
    rooms: Rooms = app.state.rooms
    return await rooms.get("demo")


def say(session: RoomSession, text: str, *, ago: float = 1.0) -> Spoken:
    at = session.now() - timedelta(seconds=ago)
    line = Spoken(text, 100.0 - ago, 101.0 - ago, at, session.room.shelf.on_air, 0.8)
    session.ear.transcript.add(line)
    return line


def alarm(session: RoomSession, text: str = "一百九十九元") -> str:
    line = say(session, text)
    raised = session.ear.alarms.raise_for(
        Differs("price", "coat", "199 CNY", "199元"),
        title="大衣",
        line=text,
        at=line.at,
        now=session.now(),
        confidence=0.8,
    )
    return raised.id


async def test_what_the_host_said_lately_is_read(
    desk: httpx.AsyncClient, session: RoomSession
) -> None:
    say(session, "很久以前", ago=400)
    alarm(session)
    lines = (await desk.get("/api/rooms/demo/host/transcript")).json()
    assert [(line["text"], line["held_back"]) for line in lines] == [("一百九十九元", True)]
    every = await desk.get("/api/rooms/demo/host/transcript", params={"seconds": 900})
    assert len(every.json()) == 2


async def test_an_alarm_is_listed_and_settled(
    desk: httpx.AsyncClient, session: RoomSession
) -> None:
    raised = alarm(session)
    (listed,) = (await desk.get("/api/rooms/demo/host/alarms", params={"state": "open"})).json()
    assert (listed["id"], listed["claim"], listed["said"]) == (raised, "199 CNY", "一百九十九元")
    path = f"/api/rooms/demo/host/alarms/{raised}"
    settled = await desk.put(path, json={"state": "confirmed"})
    assert settled.json()["state"] == "confirmed"
    assert not (await desk.get("/api/rooms/demo/host/alarms", params={"state": "open"})).json()


async def test_an_alarm_that_is_not_there_is_a_clear_404(
    desk: httpx.AsyncClient, session: RoomSession
) -> None:
    path = "/api/rooms/demo/host/alarms/nothing"
    response = await desk.put(path, json={"state": "dismissed"})
    assert response.status_code == 404
    assert response.json()["detail"] == "there is no alarm 'nothing' in this room"


async def test_what_the_host_said_reaches_whoever_answers(session: RoomSession, answerer) -> None:
    say(session, "二百五十九元")
    alarm(session)
    await session.answer(Question("多少钱", "demo"))
    assert [(line.text, line.held_back) for line in answerer.heard] == [
        ("二百五十九元", False),
        ("一百九十九元", True),
    ]


async def test_what_staff_pinned_neither_platform_nor_host_changes(
    desk: httpx.AsyncClient, session: RoomSession
) -> None:
    shown = await desk.put("/api/rooms/demo/on-air", json={"sku": "tea", "pinned": True})
    assert (shown.json()["on_air"]["handle"], shown.json()["pinned"]) == ("tea", True)
    assert not await session.put_on_air("coat", by="platform")
    assert not await session.put_on_air("coat", by="host", confidence=0.9)
    assert session.room.shelf.on_air == "tea"
    await desk.put("/api/rooms/demo/on-air", json={"sku": "tea", "pinned": False})
    assert await session.put_on_air("coat", by="platform")
    seen = (await desk.get("/api/rooms/demo")).json()
    assert (seen["on_air"]["handle"], seen["on_air_by"]) == ("coat", "platform")


async def test_a_doubtful_word_of_the_hosts_waits_for_a_link_to_grow_old(
    session: RoomSession,
) -> None:
    await session.put_on_air("tea", by="platform")
    assert not await session.put_on_air("coat", by="host", confidence=0.75)
    assert await session.put_on_air("coat", by="host", confidence=0.9)


def test_the_hosts_words_and_alarms_are_for_staff(
    client: TestClient, staff_client: TestClient
) -> None:
    with (
        client.websocket_connect("/api/rooms/demo/events") as viewer,
        client.websocket_connect("/api/rooms/demo/events?staff=true") as staff,
    ):
        assert viewer.receive_json()["type"] == staff.receive_json()["type"] == "room.state"
        session = client.portal.call(client.app.state.rooms.get, "demo")
        said = Spoken("今天包邮", 0.0, 1.0, session.now(), "coat", 0.9)
        client.portal.call(session.events.publish, HostSaid(said))
        client.portal.call(alarm, session)
        client.post("/api/rooms/demo/comments", json={"viewer": "a", "text": "来了"})
        assert [staff.receive_json()["type"] for _ in range(2)] == ["host.said", "host.alarm"]
        assert viewer.receive_json()["type"] == "comment.added"

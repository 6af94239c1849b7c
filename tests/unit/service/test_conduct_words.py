"""Staff's own words: to one viewer where they are, or to the room; told once."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from support.conducting import called, joined, watched
from support.elsewhere import until

from assistant.room.session import RoomSession

WORDS = "/api/rooms/demo/words"
TEXT = "亲，您的包裹今晚发出。"


@pytest.fixture
async def session(app: FastAPI) -> RoomSession:
    session: RoomSession = await app.state.rooms.get("demo")
    await session._ahead.close()
    return session


@pytest.fixture
async def seen(session: RoomSession) -> AsyncIterator[list[dict[str, Any]]]:
    async with watched(session) as seen:
        yield seen


async def test_a_viewer_of_the_page_reads_them_as_an_answer_to_them(
    desk: httpx.AsyncClient, seen: list[dict[str, Any]], app: FastAPI
) -> None:
    said = await desk.post(WORDS, json={"viewer": "小明", "text": TEXT})
    assert said.status_code == 202
    await until(lambda: seen)
    (told,) = seen
    assert (told["type"], told["viewer"]) == ("answer.done", "小明")
    answer = told["answer"]
    assert answer["answer_id"] == said.json()["answer_id"]
    assert (answer["text"], answer["composer"], answer["language"]) == (TEXT, "staff", "zh")
    (record,) = await app.state.rooms.answers.list("demo")
    assert (record.viewer, record.document) == ("小明", answer)


@pytest.mark.parametrize("state", ["auto", "taken", "stopped"])
async def test_a_caller_hears_them_whoever_answers(
    desk: httpx.AsyncClient, session: RoomSession, state: str
) -> None:
    if state == "taken":
        await desk.post("/api/rooms/demo/takeover", json={"viewer": "小李"})
    await desk.put("/api/conduct", json={"stopped": state == "stopped"})
    async with called(session) as call, called(session, "小张") as other:
        await until(lambda: call.has("session.created") and other.has("session.created"))
        await desk.post(WORDS, json={"viewer": "小李", "text": TEXT, "aloud": True})
        await until(lambda: call.has("response.done"))
        assert (call.words, other.words) == (TEXT, "")
        assert call.sounds
        response = call.events[-1]["response"]
        assert (response["status"], response["metadata"]["composer"]) == ("completed", "staff")
        # and the conversation goes on
        call.ask()
        await until(lambda: call.has("response.done", 2))
        assert call.words.removeprefix(TEXT) == ("259元。这是羽绒服。" if state == "auto" else "")


async def test_a_caller_reads_what_is_not_to_be_heard(
    desk: httpx.AsyncClient, session: RoomSession
) -> None:
    async with called(session) as call:
        await until(lambda: call.has("session.created"))
        await desk.post(WORDS, json={"viewer": "小李", "text": TEXT})
        await until(lambda: call.has("response.done"))
        assert call.has("response.output_text.delta")
        assert not call.sounds


@pytest.mark.parametrize(("to_one", "speaks"), [(False, False), (True, False), (False, True)])
async def test_a_viewer_of_a_live_room_is_written_to_there(
    desk: httpx.AsyncClient, session: RoomSession, to_one: bool, speaks: bool
) -> None:
    async with joined(session, speaks=speaks, to_one=to_one) as there, joined(session) as other:
        there.say("1", "小美", "多少钱")
        await until(lambda: there.read)
        body = {"viewer": "elsewhere:id-小美", "text": TEXT, "aloud": speaks}
        await desk.post(WORDS, json=body)
        await until(lambda: len(there.read) == 2)
        text, to = there.read[-1]
        assert text == f"@小美 {TEXT}"
        assert (to is not None) == to_one
        assert other.read == []


async def test_the_room_and_all_live_rooms_hear_what_is_for_all(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]], synthesiser
) -> None:
    async with (
        joined(session) as written,
        joined(session, writes=False, speaks=True) as spoken,
        called(session) as call,
    ):
        await until(lambda: written.inside and spoken.inside and call.has("session.created"))
        await desk.post(WORDS, json={"text": TEXT, "aloud": True})
        await until(lambda: written.read)
        assert written.read == [(TEXT, None)]
        assert await spoken.listen(1) == 1
        assert call.words == ""  # a call is one viewer's own
    assert [one["viewer"] for one in seen] == [""]


async def test_the_same_is_told_once(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]]
) -> None:
    async with joined(session) as there:
        await until(lambda: there.inside)
        for _ in range(2):
            await desk.post(WORDS, json={"text": TEXT, "answer_id": "a-1"})
        await desk.post(WORDS, json={"text": "第二句", "answer_id": "a-2"})
        await until(lambda: len(there.read) >= 2)
        assert there.texts == [TEXT, "第二句"]
    assert len(seen) == 2


async def test_about_an_answer_that_was_given(
    desk: httpx.AsyncClient, session: RoomSession, app: FastAPI
) -> None:
    asked = await desk.post("/api/rooms/demo/questions", json={"viewer": "小明", "text": "多少钱"})
    answer_id = asked.json()["answer_id"]
    said = await desk.post(WORDS, json={"viewer": "小明", "text": TEXT, "answer_id": answer_id})
    assert said.status_code == 202
    (record,) = await app.state.rooms.answers.list("demo")
    assert record.document == asked.json()


@pytest.mark.parametrize(
    "body", [{}, {"text": " "}, {"text": "长" * 501}, {"text": "好", "answer_id": "a b"}]
)
async def test_what_cannot_be_said(desk: httpx.AsyncClient, body: object) -> None:
    response = await desk.post(WORDS, json=body)
    assert response.status_code == 422
    assert "\n" not in response.json()["detail"]


async def test_nothing_to_give_back(desk: httpx.AsyncClient) -> None:
    response = await desk.delete("/api/rooms/demo/takeover", params={"viewer": "小明"})
    assert response.status_code == 409
    assert response.json()["detail"] == (
        "nobody has taken viewer '小明' over; there is nothing to give back"
    )

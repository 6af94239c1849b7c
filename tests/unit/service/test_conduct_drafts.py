"""Drafts: approved ones reach who asked, in the way they asked, once; the others go to a person."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from access_client import let_in, shows
from fastapi import FastAPI
from support.conducting import called, joined, watched
from support.elsewhere import until

from assistant.room.session import RoomSession

DRAFTS = "/api/rooms/demo/drafts"
STAFF = shows("wang")


@pytest.fixture
async def session(app: FastAPI, desk: httpx.AsyncClient) -> RoomSession:
    session: RoomSession = await app.state.rooms.get("demo")
    await session._ahead.close()
    await let_in(app, "wang")
    await desk.put("/api/rooms/demo/conduct", json={"mode": "assist"})
    return session


@pytest.fixture
async def seen(session: RoomSession) -> AsyncIterator[list[dict[str, Any]]]:
    async with watched(session) as seen:
        yield seen


async def asked(desk: httpx.AsyncClient, viewer: str = "小明") -> dict[str, Any]:
    body = {"viewer": viewer, "text": "多少钱"}
    answer: dict[str, Any] = (await desk.post("/api/rooms/demo/questions", json=body)).json()
    return answer


def done(seen: list[dict[str, Any]], answer_id: str) -> list[dict[str, Any]]:
    return [
        one
        for one in seen
        if one["type"] == "answer.done" and one["answer"]["answer_id"] == answer_id
    ]


async def test_an_approved_draft_reaches_who_asked_in_text(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]], app: FastAPI
) -> None:
    waiting = await asked(desk)
    approved = await desk.post(
        f"{DRAFTS}/{waiting['answer_id']}", json={"approve": True}, headers=STAFF
    )
    assert (approved.json()["state"], approved.json()["by"]) == ("approved", "wang")
    await until(lambda: len(done(seen, waiting["answer_id"])) == 2)
    told = done(seen, waiting["answer_id"])[-1]
    assert told["viewer"] == "小明"
    assert told["answer"]["text"] == "259元。这是羽绒服。"
    assert (told["answer"]["composer"], told["answer"]["outcome"]) == ("facts", "answered")
    assert told["answer"]["facts"]
    (record,) = await app.state.rooms.answers.list("demo")
    assert (record.outcome, record.document) == ("answered", told["answer"])
    assert [one["type"] for one in seen if one["type"].startswith("draft.")] == [
        "draft.waiting",
        "draft.settled",
    ]
    assert (await desk.get(DRAFTS)).json() == {"drafts": []}
    assert "xiaoer_drafts_waiting 0.0" in (await desk.get("/metrics")).text


async def test_what_staff_edit_is_theirs(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]], app: FastAPI
) -> None:
    waiting = await asked(desk)
    body = {"approve": True, "text": "亲，今晚只要249元。"}
    await desk.post(f"{DRAFTS}/{waiting['answer_id']}", json=body)
    answer = (await app.state.rooms.answers.get(waiting["answer_id"])).document
    assert (answer["text"], answer["composer"], answer["facts"]) == (body["text"], "staff", [])


async def test_it_is_remembered_as_the_turn_it_became(
    desk: httpx.AsyncClient, session: RoomSession, answerer
) -> None:
    waiting = await asked(desk)
    await desk.post(f"{DRAFTS}/{waiting['answer_id']}", json={"approve": True, "text": "249元。"})
    await asked(desk)
    assert [(turn.question, turn.answer) for turn in answerer.histories[-1]] == [
        ("多少钱", "249元。")
    ]


async def test_a_caller_hears_it_in_their_call(
    desk: httpx.AsyncClient, session: RoomSession
) -> None:
    async with called(session) as call, called(session, "小张") as other:
        call.ask()
        await until(lambda: call.has("response.done"))
        assert call.words == "稍等，我确认一下。"
        before = call.sounds
        (draft,) = (await desk.get(DRAFTS)).json()["drafts"]
        await desk.post(f"{DRAFTS}/{draft['draft_id']}", json={"approve": True})
        await until(lambda: call.has("response.done", 2))
        assert call.words == "稍等，我确认一下。259元。这是羽绒服。"
        assert call.sounds > before
        response = [one for one in call.events if one["type"] == "response.done"][-1]["response"]
        assert response["metadata"]["answer_id"] == draft["draft_id"]
        assert other.words == ""


@pytest.mark.parametrize("speaks", [False, True])
async def test_a_live_room_reads_and_hears_it(
    desk: httpx.AsyncClient, session: RoomSession, synthesiser, speaks: bool
) -> None:
    async with joined(session, speaks=speaks) as there:
        there.say("1", "小美", "多少钱")
        await until(lambda: session.desk._office._waiting)  # type: ignore[attr-defined]
        assert there.texts == []
        (draft,) = (await desk.get(DRAFTS)).json()["drafts"]
        assert (draft["viewer"], draft["to"]) == ("小美", "elsewhere:id-小美")
        await desk.post(f"{DRAFTS}/{draft['draft_id']}", json={"approve": True})
        await until(lambda: there.texts)
        assert there.texts == ["@小美 259元。这是羽绒服。"]
        if speaks:
            assert await there.listen(1) == 1
    assert bool(synthesiser.spoken) == speaks


async def test_twice_is_once(desk: httpx.AsyncClient, session: RoomSession) -> None:
    waiting = await asked(desk)
    address = f"{DRAFTS}/{waiting['answer_id']}"
    both = await asyncio.gather(*(desk.post(address, json={"approve": True}) for _ in range(2)))
    assert sorted(one.status_code for one in both) == [200, 409]
    again = await desk.post(address, json={"approve": False})
    assert again.status_code == 409
    assert again.json()["detail"] == f"draft {waiting['answer_id']!r} was approved before"


async def test_a_refused_draft_is_told_to_nobody(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]]
) -> None:
    waiting = await asked(desk)
    address = f"{DRAFTS}/{waiting['answer_id']}"
    assert (await desk.post(address, json={"approve": False})).json()["state"] == "handed_off"
    late = await desk.post(address, json={"approve": True})
    assert (late.status_code, len(done(seen, waiting["answer_id"]))) == (409, 1)


@pytest.mark.parametrize(
    ("draft", "body", "status"),
    [
        ("nothing", {"approve": True}, 404),
        ("nothing", {"approve": False, "text": "249元"}, 422),
        ("nothing", {"approve": True, "text": " "}, 422),
        ("nothing", {}, 422),
    ],
)
async def test_what_cannot_be_settled_is_one_sentence(
    desk: httpx.AsyncClient, session: RoomSession, draft: str, body: object, status: int
) -> None:
    response = await desk.post(f"{DRAFTS}/{draft}", json=body)
    assert response.status_code == status
    assert "\n" not in response.json()["detail"]


async def test_nobody_approves_it_in_time(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]], app: FastAPI
) -> None:
    office = app.state.rooms.office
    waiting = await asked(desk)
    made = datetime.now(UTC)
    office.clock = lambda: made + timedelta(seconds=59)
    await office.beat()
    assert len((await desk.get(DRAFTS)).json()["drafts"]) == 1
    office.clock = lambda: made + timedelta(seconds=61)
    late = await desk.post(f"{DRAFTS}/{waiting['answer_id']}", json={"approve": True})
    assert late.status_code == 409
    await office.beat()
    await until(lambda: seen[-1]["type"] == "draft.settled")
    assert seen[-1]["draft"]["state"] == "handed_off"
    metrics = (await desk.get("/metrics")).text
    assert 'xiaoer_questions_held_total{reason="not_approved"} 1.0' in metrics
    (record,) = await app.state.rooms.answers.list("demo")
    assert record.outcome == "handed_off"

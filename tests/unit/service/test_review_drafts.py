"""What the assistant did not tell by itself waits in the review queue, and is told from there."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from support.conducting import watched
from support.elsewhere import until

from assistant.room.session import RoomSession

ITEMS = "/api/review/items"


@pytest.fixture
async def session(app: FastAPI, desk: httpx.AsyncClient) -> RoomSession:
    session: RoomSession = await app.state.rooms.get("demo")
    await session._ahead.close()
    return session


@pytest.fixture
async def seen(session: RoomSession) -> AsyncIterator[list[dict[str, Any]]]:
    async with watched(session) as seen:
        yield seen


async def mode(desk: httpx.AsyncClient, mode: str) -> None:
    (await desk.put("/api/rooms/demo/conduct", json={"mode": mode})).raise_for_status()


async def ask(desk: httpx.AsyncClient, viewer: str = "小明") -> None:
    body = {"viewer": viewer, "text": "多少钱"}
    (await desk.post("/api/rooms/demo/questions", json=body)).raise_for_status()


async def waiting(desk: httpx.AsyncClient) -> dict[str, Any]:
    (item,) = (await desk.get(ITEMS)).json()["items"]
    return dict(item)


async def decide(desk: httpx.AsyncClient, item: dict[str, Any], **body: Any) -> httpx.Response:
    await desk.post(f"{ITEMS}/{item['id']}/claim")
    return await desk.post(
        f"{ITEMS}/{item['id']}/actions",
        json={"version": item["version"], **body},
        headers={"Idempotency-Key": f"{body['kind']} {item['version']}"},
    )


def told_by(seen: list[dict[str, Any]], composer: str) -> list[tuple[str, str]]:
    """What was told on staff's word, whom and in what words."""
    return [
        (one["viewer"], one["answer"]["text"])
        for one in seen
        if one["type"] == "answer.done"
        and one["answer"]["composer"] == composer
        and one["answer"]["outcome"] == "answered"
    ]


async def test_a_draft_waits_with_what_it_would_say(
    desk: httpx.AsyncClient, session: RoomSession
) -> None:
    await mode(desk, "assist")
    await ask(desk)
    item = await waiting(desk)
    assert (item["untold"], item["outcome"], item["to"]) == (True, "handed_off", "小明")
    assert item["answer"] == "259元。这是羽绒服。"
    assert item["title"] == "羽绒服"


async def test_approving_tells_every_draft_of_it_once(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]]
) -> None:
    await mode(desk, "assist")
    await ask(desk)
    await ask(desk, "小红")
    item = await waiting(desk)
    assert item["askers"] == 2
    done = await decide(desk, item, kind="approve")
    assert done.json()["state"] == "approved"
    await until(lambda: len(told_by(seen, "facts")) == 2)
    assert told_by(seen, "facts") == [
        ("小明", "259元。这是羽绒服。"),
        ("小红", "259元。这是羽绒服。"),
    ]


async def test_another_wording_is_told_in_the_drafts_place(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]]
) -> None:
    await mode(desk, "assist")
    await ask(desk)
    said = {"kind": "correct", "text": "今天259元哦", "language": "zh", "to": "viewer"}
    await decide(desk, await waiting(desk), **said)
    await until(lambda: bool(told_by(seen, "staff")))
    assert told_by(seen, "staff") == [("小明", "今天259元哦")]
    assert (await desk.get("/api/rooms/demo/drafts")).json() == {"drafts": []}


async def test_to_the_room_the_draft_is_not_told_as_well(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]]
) -> None:
    await mode(desk, "assist")
    await ask(desk)
    said = {"kind": "correct", "text": "今天259元哦", "language": "zh", "to": "room"}
    await decide(desk, await waiting(desk), **said)
    await until(lambda: bool(told_by(seen, "staff")))
    assert told_by(seen, "staff") == [("", "今天259元哦")]
    assert told_by(seen, "facts") == []


async def test_dismissed_it_is_told_to_nobody(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]]
) -> None:
    await mode(desk, "assist")
    await ask(desk)
    await decide(desk, await waiting(desk), kind="dismiss")
    await until(lambda: any(one["type"] == "draft.settled" for one in seen))
    assert told_by(seen, "facts") == told_by(seen, "staff") == []


async def test_one_whose_time_ran_out_is_told_all_the_same(
    desk: httpx.AsyncClient,
    session: RoomSession,
    seen: list[dict[str, Any]],
    app: FastAPI,
) -> None:
    await mode(desk, "assist")
    await ask(desk)
    (draft,) = await session.desk.drafts()
    await session.desk.refuse(draft.draft_id, by="")  # as its time does
    await decide(desk, await waiting(desk), kind="approve")
    await until(lambda: bool(told_by(seen, "staff")))
    assert told_by(seen, "staff") == [("小明", "259元。这是羽绒服。")]


@pytest.mark.parametrize("how", ["off", "taken over"])
async def test_a_question_that_was_held_is_answered_by_hand(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]], how: str
) -> None:
    if how == "off":
        await mode(desk, "off")
    else:
        await desk.post("/api/rooms/demo/takeover", json={})
    await ask(desk)
    item = await waiting(desk)
    assert (item["untold"], item["answer"]) == (True, "")
    refused = await decide(desk, item, kind="approve")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_sayable")
    said = {"kind": "correct", "text": "259元，亲", "language": "zh", "to": "viewer"}
    await decide(desk, item, **said)
    await until(lambda: bool(told_by(seen, "staff")))
    assert told_by(seen, "staff") == [("小明", "259元，亲")]


@pytest.mark.parametrize("settles", ["approve", "dismiss"])
async def test_the_same_draft_again_waits_again(
    desk: httpx.AsyncClient, session: RoomSession, settles: str
) -> None:
    await mode(desk, "assist")
    await ask(desk)
    await decide(desk, await waiting(desk), kind=settles)
    assert (await desk.get(ITEMS)).json()["items"] == []
    await ask(desk, "小红")
    assert (await waiting(desk))["viewer"] == "小红"


async def test_what_was_told_is_not_told_again_by_approving_it(
    desk: httpx.AsyncClient, session: RoomSession, seen: list[dict[str, Any]], app: FastAPI
) -> None:
    await ask(desk)
    await decide(desk, await waiting(desk), kind="approve")
    delivered: Callable[[], Any] = app.state.review.delivery.deliver
    assert await delivered() == 0
    assert len(told_by(seen, "facts")) == 1

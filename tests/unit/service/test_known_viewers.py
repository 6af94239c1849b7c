"""Viewers whom the shop knows by their token: what they bought is told to them and nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog
from access_client import access_of, let_in, shows
from fastapi import FastAPI
from sqlalchemy import select
from support.elsewhere import until

from assistant.answering.answerer import Answerer
from assistant.room.session import RoomSession
from assistant.store import Database
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Histories
from assistant.store.customers.tables import CustomerEventRow, SoldRow

LAST, AGAIN = "上次那个还有吗", "我该买啥了"
ROOM = "/api/rooms/demo"


@pytest.fixture
def answerer() -> Answerer:  # type: ignore[override]
    """A real one, of rules and facts alone."""
    return Answerer(embedder=None, chat=None)


@pytest.fixture
def database(app: FastAPI) -> Database:
    found: Database = app.state.access.database
    return found


@pytest.fixture
async def session(app: FastAPI, database: Database) -> RoomSession:
    """The room; customer c7 buys a coat every forty days."""
    session: RoomSession = await app.state.rooms.get("demo")
    now = datetime.now(UTC)
    bought = [
        Bought("c7", "COAT-B", int((now - timedelta(days=days, hours=1)).timestamp()))
        for days in (38, 78, 118)
    ]
    other = [Bought("c8", "COAT-W", int((now - timedelta(days=9)).timestamp()))]
    await Histories(database).buy(session.room.catalog, [*bought, *other])
    return session


async def token(app: FastAPI, customer: str = "c7", **more: Any) -> dict[str, str]:
    made = await access_of(app).room_tokens.issue(
        "demo", viewer="小红", customer=customer, minutes=5, **more
    )
    return {"Authorization": f"Bearer {made}"}


async def asks(
    http: httpx.AsyncClient, text: str, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    body = {"viewer": "小红", "text": text}
    answered = await http.post(f"{ROOM}/questions", json=body, headers=headers)
    assert answered.status_code == 200
    found: dict[str, Any] = answered.json()
    return found


@asynccontextmanager
async def watching(session: RoomSession, customer: str = "") -> AsyncIterator[list[Any]]:
    seen: list[Any] = []
    async with session.events.subscribe(customer) as messages:

        async def read() -> None:
            async for message in messages:
                seen.append(message)

        task = asyncio.create_task(read())
        try:
            yield seen
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def kinds(seen: list[Any]) -> list[str]:
    return [message["type"] for message in seen]


async def test_they_alone_are_told(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession
) -> None:
    async with (
        watching(session) as room,
        watching(session, "c7") as own,
        watching(session, "c8") as another,
    ):
        with structlog.testing.capture_logs() as logged:
            answer = await asks(http, LAST, await token(app))
        await until(lambda: kinds(own)[-1:] == ["answer.done"])
    assert answer["text"].startswith("您38天前买过羽绒服 黑色。")
    assert "259元" in answer["text"]
    assert (answer["outcome"], answer["private"], answer["kind"]) == (
        "answered", True, "last_bought",
    )  # fmt: skip
    assert {fact["source"] for fact in answer["facts"]} == {"history", "catalog"}
    assert own[-1]["answer"]["text"] == answer["text"]
    assert room == another == []
    assert "38" not in str(logged)
    assert "羽绒服" not in str(logged)


async def test_what_is_kept_says_nothing_of_it(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession
) -> None:
    answer = await asks(http, LAST, await token(app))
    assert (await http.get(f"{ROOM}/answers")).json() == {"answers": []}
    one = (await http.get(f"/api/answers/{answer['answer_id']}")).json()
    assert (one["text"], one["facts"], one["product"]) == ("", [], "")
    assert one["question"]["text"] == LAST
    assert not session._replies._viewers.get("小红").turns


async def test_the_page_is_told_whether_its_viewer_is_known(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession
) -> None:
    for headers, known in ((None, False), (await token(app, ""), False), (await token(app), True)):
        assert (await http.get(ROOM, headers=headers)).json()["known"] is known


async def test_what_is_due_with_its_reason(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession
) -> None:
    answer = await asks(http, AGAIN, await token(app))
    assert "您上次买是38天前，您一般40天左右买一次" in answer["text"]
    assert "259元" in answer["text"]
    assert answer["private"] is True


@pytest.mark.parametrize("text", [LAST, AGAIN])
async def test_nobody_else_is_known(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession, text: str
) -> None:
    for headers in (None, await token(app, ""), await token(app, "nobody")):
        answer = await asks(http, text, headers)
        assert (answer["outcome"], answer["facts"]) == ("unknown", [])
        assert "private" not in answer
        assert "客服" in answer["text"]
    claimed = {"viewer": "小红", "text": text, "customer": "c7"}
    told = await http.post(f"{ROOM}/questions", json=claimed)
    assert told.status_code == 422 or "private" not in told.json()
    elsewhere = await access_of(app).room_tokens.issue("other", customer="c7", minutes=5)
    answer = await asks(http, text, {"Authorization": f"Bearer {elsewhere}"})
    assert answer["outcome"] == "unknown"


async def test_what_may_be_spoken_aloud_knows_nobody(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession
) -> None:
    body = {"model": "room:demo", "messages": [{"role": "user", "content": LAST}]}
    told = await http.post("/v1/chat/completions", json=body, headers=await token(app))
    assert told.json()["choices"][0]["message"]["xiaoer"]["outcome"] == "unknown"


async def test_other_questions_of_theirs_are_the_rooms(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession
) -> None:
    async with watching(session) as room:
        answer = await asks(http, "多少钱", await token(app))
        await until(lambda: kinds(room)[-1:] == ["answer.done"])
    assert "private" not in answer
    assert room[-1]["answer"]["text"] == answer["text"]


async def test_a_comment_is_answered_aside(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession
) -> None:
    comment = {"viewer": "小红", "text": LAST}
    async with watching(session) as room, watching(session, "c7") as own:
        headers = await token(app)
        taken = await http.post(f"{ROOM}/comments", json=comment, headers=headers)
        (view,) = taken.json()["comments"]
        assert view["verdict"] == "new"
        await until(lambda: kinds(own)[-1:] == ["answer.done"])
    assert own[-1]["question_id"] == view["question_id"]
    assert "38天前" in own[-1]["answer"]["text"]
    assert {kind for kind in kinds(room) if kind != "room.pulse"} == {"comment.added"}


async def test_of_who_refuses_profiling_nothing_is_said(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession, database: Database
) -> None:
    await Customers(database).allow(session.room.catalog, "c7", profiled=False)
    for text in (LAST, AGAIN):
        answer = await asks(http, text, await token(app))
        assert answer["text"].startswith("大家最近常买这些：")
        assert {fact["source"] for fact in answer["facts"]} == {"catalog"}


async def test_where_people_read_first_a_person_answers(
    app: FastAPI, desk: httpx.AsyncClient, http: httpx.AsyncClient, session: RoomSession
) -> None:
    await let_in(app, "wang")
    await desk.put(f"{ROOM}/conduct", json={"mode": "assist"})
    async with watching(session) as room:
        answer = await asks(http, LAST, await token(app))
        await until(lambda: "question.held" in kinds(room))
    assert (answer["outcome"], answer["text"], answer["facts"]) == ("handed_off", "", [])
    assert "answer.done" not in kinds(room)
    assert (await desk.get(f"{ROOM}/drafts", headers=shows("wang"))).json() == {"drafts": []}


async def joined(database: Database) -> list[tuple[str, str]]:
    query = select(CustomerEventRow.kind, SoldRow.id).join(
        SoldRow, SoldRow.number == CustomerEventRow.product
    )
    async with database.reading() as reading:
        return [(kind, product) for kind, product in await reading.execute(query)]


async def test_what_is_asked_joins_the_history_of_who_consented(
    app: FastAPI, http: httpx.AsyncClient, session: RoomSession, database: Database
) -> None:
    await Customers(database).allow(session.room.catalog, "c7", joined=True)
    for customer in ("c7", "c8", ""):
        await asks(http, "龙井茶多少钱", await token(app, customer))
    await asks(http, "你好", await token(app))
    await http.post(
        f"{ROOM}/comments",
        json={"viewer": "小红", "text": "羽绒服多少钱"},
        headers=await token(app),
    )
    await app.state.rooms._stores.customers.joining.close()
    assert sorted(await joined(database)) == [("ask", "coat"), ("ask", "tea")]

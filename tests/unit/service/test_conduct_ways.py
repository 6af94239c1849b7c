"""Every way by which the assistant's words reach somebody, in every state of who answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from support.conducting import called, joined, watched
from support.elsewhere import until

from assistant.room.helping import helping
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession

PRICE, WAITING = "259元", "稍等，我确认一下。"
CHAT = {"model": "room:demo", "messages": [{"role": "user", "content": "多少钱"}]}


class Ways:
    """Asks what it costs in one way, and gives every word of the assistant's that came of it."""

    def __init__(
        self,
        rooms: Rooms,
        desk: httpx.AsyncClient,
        session: RoomSession,
        voice,
        seen: list[dict[str, Any]],
    ) -> None:
        self.rooms, self.desk, self.session = rooms, desk, session
        self.voice, self.seen = voice, seen

    async def question(self) -> str:
        body = {"viewer": "小明", "text": "多少钱"}
        answer = (await self.desk.post("/api/rooms/demo/questions", json=body)).json()
        return str(answer["text"])

    async def chat(self) -> str:
        completion = (await self.desk.post("/v1/chat/completions", json=CHAT)).json()
        return str(completion["choices"][0]["message"]["content"])

    async def chat_stream(self) -> str:
        body = {**CHAT, "stream": True}
        text = (await self.desk.post("/v1/chat/completions", json=body)).text
        chunks = [json.loads(line[6:]) for line in text.split("\n\n") if line.startswith("data: {")]
        return "".join(c["choices"][0]["delta"].get("content", "") for c in chunks)

    async def comment(self) -> str:
        body = {"viewer": "小明", "text": "多少钱"}
        await self.desk.post("/api/rooms/demo/comments", json=body)
        await self.kept()
        return ""  # what there is of it comes as events

    async def call(self) -> str:
        async with called(self.session) as call:
            call.ask()
            await until(lambda: call.has("response.done"))
            assert bool(call.sounds) == bool(call.words)
            return call.words

    async def live_room(self) -> str:
        async with joined(self.session) as there:
            there.say("1", "小美", "多少钱")
            await self.kept()
            return "".join(there.texts)

    async def live_room_aloud(self) -> str:
        async with joined(self.session, writes=False, speaks=True) as there:
            there.say("1", "小美", "多少钱")
            await self.kept()
        return "".join(text for text, *_ in self.voice.spoken)

    async def kept(self) -> None:
        """Wait until the answer is done, and what follows at once has followed."""
        await until(lambda: any(one["type"] == "answer.done" for one in self.seen))
        for _ in range(100):
            await asyncio.sleep(0)


WAYS = ["question", "chat", "chat_stream", "comment", "call", "live_room", "live_room_aloud"]
CROWDS = ("comment", "live_room", "live_room_aloud")


@pytest.fixture
async def ways(app: FastAPI, desk: httpx.AsyncClient, synthesiser) -> AsyncIterator[Ways]:
    session = await app.state.rooms.get("demo")
    await session._ahead.close()  # speaking ahead is heard by nobody, and is not looked for here
    synthesiser.spoken.clear()
    async with watched(session) as seen:
        yield Ways(app.state.rooms, desk, session, synthesiser, seen)


async def stopped(desk: httpx.AsyncClient) -> httpx.Response:
    return await desk.put("/api/conduct", json={"stopped": True})


async def taken_over(desk: httpx.AsyncClient) -> httpx.Response:
    return await desk.post("/api/rooms/demo/takeover", json={})


async def off(desk: httpx.AsyncClient) -> httpx.Response:
    return await desk.put("/api/rooms/demo/conduct", json={"mode": "off"})


async def assist(desk: httpx.AsyncClient) -> httpx.Response:
    return await desk.put("/api/rooms/demo/conduct", json={"mode": "assist"})


def words(seen: list[dict[str, Any]]) -> str:
    """What the room's events say of answers, as whoever watches reads it."""
    sentences = [one["text"] for one in seen if one["type"] == "answer.sentence"]
    return "".join([*sentences, *(one["answer"]["text"] for one in seen if "answer" in one)])


@pytest.mark.parametrize("way", WAYS)
async def test_the_assistant_answers_in_every_way(ways: Ways, way: str) -> None:
    heard = await getattr(ways, way)()
    assert PRICE in (words(ways.seen) if way == "comment" else heard)
    (record,) = await ways.rooms.answers.list("demo")
    assert record.outcome == "answered"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("state", [stopped, taken_over, off])
async def test_nothing_is_heard_or_read_of_it(
    ways: Ways,
    answerer,
    state: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]],
    way: str,
) -> None:
    assert (await state(ways.desk)).is_success
    assert await getattr(ways, way)() == ""
    assert words(ways.seen) == ""
    assert ways.voice.spoken == []
    assert "多少钱" not in answerer.asked[1:]  # the first was nobody's, to warm up
    (record,) = await ways.rooms.answers.list("demo")
    assert (record.question, record.outcome) == ("多少钱", "handed_off")
    assert record.document["kind"] == f"held.{state.__name__}"
    (held,) = [one for one in ways.seen if one["type"] == "question.held"]
    assert (held["reason"], held["answer_id"]) == (state.__name__, record.answer_id)
    metrics = (await ways.desk.get("/metrics")).text
    assert f'xiaoer_questions_held_total{{reason="{state.__name__}"}} 1.0' in metrics


@pytest.mark.parametrize("way", WAYS)
async def test_a_draft_is_told_to_nobody(ways: Ways, way: str) -> None:
    await assist(ways.desk)
    heard = await getattr(ways, way)()
    assert heard == ("" if way in CROWDS else WAITING)
    shown = [one for one in ways.seen if one["type"] != "draft.waiting"]
    assert PRICE not in words(shown)
    assert all(PRICE not in text for text, *_ in ways.voice.spoken)
    (draft,) = (await ways.desk.get("/api/rooms/demo/drafts")).json()["drafts"]
    assert draft["answer"]["text"].startswith(PRICE)
    assert [one["draft"]["draft_id"] for one in ways.seen if one["type"] == "draft.waiting"] == [
        draft["draft_id"]
    ]
    (record,) = await ways.rooms.answers.list("demo")
    assert (record.answer_id, record.outcome) == (draft["draft_id"], "handed_off")


@pytest.mark.parametrize(
    ("way", "viewer"),
    [
        ("question", "小明"),
        ("comment", "小明"),
        ("call", "小李"),
        ("live_room", "elsewhere:id-小美"),
        ("live_room_aloud", "elsewhere:id-小美"),
    ],
)
async def test_one_viewer_alone(ways: Ways, way: str, viewer: str) -> None:
    await ways.desk.post("/api/rooms/demo/takeover", json={"viewer": viewer})
    assert await getattr(ways, way)() == ""
    assert words(ways.seen) == ""
    other = {"viewer": "somebody else", "text": "多少钱"}
    answer = (await ways.desk.post("/api/rooms/demo/questions", json=other)).json()
    assert answer["text"].startswith(PRICE)
    given = await ways.desk.delete("/api/rooms/demo/takeover", params={"viewer": viewer})
    assert given.json()["takeovers"] == []


@pytest.mark.parametrize("way", ["question", "live_room"])
async def test_given_back_it_answers_again(ways: Ways, way: str) -> None:
    await taken_over(ways.desk)
    await stopped(ways.desk)
    await ways.desk.put("/api/conduct", json={"stopped": False})
    still = await ways.desk.get("/api/rooms/demo/conduct")
    assert still.json()["answered_by"] == "staff"
    await ways.desk.delete("/api/rooms/demo/takeover")
    assert PRICE in await getattr(ways, way)()


async def test_of_a_crowd_only_who_was_taken_over_gets_no_answer(ways: Ways, answerer) -> None:
    async with joined(ways.session) as there:
        there.say("0", "小等", "等吗")
        there.say("00", "小等等", "等等吗")
        await until(lambda: {"等吗", "等等吗"} <= set(answerer.asked))  # both who answer are busy
        for number in range(3):
            there.say(f"c{number}", f"viewer {number}", "多少钱")
        await ways.desk.post("/api/rooms/demo/takeover", json={"viewer": "elsewhere:id-viewer 1"})
        await until(lambda: sum(len(c.inbox.most_asked(9)) for c in ways.session._crowds) == 1)
        for gate in ("等吗", "等等吗"):
            answerer.gates[gate].set()
        await until(lambda: any(text.startswith("回复2位宝宝") for text in there.texts))
    held = [one for one in await ways.rooms.answers.list("demo") if one.outcome == "handed_off"]
    assert [one.viewer for one in held] == ["viewer 1"]


async def test_what_is_being_answered_ends_when_staff_take_over(ways: Ways, answerer) -> None:
    body = {"viewer": "小明", "text": "等一下多少钱"}
    asking = asyncio.create_task(ways.desk.post("/api/rooms/demo/questions", json=body))
    await until(lambda: "等一下多少钱" in answerer.asked)
    await taken_over(ways.desk)
    answer = (await asking).json()
    assert (answer["text"], answer["outcome"], answer["kind"]) == (
        "",
        "handed_off",
        "held.taken_over",
    )
    assert answerer.cancelled == ["等一下多少钱"]


async def test_what_is_being_answered_becomes_a_draft(ways: Ways, answerer) -> None:
    body = {"viewer": "小明", "text": "等一下多少钱"}
    asking = asyncio.create_task(ways.desk.post("/api/rooms/demo/questions", json=body))
    await until(lambda: "等一下多少钱" in answerer.asked)
    await assist(ways.desk)
    answerer.gates["等一下多少钱"].set()
    assert (await asking).json()["text"] == WAITING
    assert len((await ways.desk.get("/api/rooms/demo/drafts")).json()["drafts"]) == 1


@pytest.mark.parametrize("state", [None, stopped, taken_over, off, assist])
async def test_a_fact_card_is_told_only_where_the_assistant_answers(
    ways: Ways, monkeypatch: pytest.MonkeyPatch, state
) -> None:
    monkeypatch.setattr(helping, "SETTLES_S", 0.0)
    await ways.session.help_unasked(True)
    if state is not None:
        await state(ways.desk)
    async with joined(ways.session) as there:
        await until(lambda: there.inside)
        await ways.session.put_on_air("tea")
        await until(lambda: any(one["type"] == "room.on_air" for one in ways.seen))
        await until(lambda: not ways.session._helping._tasks)
        assert there.texts == (["龙井茶88.5元。"] if state is None else [])
    assert sum(one["type"] == "room.card" for one in ways.seen) == (state is None)

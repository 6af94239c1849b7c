"""Where the time of an answer went, as the room keeps it, shows it and counts it."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

import httpx
import pytest
from support.clock import VirtualClock

from assistant.answering.values import Answer, Question
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.telemetry import Laps, TurnTimer, timing


@pytest.fixture
async def session(rooms: Rooms) -> RoomSession:
    return await rooms.get("demo")


@pytest.fixture
def metrics(session: RoomSession):
    return lambda: session._telemetry.render().decode().splitlines()


def ask(text: str = "多少钱") -> Question:
    return Question(text=text, room="demo", viewer="小明")


async def until(condition) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to that")


async def test_nothing_is_lost_around_the_answerer(
    session: RoomSession, answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, whole = VirtualClock(), answerer.answer

    async def slow(*asked):
        laps = Laps("understanding")
        for ms, key in ((12.0, "grounding"), (3.5, "first_sentence"), (0.75, None)):
            await asyncio.sleep(0)
            clock.passes(ms)
            laps.next(key)
        async for made in whole(*asked):
            yield made
            clock.passes(400)  # what comes after the first sentence

    monkeypatch.setattr(answerer, "answer", slow)
    with timing(TurnTimer("text", clock=clock)):
        answer = await session.answer(ask())
    assert answer.latency is not None
    assert answer.latency.by_key() == {
        "understanding": 12.0,
        "grounding": 3.5,
        "first_sentence": 0.75,
    }
    assert answer.as_json()["latency"]["total_ms"] == 16.25


async def test_waiting_for_an_earlier_question_is_told_apart(
    session: RoomSession, answerer
) -> None:
    clock = VirtualClock()
    first = asyncio.create_task(session.answer(ask("等一")))
    await until(lambda: answerer.asked)
    with timing(TurnTimer("text", clock=clock)):
        second = asyncio.create_task(session.answer(ask()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    clock.passes(250)
    answerer.gates["等一"].set()
    await first
    answer = await second
    assert answer.latency is not None
    assert answer.latency.by_key() == {"queue": 250.0}


async def test_the_answer_is_kept_and_shown_with_its_latency(
    rooms: Rooms, session: RoomSession, metrics
) -> None:
    async with session.events.subscribe() as messages:
        answer = await session.answer(ask())
        shown = [await anext(messages) for _ in range(4)][-1]
    latency = answer.as_json()["latency"]
    assert latency["total_ms"] > 0
    assert shown["answer"]["latency"] == latency
    kept = (await rooms.answers.get(answer.answer_id)).document
    assert kept["latency"] == latency
    assert 'xiaoer_turns_total{reason="ok",source="text"} 1.0' in metrics()
    assert 'xiaoer_turn_seconds_count{cached="false",source="text"} 1.0' in metrics()


async def test_over_http_the_latency_adds_up(http: httpx.AsyncClient) -> None:
    answer = (await http.post("/api/rooms/demo/questions", json={"text": "多少钱"})).json()
    latency = answer["latency"]
    assert set(latency) == {"total_ms", "contributions"}
    at = 0.0
    for contribution in latency["contributions"]:
        assert set(contribution) == {"key", "owner", "start_ms", "duration_ms", "detail"}
        assert contribution["start_ms"] == round(at, 3)
        at += contribution["duration_ms"]
    assert round(at, 3) == latency["total_ms"]
    again = (await http.get(f"/api/answers/{answer['answer_id']}")).json()
    assert again["latency"] == latency


async def test_an_answer_kept_before_there_was_latency_has_none(
    rooms: Rooms, session: RoomSession, http: httpx.AsyncClient
) -> None:
    answer = (await http.post("/api/rooms/demo/questions", json={"text": "多少钱"})).json()
    old = {name: value for name, value in answer.items() if name != "latency"}
    rooms_of_app: Rooms = http._transport.app.state.rooms  # type: ignore[attr-defined]
    await rooms_of_app.answers.replace_document(answer["answer_id"], old)
    assert (await http.get(f"/api/answers/{answer['answer_id']}")).json() == old


async def test_a_turn_that_ends_in_sound_is_its_callers_to_end(
    rooms: Rooms, session: RoomSession, metrics
) -> None:
    turn = TurnTimer("voice", sounds=True)
    with timing(turn):
        answer = await session.answer(ask())
    assert answer.latency is None
    assert "latency" not in answer.as_json()
    assert not any(line.startswith("xiaoer_turns_total{") for line in metrics())
    turn.hand_over()
    async with session.events.subscribe() as messages:
        timed = await session.record_first_audio(answer, 321.0, turn.latency())
        message = await anext(messages)
    session.turn_over(turn, "ok", timed)
    session.turn_over(turn, "interrupted", timed)
    assert message["type"] == "answer.timed"
    assert message["latency"] == timed.as_json()["latency"] == turn.latency().as_json()
    assert (await rooms.answers.get(answer.answer_id)).document == timed.as_json()
    assert [line for line in metrics() if line.startswith("xiaoer_turns_total{")] == [
        'xiaoer_turns_total{reason="ok",source="voice"} 1.0'
    ]


async def test_a_comments_turn_begins_when_it_is_written(
    session: RoomSession, answerer, metrics
) -> None:
    async with session.events.subscribe() as messages:
        await session.comment("小红", "等吗")
        await session.comment("小明", "多少钱")
        await until(lambda: answerer.asked)
        answerer.gates["等吗"].set()
        done = []
        while len(done) < 2:
            message = await anext(messages)
            done += [message["answer"]] if message["type"] == "answer.done" else []
    assert [answer["latency"]["contributions"][0]["key"] for answer in done] == ["queue"] * 2
    count = 'xiaoer_turn_contribution_seconds_count{contribution="queue",source="text"} 2.0'
    assert count in metrics()


async def test_a_question_that_is_given_up_or_fails_is_counted_so(
    session: RoomSession, answerer, metrics
) -> None:
    async with aclosing(session.ask(ask("等等"))) as answering:
        waiting = asyncio.ensure_future(anext(answering))
        await until(lambda: answerer.asked)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    with pytest.raises(RuntimeError, match="broken"):
        await session.answer(ask("坏"))
    assert 'xiaoer_turns_total{reason="interrupted",source="text"} 1.0' in metrics()
    assert 'xiaoer_turns_total{reason="error",source="text"} 1.0' in metrics()
    assert not any(line.startswith("xiaoer_turn_seconds_count{") for line in metrics())


async def test_an_answer_without_latency_keeps_what_it_has(session: RoomSession) -> None:
    answer = await session.answer(ask())
    timed = await session.record_first_audio(answer, 5.0)
    assert isinstance(timed, Answer)
    assert replace(timed, timings=answer.timings) == answer


async def test_the_event_loop_is_watched_while_the_service_runs(http: httpx.AsyncClient) -> None:
    for _ in range(200):
        text = (await http.get("/metrics")).text
        if "xiaoer_loop_lag_seconds_count 0.0" not in text:
            break
        await asyncio.sleep(0.01)
    assert "xiaoer_loop_lag_seconds_count 0.0" not in text
    assert "xiaoer_loop_lag_seconds_bucket" in text

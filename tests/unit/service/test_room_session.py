import asyncio
from contextlib import aclosing
from decimal import Decimal

import numpy as np
import pytest

from assistant.answering.values import Answer, Question, Sentence, Turn
from assistant.room.replies import CONCURRENT_ANSWERS
from assistant.room.rooms import RoomNotFound, Rooms
from assistant.room.session import ProductNotFound, RoomSession
from assistant.speech.audio import Audio, silence
from assistant.store import NotStored, SkuPatch
from assistant.store.rooms import RoomExists


@pytest.fixture
async def session(rooms: Rooms) -> RoomSession:
    return await rooms.get("demo")


def ask(text: str, viewer: str = "小明") -> Question:
    return Question(text=text, room="demo", viewer=viewer)


async def until(condition) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to that")


async def test_sentences_come_first_then_the_answer_which_is_kept(
    rooms: Rooms, session: RoomSession
) -> None:
    events = [event async for event in session.ask(ask("多少钱"))]
    assert [type(event) for event in events] == [Sentence, Sentence, Answer]
    answer = events[-1]
    assert answer.text == "259元。这是羽绒服。"
    kept = await rooms.answers.get(answer.answer_id)
    assert kept.document == answer.as_json()
    assert (kept.viewer, kept.question, kept.outcome) == ("小明", "多少钱", "answered")


async def test_whoever_watches_sees_it_happen(session: RoomSession) -> None:
    async with session.events.subscribe() as messages:
        answer = await session.answer(ask("多少钱"))
        seen = [await anext(messages) for _ in range(4)]
    assert [message["type"] for message in seen] == [
        "answer.started",
        "answer.sentence",
        "answer.sentence",
        "answer.done",
    ]
    assert seen[0]["question"]["text"] == "多少钱"
    assert seen[-1]["answer"] == answer.as_json()
    assert {message.get("question_id", seen[-1]["question_id"]) for message in seen} == {
        answer.question.question_id
    }


async def test_a_viewers_turns_are_the_history_of_the_next_question(
    session: RoomSession, answerer
) -> None:
    await session.answer(ask("多少钱"))
    await session.answer(ask("别人的问题", viewer="小红"))
    await session.answer(ask("再问"))
    expected = Turn("多少钱", "259元。这是羽绒服。", "coat", "price", on_air="coat")
    assert answerer.histories[2] == (expected,)
    assert answerer.histories[1] == ()


async def test_a_callers_own_history_goes_before_and_is_not_kept(
    session: RoomSession, answerer
) -> None:
    own = (Turn("问", "答"),)
    await session.answer(ask("多少钱"), history=own)
    await session.answer(ask("再问"))
    assert answerer.histories == [own, ()]


async def test_warming_up_is_nobodys_question(rooms: Rooms, session: RoomSession, answerer) -> None:
    await session.warm_up()
    assert len(answerer.asked) == 1
    assert await rooms.answers.list("demo") == ()
    await session.answer(ask("多少钱"))
    assert answerer.histories == [(), ()]


async def test_only_what_was_heard_is_history(session: RoomSession, answerer) -> None:
    answer = await session.answer(ask("多少钱"))
    session.heard_only("小明", answer.question.question_id, "259元。")
    await session.answer(ask("再问"))
    assert [turn.answer for turn in answerer.histories[1]] == ["259元。"]


async def test_one_viewers_questions_are_answered_in_order(session: RoomSession, answerer) -> None:
    first = asyncio.create_task(session.answer(ask("等一")))
    await until(lambda: answerer.asked == ["等一"])
    second = asyncio.create_task(session.answer(ask("二")))
    other = asyncio.create_task(session.answer(ask("三", viewer="小红")))
    await other
    assert answerer.asked == ["等一", "三"]
    answerer.gates["等一"].set()
    await asyncio.gather(first, second)
    assert answerer.asked == ["等一", "三", "二"]


async def test_only_so_many_are_answered_at_once(session: RoomSession, answerer) -> None:
    names = [f"等{number}" for number in range(CONCURRENT_ANSWERS + 3)]
    tasks = [asyncio.create_task(session.answer(ask(name, viewer=name))) for name in names]
    await until(lambda: answerer.running == CONCURRENT_ANSWERS)
    for name in names:
        answerer.gates[name].set()
    await asyncio.gather(*tasks)
    assert answerer.most_running == CONCURRENT_ANSWERS


async def test_an_answer_is_cancelled_by_closing_it(
    rooms: Rooms, session: RoomSession, answerer
) -> None:
    async with session.events.subscribe() as messages:
        async with aclosing(session.ask(ask("等等"))) as answering:
            waiting = asyncio.ensure_future(anext(answering))
            await until(lambda: answerer.asked)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        types = [(await anext(messages))["type"] for _ in range(2)]
    assert types == ["answer.started", "answer.stopped"]
    assert answerer.cancelled == ["等等"]
    assert await rooms.answers.list("demo") == ()
    # and the viewer is not stuck behind it
    await session.answer(ask("再问"))
    assert answerer.histories[-1] == ()


async def test_a_failure_reaches_the_caller_and_the_next_question_works(
    session: RoomSession,
) -> None:
    async with session.events.subscribe() as messages:
        with pytest.raises(RuntimeError, match="broken"):
            await session.answer(ask("坏"))
        seen = [await anext(messages) for _ in range(2)]
    assert seen[1]["type"] == "answer.stopped"
    assert seen[1]["reason"] == "failed"
    assert (await session.answer(ask("多少钱"))).text.startswith("259元")


async def test_a_consumer_that_dawdles_holds_up_no_one(session: RoomSession, answerer) -> None:
    async with aclosing(session.ask(ask("慢", viewer="慢"))) as answering:
        await anext(answering)
        for number in range(CONCURRENT_ANSWERS + 1):
            await session.answer(ask("快", viewer=str(number)))
        rest = [event async for event in answering]
    assert isinstance(rest[-1], Answer)


async def test_the_very_next_answer_says_the_new_price(
    rooms: Rooms, session: RoomSession, answerer
) -> None:
    await session.answer(ask("多少钱"))
    await rooms.patch_sku("demo", "COAT-B", SkuPatch(price=Decimal("199.9")))
    assert (await session.answer(ask("多少钱"))).text.startswith("199.9元")
    # behind this server's back, as another process does it
    await rooms.catalogs.patch_sku("demo", "COAT-B", SkuPatch(price=Decimal(150)))
    assert (await session.answer(ask("多少钱"))).text.startswith("150元")
    assert len(answerer.prepared) == 3


async def test_whoever_watches_is_told_of_a_new_price(rooms: Rooms, session: RoomSession) -> None:
    async with session.events.subscribe() as messages:
        await rooms.patch_sku("demo", "COAT-B", SkuPatch(price=Decimal(1)))
        message = await anext(messages)
    assert message["type"] == "room.state"
    assert message["room"]["on_air"]["price"] == {"min": "1", "max": "299", "currency": "CNY"}


@pytest.mark.parametrize("name", ["tea", "TEA"])
async def test_another_product_goes_on_air_and_stays(
    rooms: Rooms, session: RoomSession, name: str
) -> None:
    async with session.events.subscribe() as messages:
        await session.put_on_air(name)
        message = await anext(messages)
    assert message["on_air"]["handle"] == "tea"
    assert (await session.answer(ask("多少钱"))).product == "tea"
    again = Rooms(rooms.catalogs._database, session._engines, session._telemetry, rooms._settings)
    assert (await again.get("demo")).room.shelf.on_air == "tea"


@pytest.mark.parametrize("name", ["nothing", "secret", "SECRET"])
async def test_what_the_room_does_not_list_cannot_go_on_air(
    session: RoomSession, name: str
) -> None:
    with pytest.raises(ProductNotFound, match=name):
        await session.put_on_air(name)


async def test_a_product_gone_from_the_catalog_gives_way_on_air(
    rooms: Rooms, session: RoomSession, catalog
) -> None:
    await rooms.import_catalog(
        "demo", catalog.model_copy(update={"products": catalog.products[1:]})
    )
    assert session.room.shelf.on_air == "tea"


async def test_a_comment_is_shown_and_answered_if_it_asks(session: RoomSession) -> None:
    async with session.events.subscribe() as messages:
        await session.comment("小红", "好喜欢")
        await session.comment("小红", "多少钱呀")
        seen = []
        async with asyncio.timeout(10):
            while len(seen) < 6:
                # The pulse beats by the clock, between whatever else happens.
                if (message := await anext(messages))["type"] != "room.pulse":
                    seen.append(message)
    assert [message["type"] for message in seen] == [
        "comment.added",
        "comment.added",
        "answer.started",
        "answer.sentence",
        "answer.sentence",
        "answer.done",
    ]
    assert seen[2]["question"]["text"] == "多少钱呀"
    assert seen[2]["question"]["viewer"] == "小红"


async def test_a_comment_that_breaks_the_answerer_does_not_stop_the_next(
    session: RoomSession, answerer
) -> None:
    await session.comment("小红", "坏了吗")
    await session.comment("小明", "多少钱")
    await until(lambda: sorted(answerer.asked) == ["坏了吗", "多少钱"])
    await session.comment("小刚", "还有吗")
    await until(lambda: "还有吗" in answerer.asked)


async def test_the_room_hears_with_its_own_words(session: RoomSession) -> None:
    noise = Audio(np.full(16_000, 0.5, dtype=np.float32), 16_000)
    assert (await session.recognise(noise)).text == "羽绒服 羽间"
    assert (await session.recognise(silence(1.0, 16_000))).text == ""


async def test_the_room_speaks_in_its_own_voice_unless_told(
    session: RoomSession, synthesiser
) -> None:
    pieces = [piece async for piece in session.speak("你好", language="zh")]
    assert sum(len(piece.samples) for piece in pieces) == 480
    [piece async for piece in session.speak("hi", language="en", voice="af_heart")]
    assert synthesiser.spoken == [("你好", "zh", "zf_xiaoxiao"), ("hi", "en", "af_heart")]


async def test_the_first_sound_is_noted_with_the_answer(rooms: Rooms, session: RoomSession) -> None:
    answer = await session.answer(ask("多少钱"))
    async with session.events.subscribe() as messages:
        timed = await session.record_first_audio(answer, 321.0)
        message = await anext(messages)
    assert timed.timings.first_audio == 321.0
    assert message["timings_ms"]["first_audio"] == 321.0
    kept = await rooms.answers.get(answer.answer_id)
    assert kept.document["timings_ms"]["first_audio"] == 321.0


async def test_rooms_are_set_up_once(rooms: Rooms) -> None:
    with pytest.raises(RoomNotFound, match="elsewhere"):
        await rooms.get("elsewhere")
    room = (await rooms.create("茶室", catalog="demo", listing=["tea"])).room
    assert (room.title, room.language, room.shelf.on_air) == ("小店", "zh", "tea")
    assert room.shelf.number("coat") == 0
    with pytest.raises(RoomExists):
        await rooms.create("茶室", catalog="demo")
    with pytest.raises(NotStored, match="nowhere"):
        await rooms.create("b", catalog="nowhere")
    with pytest.raises(ProductNotFound, match="gold"):
        await rooms.create("b", catalog="demo", listing=["gold"])
    with pytest.raises(ProductNotFound, match="coat"):
        await rooms.create("b", catalog="demo", listing=["tea"], on_air="coat")
    for bad in ("", "a/b", "x" * 65, "../x"):
        with pytest.raises(ValueError, match="cannot be a room's id"):
            await rooms.create(bad, catalog="demo")
    assert [record.id for record in await rooms.list()] == ["demo", "茶室"]


async def test_opening_a_room_at_once_from_everywhere_opens_it_once(rooms: Rooms) -> None:
    await rooms.create("b", catalog="demo")
    await rooms.close()
    opened = await asyncio.gather(*(rooms.get("b") for _ in range(5)))
    assert len({id(session) for session in opened}) == 1

"""The official `openai` client, unmodified, in conversation with the real server."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from websockets.exceptions import ConnectionClosedError

from assistant.speech.audio import SPEAKING_RATE, Audio, join, silence

pytestmark = pytest.mark.models

ASKING_VOICE = "zm_yunxi"  # the room answers in zf_xiaoxiao
FRAME_BYTES = SPEAKING_RATE * 2 * 20 // 1000


@pytest.fixture
async def openai(live_server: Any) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(
        api_key="none",
        base_url=f"{live_server.url}/v1",
        websocket_base_url=f"{live_server.ws_url}/v1",
    ) as client:
        yield client


async def said(openai: AsyncOpenAI, text: str) -> Audio:
    """`text` in the asking voice, with a second of silence after it."""
    speech = await openai.audio.speech.create(
        model="kokoro", voice=ASKING_VOICE, input=text, response_format="wav"
    )
    sound = Audio.decode(speech.content, max_seconds=60).at(SPEAKING_RATE)
    quiet = silence(1.0, SPEAKING_RATE)
    return join([quiet, sound, quiet])


async def send(connection: AsyncRealtimeConnection, audio: Audio) -> None:
    """Send sound as a microphone does, only faster."""
    sound = audio.pcm16()
    for start in range(0, len(sound), FRAME_BYTES):
        frame = base64.b64encode(sound[start : start + FRAME_BYTES]).decode()
        await connection.input_audio_buffer.append(audio=frame)


async def until(connection: AsyncRealtimeConnection, kind: str) -> list[Any]:
    """The events up to the first of that kind."""
    events = []
    async for event in connection:
        assert event.type != "error", event
        events.append(event)
        if event.type == kind:
            return events
    raise AssertionError(f"the connection ended without {kind}")


async def timed_answer(url: str, answer_id: str) -> dict[str, Any]:
    """The answer, once it is known when its first sound left: a moment after the response."""
    async with httpx.AsyncClient(base_url=url) as http, asyncio.timeout(10):
        while True:
            answer: dict[str, Any] = (await http.get(f"/api/answers/{answer_id}")).json()
            if answer["timings_ms"]["first_audio"]:
                return answer
            await asyncio.sleep(0.05)


async def test_a_spoken_question_is_answered_aloud_from_the_catalog(
    openai: AsyncOpenAI, live_server: Any
) -> None:
    question = await said(openai, "羽绒服多少钱？")
    async with openai.realtime.connect(model="room:demo") as connection:
        await until(connection, "session.created")
        await send(connection, question)
        events = await until(connection, "response.done")
        by_type = {event.type: event for event in events}
        metadata = by_type["response.done"].response.metadata
        answer = await timed_answer(live_server.url, metadata["answer_id"])

    heard = by_type["conversation.item.input_audio_transcription.completed"].transcript
    assert "羽绒服" in heard
    assert "259" in by_type["response.output_audio_transcript.done"].transcript
    deltas = [event.delta for event in events if event.type == "response.output_audio.delta"]
    spoken = Audio.from_pcm16(b"".join(map(base64.b64decode, deltas)), SPEAKING_RATE)
    back = await openai.audio.transcriptions.create(
        model="whisper-base", file=("answer.wav", spoken.encode("wav")), language="zh"
    )
    assert any(price in back.text for price in ("259", "二百五十九", "两百五十九")), back.text

    response = by_type["response.done"].response
    assert response.status == "completed"
    assert {"price"} <= {fact["field"] for fact in answer["facts"]}
    assert answer["question"]["source"] == "voice"
    assert answer["timings_ms"]["first_audio"] > answer["timings_ms"]["first_sentence"] > 0


async def test_a_price_changed_in_the_middle_of_a_show_is_heard(
    openai: AsyncOpenAI, live_server: Any
) -> None:
    question = await said(openai, "羽绒服多少钱？")
    skus = "/api/catalogs/demo/skus"
    async with httpx.AsyncClient(base_url=live_server.url, timeout=60) as http:
        room = (await http.get("/api/rooms/demo")).json()
        (coat,) = [card for card in room["listing"] if card["handle"] == "light-down-jacket"]
        try:
            async with openai.realtime.connect(model="room:demo") as connection:
                await until(connection, "session.created")
                for variant in coat["variants"]:
                    changed = {"price": "233"}
                    await http.patch(f"{skus}/{variant['sku']}", json=changed)
                await send(connection, question)
                events = await until(connection, "response.done")
        finally:
            for variant in coat["variants"]:
                await http.patch(f"{skus}/{variant['sku']}", json={"price": variant["price"]})
    deltas = [event.delta for event in events if event.type == "response.output_audio.delta"]
    spoken = Audio.from_pcm16(b"".join(map(base64.b64decode, deltas)), SPEAKING_RATE)
    back = await openai.audio.transcriptions.create(
        model="whisper-base", file=("answer.wav", spoken.encode("wav")), language="zh"
    )
    assert any(price in back.text for price in ("233", "二百三十三", "两百三十三")), back.text


async def test_a_written_question_is_answered_in_writing(openai: AsyncOpenAI) -> None:
    async with openai.realtime.connect(model="room:demo") as connection:
        await connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        await connection.conversation.item.create(
            item={
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "羽绒服多少钱"}],
            }
        )
        await connection.response.create()
        events = await until(connection, "response.done")
    texts = [event.text for event in events if event.type == "response.output_text.done"]
    assert len(texts) == 1
    assert "259" in texts[0]
    assert not [event for event in events if event.type == "response.output_audio.delta"]


async def test_speech_stops_an_answer_and_is_answered_itself(openai: AsyncOpenAI) -> None:
    first, second = (
        await said(openai, "这件羽绒服是什么面料？"),
        await said(openai, "羽绒服多少钱？"),
    )
    async with openai.realtime.connect(model="room:demo") as connection:
        await send(connection, first)
        stopped = (await until(connection, "response.created"))[-1].response.id
        await send(connection, second)
        done = (await until(connection, "response.done"))[-1].response
        assert (done.id, done.status) == (stopped, "cancelled")
        later = await until(connection, "response.done")
    assert later[-1].response.status == "completed"
    assert not [event for event in later if getattr(event, "response_id", "") == stopped]
    spoken = [e for e in later if e.type == "response.output_audio_transcript.done"]
    assert "259" in spoken[0].transcript


async def test_a_room_that_is_not_there_is_named(openai: AsyncOpenAI) -> None:
    async with openai.realtime.connect(model="room:nowhere") as connection:
        error = await connection.recv()
        assert error.type == "error"
        assert error.error.code == "model_not_found"
        assert "room:nowhere" in error.error.message
        with pytest.raises(ConnectionClosedError) as closed:
            await connection.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404
    assert "room:nowhere" in closed.value.rcvd.reason


async def test_a_bad_event_leaves_the_connection_open(openai: AsyncOpenAI) -> None:
    async with openai.realtime.connect(model="room:demo") as connection:
        await until(connection, "session.created")
        await connection.send_raw("{not json")
        assert (await connection.recv()).error.code == "invalid_json"
        await connection.input_audio_buffer.commit()
        assert (await connection.recv()).error.code == "input_audio_buffer_commit_empty"
        await connection.session.update(session={"type": "realtime"})
        assert (await connection.recv()).type == "session.updated"


async def test_items_are_put_in_shown_cut_and_taken_out(openai: AsyncOpenAI) -> None:
    question = await said(openai, "羽绒服多少钱？")
    async with openai.realtime.connect(model="room:demo") as connection:
        await connection.session.update(
            session={"type": "realtime", "audio": {"input": {"turn_detection": None}}}
        )
        await until(connection, "session.updated")
        await connection.input_audio_buffer.clear()
        await until(connection, "input_audio_buffer.cleared")
        await send(connection, question)
        await connection.input_audio_buffer.commit()
        heard = await until(connection, "conversation.item.input_audio_transcription.completed")
        deltas = [e.delta for e in heard if e.type.endswith("input_audio_transcription.delta")]
        assert "".join(deltas) == heard[-1].transcript
        await connection.response.create()
        (item,) = (await until(connection, "response.done"))[-1].response.output
        await connection.conversation.item.truncate(
            item_id=item.id, content_index=0, audio_end_ms=0
        )
        await until(connection, "conversation.item.truncated")
        await connection.conversation.item.retrieve(item_id=item.id)
        retrieved = (await until(connection, "conversation.item.retrieved"))[-1].item
        assert not retrieved.content[0].transcript
        await connection.conversation.item.delete(item_id=item.id)
        assert (await until(connection, "conversation.item.deleted"))[-1].item_id == item.id


async def test_a_function_is_called_and_cannot_lie(openai: AsyncOpenAI) -> None:
    look_up = {
        "type": "function",
        "name": "look_up",
        "description": "Looks a product up",
        "parameters": {"type": "object", "properties": {"product": {}, "question": {}}},
    }
    async with openai.realtime.connect(model="room:demo") as connection:
        await connection.session.update(
            session={
                "type": "realtime",
                "output_modalities": ["text"],
                "tools": [look_up],  # type: ignore[list-item]
                "tool_choice": {"type": "function", "name": "look_up"},
            }
        )
        content = [{"type": "input_text", "text": "羽绒服多少钱"}]
        question = {"type": "message", "role": "user", "content": content}
        await connection.conversation.item.create(item=question)  # type: ignore[arg-type]
        await connection.response.create()
        events = await until(connection, "response.done")
        (call,) = events[-1].response.output
        (done,) = [e for e in events if e.type == "response.function_call_arguments.done"]
        limits = [e.rate_limits for e in events if e.type == "rate_limits.updated"]
        assert (done.name, done.arguments) == ("look_up", call.arguments)
        assert json.loads(call.arguments)["question"] == "羽绒服多少钱"
        assert [limit.name for limit in limits[0]] == ["requests", "tokens"]
        await connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call.call_id, "output": "只要1元"}
        )
        await connection.response.create()
        (answer,) = (await until(connection, "response.done"))[-1].response.output
    assert "259" in answer.content[0].text
    assert "只要1元" not in answer.content[0].text

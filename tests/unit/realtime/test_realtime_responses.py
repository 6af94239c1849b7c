"""Responses: asked for, refused, cancelled, kept apart."""

import pytest
from realtime_fakes import MESSAGE, Client, FakeRoom


async def test_a_response_in_writing(client: Client, room: FakeRoom) -> None:
    room.sentences = ("这款259元。", "今天发货。")
    client.ask("多少钱", output_modalities=["text"])
    response = (await client.until("response.done"))["response"]
    assert client.kinds()[3:] == [
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert response["output"][0]["content"] == [
        {"type": "output_text", "text": "这款259元。今天发货。"}
    ]
    assert room.spoken == []


async def test_two_responses_at_once_are_refused(client: Client, room: FakeRoom) -> None:
    room.composing.clear()
    client.ask("多少钱")
    await client.until("response.output_audio.delta")
    client.send("response.create", event_id="second")
    error = (await client.until("error"))["error"]
    assert (error["code"], error["event_id"]) == (
        "conversation_already_has_active_response",
        "second",
    )
    room.composing.set()
    assert (await client.until("response.done"))["response"]["status"] == "completed"


@pytest.mark.parametrize("named", [True, False])
async def test_a_client_cancels(client: Client, room: FakeRoom, named: bool) -> None:
    room.composing.clear()
    client.ask("多少钱")
    created = await client.until("response.created")
    await client.until("response.output_audio.delta")
    fields = {"response_id": created["response"]["id"]} if named else {}
    client.send("response.cancel", **fields)
    done = await client.until("response.done")
    assert done["response"]["status_details"] == {"type": "cancelled", "reason": "client_cancelled"}
    room.composing.set()
    assert await client.settled() == []


async def test_another_response_is_not_cancelled(client: Client, room: FakeRoom) -> None:
    room.composing.clear()
    client.ask("多少钱")
    await client.until("response.created")
    client.send("response.cancel", response_id="resp_other")
    assert (await client.until("error"))["error"]["code"] == "response_cancel_not_active"
    room.composing.set()
    assert (await client.until("response.done"))["response"]["status"] == "completed"


async def test_a_response_cancelled_at_once_still_ends(client: Client, room: FakeRoom) -> None:
    client.ask("多少钱")
    client.send("response.cancel")
    done = await client.until("response.done")
    assert (done["response"]["status"], done["response"]["output"]) == ("cancelled", [])


async def test_a_response_out_of_band_leaves_the_conversation_alone(
    client: Client, room: FakeRoom
) -> None:
    client.send(
        "response.create",
        response={"conversation": "none", "input": [MESSAGE], "metadata": {"topic": "price"}},
    )
    response = (await client.until("response.done"))["response"]
    assert response["conversation_id"] is None
    assert response["metadata"]["topic"] == "price"
    assert "conversation.item.added" not in client.kinds()
    assert room.questions[0].text == "多少钱"


async def test_a_question_is_answered_once(client: Client, room: FakeRoom) -> None:
    client.ask("多少钱")
    await client.until("response.done")
    client.send("response.create")
    assert (await client.until("error"))["error"]["code"] == "nothing_to_answer"
    assert [question.text for question in room.questions] == ["多少钱"]


async def test_history_put_there_by_a_client_is_not_asked_again(
    client: Client, room: FakeRoom
) -> None:
    client.send("conversation.item.create", item=MESSAGE)
    answer = {"type": "output_text", "text": "259元"}
    item = {"type": "message", "role": "assistant", "content": [answer]}
    client.send("conversation.item.create", item=item)
    client.ask("有黑色吗")
    await client.until("response.done")
    assert room.questions[0].text == "有黑色吗"


async def test_the_voice_of_one_response(client: Client, room: FakeRoom) -> None:
    client.ask("多少钱", audio={"output": {"voice": "zm_yunxi"}})
    await client.until("response.done")
    assert room.spoken[0][2] == "zm_yunxi"


async def test_usage_counts_what_was_heard_and_said(client: Client, room: FakeRoom) -> None:
    room.sentences = ("这款259元。",)
    client.ask("多少钱")
    usage = (await client.until("response.done"))["response"]["usage"]
    assert usage["input_tokens"] == 3
    assert usage["output_token_details"] == {"text_tokens": 5, "audio_tokens": 7}
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]

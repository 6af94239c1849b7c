"""What the client puts into the conversation: sound, items, truncation."""

import base64
from typing import Any

import pytest
from realtime_fakes import MESSAGE, Client, FakeRoom, hush, manual, tone


async def test_without_detection_nothing_is_heard_until_it_is_committed(
    client: Client, room: FakeRoom
) -> None:
    client.send("session.update", session=manual())
    await client.until("session.updated")
    client.say(tone(600), hush(900))
    assert await client.settled() == []
    room.transcripts = ["多少钱"]
    client.send("input_audio_buffer.commit")
    client.send("response.create")
    done = await client.until("response.done")
    assert done["response"]["status"] == "completed"
    assert room.recognised[0].seconds == pytest.approx(1.5)
    assert room.questions[0].text == "多少钱"
    kinds = client.kinds(deltas=False)
    assert kinds[2:5] == [
        "error",
        "input_audio_buffer.committed",
        "conversation.item.added",
    ]


async def test_a_commit_alone_is_not_answered(client: Client, room: FakeRoom) -> None:
    client.send("session.update", session=manual())
    client.say(tone(300))
    room.transcripts = ["多少钱"]
    client.send("input_audio_buffer.commit")
    await client.until("conversation.item.input_audio_transcription.completed")
    assert await client.settled() == []
    assert room.questions == []


async def test_a_commit_while_somebody_speaks_ends_the_turn(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["多少钱"]
    client.say(hush(200), tone(600))
    started = await client.until("input_audio_buffer.speech_started")
    client.send("input_audio_buffer.commit")
    committed = await client.until("input_audio_buffer.committed")
    assert committed["item_id"] == started["item_id"]


async def test_a_clear_forgets_the_sound(client: Client) -> None:
    client.send("session.update", session=manual())
    client.say(tone(600))
    client.send("input_audio_buffer.clear")
    await client.until("input_audio_buffer.cleared")
    client.send("input_audio_buffer.commit")
    assert (await client.next())["error"]["code"] == "input_audio_buffer_commit_empty"


async def test_a_clear_forgets_the_turn(client: Client, room: FakeRoom) -> None:
    client.say(tone(600))
    await client.until("input_audio_buffer.speech_started")
    client.send("input_audio_buffer.clear")
    await client.until("input_audio_buffer.cleared")
    client.say(hush(900))
    assert await client.settled() == []


async def test_the_buffer_is_bounded(client: Client) -> None:
    client.send("session.update", session=manual())
    client.say(tone(4_000), frame_ms=1000)
    client.say(tone(2_000), frame_ms=2000)
    error = await client.until("error")
    assert error["error"]["code"] == "input_audio_buffer_full"
    client.send("input_audio_buffer.commit")
    assert (await client.next())["type"] == "input_audio_buffer.committed"


async def test_items_are_added_in_their_place(client: Client) -> None:
    for name, after in (("a", None), ("b", None), ("c", "a"), ("d", "root")):
        item = {**MESSAGE, "id": name}
        client.send("conversation.item.create", item=item, previous_item_id=after)
    await client.settled()
    added = [
        (event["previous_item_id"], event["item"]["id"])
        for event in client.events
        if event["type"] == "conversation.item.added"
    ]
    assert added == [(None, "a"), ("a", "b"), ("a", "c"), (None, "d")]


@pytest.mark.parametrize(
    ("item", "after", "code"),
    [
        ({**MESSAGE, "id": "a"}, None, "item_already_exists"),
        ({**MESSAGE, "id": "z"}, "nowhere", "item_not_found"),
        ({**MESSAGE, "id": "z" * 100}, None, "invalid_value"),
    ],
)
async def test_items_that_cannot_be_added(
    client: Client, item: dict[str, Any], after: str | None, code: str
) -> None:
    client.send("conversation.item.create", item={**MESSAGE, "id": "a"})
    client.send("conversation.item.create", item=item, previous_item_id=after)
    assert (await client.until("error"))["error"]["code"] == code


@pytest.mark.parametrize(
    "item",
    [
        MESSAGE,
        {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "短"}]},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "259元"}],
        },
        {"type": "function_call", "name": "buy", "arguments": "{}", "call_id": "c"},
        {"type": "function_call_output", "call_id": "c", "output": "done"},
    ],
)
async def test_an_item_comes_back_as_it_was(client: Client, item: dict[str, Any]) -> None:
    client.send("conversation.item.create", item={**item, "id": "mine"})
    client.send("conversation.item.retrieve", item_id="mine")
    retrieved = (await client.until("conversation.item.retrieved"))["item"]
    assert retrieved.items() >= {**item, "id": "mine", "object": "realtime.item"}.items()


async def test_a_deleted_item_is_gone(client: Client, room: FakeRoom) -> None:
    client.send("conversation.item.create", item={**MESSAGE, "id": "a"})
    client.send("conversation.item.delete", item_id="a")
    assert (await client.until("conversation.item.deleted"))["item_id"] == "a"
    client.send("response.create")
    assert (await client.next())["error"]["code"] == "nothing_to_answer"
    assert room.questions == []


async def test_sound_in_an_item_is_heard(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["多少钱"]
    audio = base64.b64encode(tone(500).pcm16()).decode()
    content = [{"type": "input_audio", "audio": audio}]
    item = {"type": "message", "role": "user", "content": content, "id": "a"}
    client.send("conversation.item.create", item=item)
    client.send("response.create")
    await client.until("response.done")
    assert room.questions[0].text == "多少钱"
    client.send("conversation.item.retrieve", item_id="a")
    retrieved = (await client.until("conversation.item.retrieved"))["item"]
    assert retrieved["content"][0] == {
        "type": "input_audio",
        "transcript": "多少钱",
        "audio": audio,
    }


async def _answered(client: Client, room: FakeRoom) -> dict[str, Any]:
    room.sentences = ("这款259元。", "今天发货。")  # 350 ms and 250 ms of sound
    client.ask("多少钱")
    response: dict[str, Any] = (await client.until("response.done"))["response"]
    return response


@pytest.mark.parametrize(
    ("heard_ms", "text"),
    [
        (600, "这款259元。今天发货。"),
        (599, "这款259元。"),
        (350, "这款259元。"),
        (349, ""),
        (0, ""),
    ],
)
async def test_an_answer_is_cut_at_what_was_heard(
    client: Client, room: FakeRoom, heard_ms: int, text: str
) -> None:
    room.sentences = ("这款259元。", "今天发货。")
    response = await _answered(client, room)
    item_id = response["output"][0]["id"]
    client.send(
        "conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=heard_ms
    )
    truncated = await client.until("conversation.item.truncated")
    assert (truncated["item_id"], truncated["audio_end_ms"]) == (item_id, heard_ms)
    assert room.remembered == [("小李", response["metadata"]["question_id"], text)]
    client.send("conversation.item.retrieve", item_id=item_id)
    content = (await client.until("conversation.item.retrieved"))["item"]["content"][0]
    assert content["transcript"] == text
    assert len(base64.b64decode(content["audio"])) == min(heard_ms, 600) * 48


@pytest.mark.parametrize(
    ("content_index", "audio_end_ms", "param"),
    [(0, 621, "audio_end_ms"), (1, 100, "content_index")],
)
async def test_what_cannot_be_truncated(
    client: Client, room: FakeRoom, content_index: int, audio_end_ms: int, param: str
) -> None:
    response = await _answered(client, room)
    client.send(
        "conversation.item.truncate",
        item_id=response["output"][0]["id"],
        content_index=content_index,
        audio_end_ms=audio_end_ms,
    )
    assert (await client.next())["error"]["param"] == param


async def test_a_question_cannot_be_truncated(client: Client) -> None:
    client.send("conversation.item.create", item={**MESSAGE, "id": "a"})
    client.send("conversation.item.truncate", item_id="a", content_index=0, audio_end_ms=0)
    assert (await client.until("error"))["error"]["param"] == "item_id"

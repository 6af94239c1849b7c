"""The session: how it begins, what changes it, the faults it survives."""

from typing import Any

import pytest
from realtime_fakes import Client, FakeRoom, hush, manual, tone


async def test_a_session_begins_with_its_configuration(client: Client) -> None:
    session = client.events[0]["session"]
    assert session["model"] == "room:demo"
    assert session["output_modalities"] == ["audio"]
    assert session["audio"]["output"]["voice"] == "zf_xiaoxiao"
    assert session["audio"]["input"]["turn_detection"] == {
        "type": "semantic_vad",
        "eagerness": "auto",
        "create_response": True,
        "interrupt_response": True,
    }


async def test_silence_alone_may_end_a_turn_and_is_then_the_operators(client: Client) -> None:
    turn_detection = {"type": "server_vad"}
    changes = {"type": "realtime", "audio": {"input": {"turn_detection": turn_detection}}}
    client.send("session.update", session=changes)
    session = (await client.until("session.updated"))["session"]
    assert session["audio"]["input"]["turn_detection"] == {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 400,
        "create_response": True,
        "interrupt_response": True,
        "idle_timeout_ms": None,
    }


@pytest.mark.parametrize(
    ("message", "code", "param"),
    [
        ("not json", "invalid_json", None),
        ("", "invalid_json", None),
        ("[1, 2]", "invalid_json", None),
        ('"text"', "invalid_json", None),
        ("[" * 100_000, "invalid_json", None),
        (b"\x00\x01", "invalid_json", None),
        ("{}", "missing_required_parameter", "type"),
        ('{"type": null}', "missing_required_parameter", "type"),
        ('{"type": 7}', "invalid_value", "type"),
        ('{"type": ["a"]}', "invalid_value", "type"),
        ('{"type": "response.audio"}', "invalid_value", "type"),
        ('{"type": "output_audio_buffer.clear"}', "invalid_value", "type"),
        ('{"type": "input_audio_buffer.append"}', "missing_required_parameter", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": 5}', "invalid_type", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": "%%%"}', "invalid_value", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": "AAA="}', None, None),
        ('{"type": "input_audio_buffer.append", "audio": "AAAA"}', "invalid_value", "audio"),
        ('{"type": "input_audio_buffer.commit"}', "input_audio_buffer_commit_empty", None),
        ('{"type": "response.cancel"}', "response_cancel_not_active", None),
        ('{"type": "response.create"}', "nothing_to_answer", None),
        (
            '{"type": "response.create", "response": {"output_modalities": ["text", "audio"]}}',
            "invalid_value",
            "response.output_modalities",
        ),
        (
            '{"type": "response.create", "response": {"output_modalities": ["video"]}}',
            "invalid_value",
            "response.output_modalities[0]",
        ),
        ('{"type": "conversation.item.create"}', "missing_required_parameter", "item"),
        (
            '{"type": "conversation.item.create", "item": {}}',
            "missing_required_parameter",
            "item.type",
        ),
        (
            '{"type": "conversation.item.create", "item": {"type": "message"}}',
            "missing_required_parameter",
            "item.role",
        ),
        (
            '{"type": "conversation.item.create", "item": {"type": "message", "role": "user"}}',
            "missing_required_parameter",
            "item.content",
        ),
        (
            '{"type": "conversation.item.create", "item": {"type": "message", "role": "user", '
            '"content": [{"type": "input_image", "image_url": "data:"}]}}',
            "invalid_value",
            "item.content[0]",
        ),
        (
            '{"type": "conversation.item.create", "item": {"type": "message", "role": "user", '
            '"content": []}}',
            "invalid_value",
            "item.content",
        ),
        (
            '{"type": "conversation.item.create", "item": {"type": "message", "role": "user", '
            '"content": [{"type": "input_audio", "audio": "AAA="}]}}',
            "invalid_value",
            "item.content.audio",
        ),
        ('{"type": "conversation.item.retrieve", "item_id": "x"}', "item_not_found", "item_id"),
        ('{"type": "conversation.item.delete", "item_id": "x"}', "item_not_found", "item_id"),
        ('{"type": "conversation.item.delete"}', "missing_required_parameter", "item_id"),
        (
            '{"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, '
            '"audio_end_ms": 0}',
            "item_not_found",
            "item_id",
        ),
        (
            '{"type": "conversation.item.truncate", "item_id": "x", "content_index": -1, '
            '"audio_end_ms": 0}',
            "invalid_value",
            "content_index",
        ),
        ('{"type": "session.update"}', "missing_required_parameter", "session"),
        ('{"type": "session.update", "session": {}}', "missing_required_parameter", "session.type"),
        (
            '{"type": "session.update", "session": {"type": "transcription"}}',
            "invalid_value",
            "session.type",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "model": "gpt-realtime"}}',
            "cannot_update_model",
            "session.model",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "audio": {"input": '
            '{"turn_detection": {"type": "server_vad", "threshold": 2}}}}}',
            "invalid_value",
            "session.audio.input.turn_detection.threshold",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "audio": {"input": '
            '{"turn_detection": {"type": "telepathy"}}}}}',
            "invalid_value",
            "session.audio.input.turn_detection",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "audio": {"input": '
            '{"format": {"type": "audio/pcmu"}}}}}',
            "invalid_value",
            "session.audio.input.format.type",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "audio": {"output": '
            '{"speed": 1.5}}}}',
            "invalid_value",
            "session.audio.output.speed",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "output_modalities": '
            '["audio", "text"]}}',
            "invalid_value",
            "session.output_modalities",
        ),
    ],
)
async def test_a_fault_is_told_and_the_session_goes_on(
    client: Client, message: str | bytes, code: str | None, param: str | None
) -> None:
    client.raw(message)
    if code is None:
        assert await client.settled() == []
        return
    error = (await client.next())["error"]
    assert (error["code"], error["param"]) == (code, param)
    assert error["type"] == "invalid_request_error"
    assert error["message"].strip()
    client.send("session.update", session={"type": "realtime"})
    assert (await client.next())["type"] == "session.updated"


async def test_an_error_names_the_event_at_fault(client: Client) -> None:
    client.send("conversation.item.delete", item_id="x", event_id="mine-1")
    assert (await client.next())["error"]["event_id"] == "mine-1"


async def test_sound_beyond_the_limit_of_one_event_is_refused(client: Client) -> None:
    client.send("input_audio_buffer.append", audio="A" * (16 * 1024 * 1024 * 4 // 3))
    assert (await client.next())["error"]["code"] == "string_above_max_length"


async def test_a_fault_of_the_server_does_not_end_the_session(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("assistant.gateways.realtime.conversation.Conversation.delete", fail)
    client.send("conversation.item.delete", item_id="x", event_id="mine")
    error = (await client.next())["error"]
    assert (error["type"], error["event_id"]) == ("server_error", "mine")
    assert "secret" not in error["message"]
    assert await client.settled() == []


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"instructions": "只说英语"}, ("instructions",), "只说英语"),
        ({"output_modalities": ["text"]}, ("output_modalities",), ["text"]),
        ({"audio": {"output": {"voice": "zm_yunxi"}}}, ("audio", "output", "voice"), "zm_yunxi"),
        (
            {"audio": {"output": {"voice": {"id": "zm_yunxi"}}}},
            ("audio", "output", "voice"),
            "zm_yunxi",
        ),
        (
            {"audio": {"input": {"turn_detection": None}}},
            ("audio", "input", "turn_detection"),
            None,
        ),
        ({"audio": {"input": {"transcription": None}}}, ("audio", "input", "transcription"), None),
        (
            {"audio": {"input": {"turn_detection": {"eagerness": "high"}}}},
            ("audio", "input", "turn_detection", "eagerness"),
            "high",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "high"}}}},
            ("audio", "input", "turn_detection"),
            {
                "type": "semantic_vad",
                "eagerness": "high",
                "create_response": True,
                "interrupt_response": True,
            },
        ),
        (
            {"audio": {"input": {"noise_reduction": {"type": "near_field"}}}},
            ("audio", "input", "noise_reduction", "type"),
            "near_field",
        ),
        ({"tools": [{"type": "function", "name": "buy"}]}, ("tools", 0, "name"), "buy"),
        ({"max_output_tokens": 100}, ("max_output_tokens",), 100),
        ({"id": "sess_mine", "object": "x"}, ("object",), "realtime.session"),
        ({"unknown_setting": 1}, ("model",), "room:demo"),
    ],
)
async def test_settings_change_alone(
    client: Client, changes: dict[str, Any], path: tuple[str | int, ...], value: object
) -> None:
    before = client.events[0]["session"]
    client.send("session.update", session={"type": "realtime", **changes})
    after = (await client.next())["session"]
    found: Any = after
    for step in path:
        found = found[step]
    assert found == value
    touched = {*changes, "audio"} if "audio" in changes else set(changes)
    assert {k: v for k, v in after.items() if k not in touched} == {
        k: v for k, v in before.items() if k not in touched
    }


async def test_detection_turned_on_again_has_the_servers_own_silence(client: Client) -> None:
    client.send("session.update", session=manual())
    again = {"type": "realtime", "audio": {"input": {"turn_detection": {"type": "server_vad"}}}}
    client.send("session.update", session=again)
    await client.next()
    detection = (await client.next())["session"]["audio"]["input"]["turn_detection"]
    assert detection["silence_duration_ms"] == 400


async def test_a_wrong_update_changes_nothing(client: Client) -> None:
    wrong = {"type": "realtime", "instructions": "x", "audio": {"output": {"speed": 9}}}
    client.send("session.update", session=wrong)
    assert (await client.next())["type"] == "error"
    client.send("session.update", session={"type": "realtime"})
    assert (await client.next())["session"]["instructions"] == ""


async def test_transcripts_are_shown_only_if_wanted(client: Client, room: FakeRoom) -> None:
    client.send(
        "session.update", session={"type": "realtime", "audio": {"input": {"transcription": None}}}
    )
    room.transcripts = ["多少钱"]
    client.say(tone(800), hush(1300))
    await client.until("response.done")
    assert not [kind for kind in client.kinds() if "transcription" in kind]
    assert room.questions[0].text == "多少钱"


async def test_the_language_of_transcription_is_the_questions(
    client: Client, room: FakeRoom
) -> None:
    client.send(
        "session.update",
        session={"type": "realtime", "audio": {"input": {"transcription": {"language": "en"}}}},
    )
    room.transcripts = ["how much"]
    client.say(tone(800), hush(1300))
    await client.until("response.done")
    assert room.questions[0].language == "en"


async def test_a_client_that_leaves_stops_its_answer(client: Client, room: FakeRoom) -> None:
    room.composing.clear()
    client.ask("多少钱")
    await client.until("response.output_audio.delta")
    await client.close()
    assert room.stopped == ["ask"]


async def test_a_broken_socket_ends_the_session(client: Client, room: FakeRoom) -> None:
    client.socket.broken = True
    client.ask("多少钱")
    await client.ended()

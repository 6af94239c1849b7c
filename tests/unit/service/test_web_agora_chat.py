"""Chat completions as Agora's engine asks for them, and as everybody else still gets them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog

from assistant.web.agora_chat import spoken_at

NOW = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)


def message(role: str, content: str, turn_id: int, source: str, **more: Any) -> dict[str, Any]:
    timestamp = int(datetime.now(UTC).timestamp() * 1000)
    metadata = {"source": source, **more}
    return {
        "role": role,
        "content": content,
        "turn_id": turn_id,
        "timestamp": timestamp,
        "metadata": metadata,
    }


def asked_by_agora(**more: Any) -> dict[str, Any]:
    """A request with the memory of a show in which two viewers speak."""
    return {
        "model": "room:demo",
        "stream": True,
        "turn_id": 5,
        "timestamp": int(datetime.now(UTC).timestamp() * 1000),
        "messages": [
            message("assistant", "欢迎光临", 1, "greeting"),
            message("user", "有大码吗", 2, "command", user="2001"),
            message("assistant", "有", 2, "llm", interrupted=True, original="有。到4XL。"),
            message("user", "发什么快递", 3, "asr", user="2002"),
            message("assistant", "顺丰。", 3, "llm"),
            message("user", "包邮吗", 4, "asr", user="2001"),
            message("assistant", "出错了", 4, "llm_failure"),
            message("user", "多少钱", 5, "asr", user="2001"),
        ],
        **more,
    }


async def packets(http: httpx.AsyncClient, body: dict[str, Any]) -> list[dict[str, Any]]:
    response = await http.post("/v1/chat/completions", json=body)
    assert response.status_code == 200, response.text
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


async def test_the_speaker_is_the_viewer_and_only_their_turns_count(
    http: httpx.AsyncClient, answerer: Any
) -> None:
    chunks = await packets(http, asked_by_agora())
    assert answerer.asked[-1] == "多少钱"
    assert [(turn.question, turn.answer) for turn in answerer.histories[-1]] == [("有大码吗", "有")]
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert "".join(c["choices"][0]["delta"].get("content", "") for c in chunks) == (
        "259元。这是羽绒服。"
    )


async def test_a_viewer_whose_turns_agora_does_not_tell_is_remembered_by_the_room(
    http: httpx.AsyncClient, answerer: Any
) -> None:
    def question(text: str, user: str) -> dict[str, Any]:
        return asked_by_agora(messages=[message("user", text, 1, "asr", user=user)])

    await packets(http, question("多少钱", "2001"))
    await packets(http, question("几天到", "2001"))
    assert [turn.question for turn in answerer.histories[-1]] == ["多少钱"]
    await packets(http, question("几天到", "2002"))
    assert answerer.histories[-1] == ()


@pytest.mark.parametrize("interruptable", [False, True])
async def test_interruption_is_told_in_the_first_packet(
    http: httpx.AsyncClient, interruptable: bool
) -> None:
    asked = {"custom_metadata": {"interruptable": interruptable}}
    first, second, *_ = await packets(http, asked_by_agora(interruptable=True, **asked))
    assert first == {
        "id": second["id"],
        "object": "chat.completion.custom_metadata",
        "choices": [],
        "metadata": {"interruptable": interruptable},
    }
    assert second["object"] == "chat.completion.chunk"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"interruptable": True, "turn_id": 3},  # the engine's own word, which asks for nothing
        {"custom_metadata": {}, "metadata": {"interruptable": "no"}, "turn_id": "three"},
        {"custom_metadata": "no", "interruptable": "yes", "turn_id": True},
    ],
)
async def test_nobody_else_sees_anything_new(
    http: httpx.AsyncClient, fields: dict[str, Any]
) -> None:
    messages = [{"role": "user", "content": "多少钱", "timestamp": "now", "metadata": ["x"]}]
    body = {"model": "room:demo", "messages": messages, "stream": True, **fields}
    chunks = await packets(http, body)
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}


async def test_a_reminder_is_not_a_question_asked_again(http: httpx.AsyncClient) -> None:
    body = asked_by_agora()
    body["messages"].append(message("assistant", "还在吗", 6, "silence"))
    response = await http.post("/v1/chat/completions", json=body)
    assert response.status_code == 422


async def test_agoras_number_of_a_turn_is_logged_with_ours(http: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        await packets(http, asked_by_agora())
    (entry,) = [entry for entry in logs if entry["event"] == "asked by Agora"]
    assert entry["turn_id"] == 5
    assert entry["question_id"]


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        (NOW.timestamp() - 2, NOW - timedelta(seconds=2)),
        (int(NOW.timestamp() * 1000) - 1500, NOW - timedelta(milliseconds=1500)),
        (NOW.timestamp() + 5, NOW),
        (NOW.timestamp() - 3600, NOW),
        (10**30, NOW),
        (float("nan"), NOW),
        (-1, NOW),
        ("soon", NOW),
        (True, NOW),
        (None, NOW),
    ],
)
def test_a_time_that_cannot_be_is_now(timestamp: Any, at: datetime) -> None:
    assert spoken_at(timestamp, NOW) == at

"""The OpenAI-compatible routes, with engines that are tiny."""

import json

import httpx
import pytest

from assistant.speech.audio import Audio, silence


def wav(seconds: float = 1.0) -> bytes:
    return silence(seconds, 16_000).encode("wav")


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({"model": "room:none", "messages": [{"role": "user", "content": "a"}]}, 404, "model"),
        ({"model": "gpt-9", "messages": [{"role": "user", "content": "a"}]}, 404, "model"),
        ({"model": "room:demo", "messages": []}, 422, "messages"),
        ({"model": "room:demo"}, 422, "messages"),
        ({"model": "room:demo", "messages": [{"role": "user", "content": " "}]}, 422, "messages"),
        (
            {"model": "room:demo", "messages": [{"role": "assistant", "content": "a"}]},
            422,
            "messages",
        ),
        (
            {"model": "room:demo", "messages": [{"role": "user", "content": "长" * 501}]},
            422,
            "messages",
        ),
        ({"model": "room:demo", "messages": [{"role": "user", "content": "a"}], "n": 2}, 400, "n"),
    ],
)
async def test_chat_errors_are_in_openais_shape(
    http: httpx.AsyncClient, body: object, status: int, param: str
) -> None:
    response = await http.post("/v1/chat/completions", json=body)
    error = response.json()["error"]
    assert response.status_code == status
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param


async def test_a_chat_completion_whole(http: httpx.AsyncClient, answerer) -> None:
    messages = [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "有大码吗"},
        {"role": "assistant", "content": "有。"},
        {"role": "user", "content": [{"type": "text", "text": "多少钱"}]},
    ]
    body = {"model": "room:demo", "messages": messages, "user": "小明", "temperature": 0.3}
    completion = (await http.post("/v1/chat/completions", json=body)).json()
    assert completion["object"] == "chat.completion"
    (choice,) = completion["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"] == "259元。这是羽绒服。"
    assert choice["message"]["xiaoer"]["facts"][0]["value"] == "259"
    # 有大码吗, 有。, 多少钱: a token for each character; 259 is one
    assert completion["usage"] == {
        "prompt_tokens": 9,
        "completion_tokens": 9,
        "total_tokens": 18,
    }
    assert [(turn.question, turn.answer) for turn in answerer.histories[-1]] == [
        ("有大码吗", "有。")
    ]


async def test_a_chat_completion_in_chunks(http: httpx.AsyncClient) -> None:
    body = {
        "model": "room:demo",
        "messages": [{"role": "user", "content": "多少钱"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    response = await http.post("/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert deltas[0]["role"] == "assistant"
    assert [delta["content"] for delta in deltas[1:-1]] == ["259元。", "这是羽绒服。"]
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-2]["xiaoer"]["outcome"] == "answered"
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] == 9
    assert {chunk["usage"] is None for chunk in chunks[:-1]} == {True}
    assert len({chunk["id"] for chunk in chunks}) == 1


async def test_a_stream_that_cannot_begin_is_an_error_with_a_status(
    http: httpx.AsyncClient,
) -> None:
    body = {
        "model": "room:demo",
        "messages": [{"role": "user", "content": "坏"}],
        "stream": True,
    }
    response = await http.post("/v1/chat/completions", json=body)
    assert response.status_code == 500
    assert response.json()["error"]["type"] == "server_error"


async def test_rooms_and_engines_are_models(http: httpx.AsyncClient) -> None:
    listed = (await http.get("/v1/models")).json()
    assert [model["id"] for model in listed["data"]] == [
        "room:demo",
        "tiny-recogniser",
        "tiny-synthesiser",
    ]
    one = await http.get("/v1/models/room:demo")
    assert one.json()["object"] == "model"
    none = await http.get("/v1/models/gpt-9")
    assert none.status_code == 404
    assert none.json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize("container", ["wav", "mp3", "opus", "flac"])
async def test_speech_is_a_file_that_can_be_read(http: httpx.AsyncClient, container: str) -> None:
    body = {"input": "你好，欢迎", "voice": "alloy", "response_format": container}
    response = await http.post("/v1/audio/speech", json=body)
    assert response.status_code == 200
    sound = Audio.decode(response.content, max_seconds=5)
    assert sound.seconds == pytest.approx(0.05, abs=0.06)
    assert abs(sound.samples).max() > 0.1


async def test_speech_as_pcm(http: httpx.AsyncClient, synthesiser) -> None:
    body = {"input": "hello there", "voice": {"id": "zm_yunxi"}, "response_format": "pcm"}
    response = await http.post("/v1/audio/speech", json=body)
    assert response.headers["content-type"] == "audio/pcm"
    assert len(response.content) == len("hello there") * 240 * 2
    assert synthesiser.spoken == [("hello there", "en", "zm_yunxi")]


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"voice": "darth"}, "voice"),
        ({"input": ""}, "input"),
        ({"input": "长" * 4097}, "input"),
        ({"response_format": "aac"}, "response_format"),
        ({"speed": 2}, "speed"),
    ],
)
async def test_speech_that_cannot_be(http: httpx.AsyncClient, changes: dict, param: str) -> None:
    response = await http.post(
        "/v1/audio/speech", json={"input": "你好", "voice": "alloy"} | changes
    )
    assert response.status_code == 422
    assert response.json()["error"]["param"].startswith(param)


def loud(seconds: float, rate: int) -> bytes:
    sound = silence(seconds, rate)
    sound.samples[:] = 0.5
    return sound.encode("wav")


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
async def test_a_transcription_at_any_rate(http: httpx.AsyncClient, rate: int) -> None:
    files = {"file": ("a.wav", loud(2, rate))}
    data = {"model": "whisper-1", "prompt": "羽绒服 龙井", "response_format": "verbose_json"}
    response = await http.post("/v1/audio/transcriptions", files=files, data=data)
    assert response.json() == {
        "task": "transcribe",
        "text": "羽绒服 龙井",
        "language": "chinese",
        "duration": 2.0,
        "usage": {"type": "duration", "seconds": 2.0},
    }


async def test_a_transcription_as_text(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/v1/audio/transcriptions",
        files={"file": ("a.wav", loud(1, 16_000))},
        data={"model": "whisper-1", "prompt": "茶", "response_format": "text"},
    )
    assert response.text == "茶\n"


@pytest.mark.parametrize(
    ("sound", "status", "message"),
    [
        (b"", 400, "empty"),
        (b"this is no audio" * 100, 400, "not audio"),
        (wav(61), 413, "61 s"),
        (wav(600), 413, "600 s"),
        (silence(0, 16_000).encode("wav"), 400, "no samples"),
    ],
    ids=["empty", "text", "61 s", "10 min", "no samples"],
)
async def test_sound_that_cannot_be_used(
    http: httpx.AsyncClient, sound: bytes, status: int, message: str
) -> None:
    response = await http.post(
        "/v1/audio/transcriptions",
        files={"file": ("a.wav", sound)},
        data={"model": "whisper-1"},
    )
    assert response.status_code == status
    assert message in response.json()["error"]["message"]

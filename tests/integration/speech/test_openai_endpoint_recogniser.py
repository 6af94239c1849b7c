"""The endpoint recogniser against a real server on the loopback."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Audio
from assistant.speech.recognisers import openai_endpoint
from assistant.speech.recognisers.port import RecogniserError
from assistant.speech.recognisers.registry import open_recogniser


@dataclass
class Server:
    """What the server was asked, and what it answers next."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    held = Server()
    app = FastAPI()

    @app.post("/v1/audio/transcriptions")
    async def transcribe(request: Request) -> Response:
        form = await request.form()
        sent: dict[str, Any] = {key: value for key, value in form.items() if key != "file"}
        sent["audio"] = await form["file"].read()  # type: ignore[union-attr]
        sent["authorization"] = request.headers.get("authorization", "")
        held.asked.append(sent)
        return held.answers.pop(0)

    listener = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    task = asyncio.create_task(running.serve([listener]))
    held.url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    yield held
    running.should_exit = True
    await task


@pytest.fixture(autouse=True)
def hears_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent is not the matter here; whether it is speech is judged elsewhere."""

    def somewhere(*_: object, **__: object) -> int:
        return 0

    monkeypatch.setattr(openai_endpoint, "first_speech", somewhere)


def sound(seconds: float = 0.5, rate: int = 24_000) -> Audio:
    time = np.arange(round(seconds * rate)) / rate
    return Audio((0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32), rate)


def said(text: str, **more: str) -> JSONResponse:
    return JSONResponse({"text": text, **more})


async def ask(
    server: Server, answer: Response, *, language: str = "", vocabulary: Sequence[str] = ()
) -> Any:
    server.answers.append(answer)
    settings = Settings(
        standby="off", asr_base_url=server.url, asr_model="hears", asr_api_key="secret"
    )
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    try:
        return await recogniser.recognise(sound(), language=language, vocabulary=vocabulary)
    finally:
        await recogniser.close()


async def test_what_is_sent(server: Server) -> None:
    await ask(server, said("你好"), language="zh", vocabulary=["羽绒服", "尺码"])
    (sent,) = server.asked
    assert sent["model"] == "hears"
    assert sent["language"] == "zh"
    assert sent["prompt"].startswith("羽绒服，尺码，")
    assert sent["authorization"] == "Bearer secret"
    audio = Audio.decode(sent["audio"], max_seconds=1)
    assert audio.rate == HEARING_RATE
    assert audio.seconds == pytest.approx(0.5, abs=0.01)


async def test_what_is_not_known_is_not_sent(server: Server) -> None:
    await ask(server, said("你好"))
    assert not {"language", "prompt"} & server.asked[0].keys()


@pytest.mark.parametrize(
    ("answer", "language", "text", "found"),
    [
        (said("這件語容服多少錢?"), "zh", "这件羽绒服多少钱？", "zh"),
        (said("有馳碼嗎"), "", "有尺码吗", "zh"),
        (said(" How much?"), "", "How much?", "en"),
        (said("ราคาเท่าไหร่"), "", "ราคาเท่าไหร่", "th"),
        (said("berapa harganya", language="indonesian"), "", "berapa harganya", "id"),
        (said("bao nhiêu", language="vi"), "", "bao nhiêu", "vi"),
        (said(""), "", "", "en"),
    ],
)
async def test_what_comes_back(
    server: Server, answer: Response, language: str, text: str, found: str
) -> None:
    heard = await ask(server, answer, language=language, vocabulary=["羽绒服"])
    assert heard.text == text
    assert heard.language == found
    assert heard.raw == json.loads(bytes(answer.body))["text"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, r"answered 401; check XIAOER_ASR_API_KEY$"),
        (403, r"answered 403; check XIAOER_ASR_API_KEY$"),
        (404, r"answered 404; check XIAOER_ASR_BASE_URL and XIAOER_ASR_MODEL \(hears\)$"),
        (400, r"answered 400: .*no such format"),
    ],
)
async def test_a_refusal_is_one_sentence_with_a_remedy(
    server: Server, status: int, reason: str
) -> None:
    refusal = JSONResponse({"error": {"message": "no such\n format"}}, status_code=status)
    with pytest.raises(RecogniserError, match=reason) as caught:
        await ask(server, refusal)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


async def test_a_failure_that_passes_is_tried_again(server: Server) -> None:
    server.answers.append(JSONResponse({"error": {"message": "busy"}}, status_code=503))
    assert (await ask(server, said("你好"))).text == "你好"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "answer", [PlainTextResponse("<html>hello</html>"), JSONResponse({"words": []})]
)
async def test_an_answer_that_is_no_transcript_is_refused(server: Server, answer: Response) -> None:
    with pytest.raises(RecogniserError, match=r"something else than a transcript; check XIAOER_A"):
        await ask(server, answer)


async def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    settings = Settings(standby="off", asr_base_url=f"http://127.0.0.1:{free}/v1")
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    with pytest.raises(RecogniserError, match=rf"127\.0\.0\.1:{free}/v1 cannot be reached; check"):
        await recogniser.recognise(sound())
    await recogniser.close()
    with pytest.raises(RecogniserError, match="is closed"):
        await recogniser.recognise(sound())


async def test_openais_own_needs_a_key() -> None:
    settings = Settings(recogniser="openai")
    with pytest.raises(RecogniserError, match="needs XIAOER_ASR_BASE_URL, or XIAOER_ASR_API_KEY"):
        await open_recogniser(settings, ModelStore(settings.models_dir))

"""The `/audio/speech` client against a real server on the loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing

import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.speech.synthesisers.openai_endpoint import OpenAISynthesiser
from assistant.speech.synthesisers.port import SynthesiserError
from assistant.speech.synthesisers.registry import open_synthesiser

RATE = 24_000


def tone(seconds: float) -> Audio:
    time = np.arange(round(seconds * RATE)) / RATE
    return Audio((0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32), RATE)


class Server:
    """A small speech server: half a second of tone, as PCM in odd chunks."""

    def __init__(self) -> None:
        self.requests: list[dict[str, object]] = []
        self.keys: list[str] = []
        self.status = 200
        self.body: bytes | None = None
        self.gate: asyncio.Event | None = None
        self.app = FastAPI()
        self.app.post("/v1/audio/speech")(self.speech)
        self.base_url = ""

    async def speech(self, request: Request) -> Response:
        self.requests.append(await request.json())
        self.keys.append(request.headers["authorization"])
        if self.status != 200:
            return Response('{"error": {"message": "no"}}', self.status)
        if self.body is not None:
            return Response(self.body)
        return StreamingResponse(self.pcm(), media_type="audio/pcm")

    async def pcm(self) -> AsyncIterator[bytes]:
        data = tone(0.5).pcm16()
        yield data[:9_601]
        if self.gate is not None:
            await self.gate.wait()
        yield data[9_601:]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    served = Server()
    running = uvicorn.Server(uvicorn.Config(served.app, log_level="error"))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    task = asyncio.create_task(running.serve(sockets=[listening]))
    served.base_url = f"http://127.0.0.1:{port}/v1"
    yield served
    running.should_exit = True
    await task


@pytest.fixture
async def synthesiser(server: Server) -> AsyncIterator[OpenAISynthesiser]:
    client = OpenAISynthesiser(
        base_url=server.base_url, model="tts-9", api_key="secret", voice="alloy"
    )
    yield client
    await client.close()


async def heard(synthesiser: OpenAISynthesiser, text: str, voice: str = "") -> list[Audio]:
    return [piece async for piece in synthesiser.speak(text, language="zh", voice=voice)]


async def test_the_sound_comes_whole(synthesiser: OpenAISynthesiser, server: Server) -> None:
    sound = join(await heard(synthesiser, "有货的，亲。"))
    np.testing.assert_allclose(sound.samples, tone(0.5).samples, atol=1e-4)
    assert sound.rate == RATE
    assert server.keys == ["Bearer secret"]
    assert server.requests == [
        {"model": "tts-9", "voice": "alloy", "input": "有货的，亲。", "response_format": "pcm"}
    ]


async def test_the_first_sound_comes_before_the_last_is_made(
    synthesiser: OpenAISynthesiser, server: Server
) -> None:
    server.gate = asyncio.Event()
    async with aclosing(synthesiser.speak("有货。", language="zh")) as pieces:
        first = await anext(pieces)
        assert len(first.samples)
        server.gate.set()
        rest = [piece async for piece in pieces]
    assert join([first, *rest]).seconds == pytest.approx(0.5)


async def test_a_voice_asked_for_is_used(synthesiser: OpenAISynthesiser, server: Server) -> None:
    await heard(synthesiser, "好", voice="nova")
    assert server.requests[0]["voice"] == "nova"
    assert synthesiser.voices("zh") == ("alloy",)


@pytest.mark.parametrize("text", ["", "  ", "😀", "……"])
async def test_nothing_is_asked_where_nothing_is_said(
    synthesiser: OpenAISynthesiser, server: Server, text: str
) -> None:
    assert await heard(synthesiser, text) == []
    assert server.requests == []


async def test_long_text_is_asked_for_in_parts(
    synthesiser: OpenAISynthesiser, server: Server
) -> None:
    text = "这件有货。" * 500
    await heard(synthesiser, text)
    asked = [str(request["input"]) for request in server.requests]
    assert len(asked) == 3
    assert "".join(asked) == text


async def test_a_server_that_sends_a_file_is_understood(
    synthesiser: OpenAISynthesiser, server: Server
) -> None:
    server.body = tone(0.5).at(16_000).encode("wav")
    sound = join(await heard(synthesiser, "好"))
    assert sound.rate == RATE
    assert sound.seconds == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("status", [400, 401, 404])
async def test_a_refusal_is_one_sentence(
    synthesiser: OpenAISynthesiser, server: Server, status: int
) -> None:
    server.status = status
    with pytest.raises(SynthesiserError, match=f"answered {status}; check") as error:
        await heard(synthesiser, "好")
    assert "\n" not in str(error.value)


async def test_it_works_again_after_a_failure(
    synthesiser: OpenAISynthesiser, server: Server
) -> None:
    server.status = 400
    with pytest.raises(SynthesiserError):
        await heard(synthesiser, "好")
    server.status = 200
    assert await heard(synthesiser, "好")


async def test_no_server_is_one_sentence() -> None:
    client = OpenAISynthesiser(base_url="http://127.0.0.1:9/v1", model="", api_key="", voice="v")
    with pytest.raises(SynthesiserError, match="cannot be reached; check XIAOER_TTS_BASE_URL"):
        await heard(client, "好")
    await client.close()


async def test_the_registry_opens_the_endpoint_that_is_set(server: Server) -> None:
    settings = Settings(tts_base_url=server.base_url, tts_model="tts-9", voice="alloy")
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    assert synthesiser.name == "openai"
    assert [piece async for piece in synthesiser.speak("好", language="zh")]
    assert server.requests[0]["model"] == "tts-9"
    await synthesiser.close()


async def test_an_endpoint_without_address_and_key_is_refused() -> None:
    settings = Settings(synthesiser="openai")
    with pytest.raises(SynthesiserError, match="XIAOER_TTS_BASE_URL"):
        await open_synthesiser(settings, ModelStore(settings.models_dir))

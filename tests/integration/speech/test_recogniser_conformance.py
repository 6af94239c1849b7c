"""What every recogniser must do, whoever made it: the same tests over each."""

import asyncio
import importlib.util
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI, Form, UploadFile

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Audio, join, silence
from assistant.speech.recognisers.port import Recogniser, RecogniserError
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.port import Synthesiser
from assistant.speech.synthesisers.registry import open_synthesiser

SHARED = Path(__file__).parents[4] / "shared" / "data" / "speech"

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _available(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


torch_only = [
    pytest.mark.torch,
    pytest.mark.skipif(not _available("torch"), reason="needs the [transformers] extra"),
]
PROVIDERS = [
    "whisper",
    "openai",
    pytest.param("transformers", marks=torch_only),
    pytest.param(
        "openai-whisper",
        marks=[
            *torch_only,
            pytest.mark.skipif(not _available("whisper"), reason="needs openai-whisper"),
        ],
    ),
]


@pytest.fixture(scope="module")
def settings() -> Settings:
    settings = Settings(threads=2)
    if not (settings.models_dir / "whisper-base" / "model.bin").is_file():
        pytest.fail("the model files are not assembled; run: make setup")
    return settings


async def _serve(app: FastAPI) -> tuple[uvicorn.Server, asyncio.Task[None], str]:
    """`app` on a free loopback port, ready to be asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve([listener]))
    return server, task, f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def _transcriptions(recogniser: Recogniser) -> FastAPI:
    """OpenAI's transcription route around a recogniser that really recognises."""
    app = FastAPI()

    @app.post("/v1/audio/transcriptions")
    async def transcribe(
        file: UploadFile, model: str = Form(), language: str = Form(""), prompt: str = Form("")
    ) -> dict[str, str]:
        audio = Audio.decode(await file.read(), max_seconds=60)
        heard = await recogniser.recognise(audio, language=language)
        return {"text": heard.raw, "language": heard.language, "model": model, "prompt": prompt}

    return app


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=PROVIDERS)
async def recogniser(
    request: pytest.FixtureRequest, settings: Settings
) -> AsyncIterator[Recogniser]:
    models = ModelStore(settings.models_dir)
    if request.param != "openai":
        local = settings.model_copy(update={"recogniser": request.param})
        opened = await open_recogniser(local, models)
        yield opened
        await opened.close()
        return
    behind = await open_recogniser(settings, models)
    server, task, url = await _serve(_transcriptions(behind))
    opened = await open_recogniser(settings.model_copy(update={"asr_base_url": url}), models)
    yield opened
    await opened.close()
    server.should_exit = True
    await task
    await behind.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def synthesiser(settings: Settings) -> AsyncIterator[Synthesiser]:
    opened = await open_synthesiser(settings, ModelStore(settings.models_dir))
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def question(synthesiser: Synthesiser) -> Audio:
    """A viewer's question, at Kokoro's 24 kHz: 这件羽绒服多少钱."""
    return await _say(synthesiser, "这件羽绒服多少钱？", "zm_yunxi")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def long_sound(synthesiser: Synthesiser, question: Audio) -> Audio:
    """Two questions, four times in turn, with the pauses of somebody thinking."""
    other = await _say(synthesiser, "什么时候发货，可以退货吗？", "zf_xiaoxiao")
    pause = silence(1.5, question.rate)
    return join([question, pause, other, pause] * 4)


async def _say(synthesiser: Synthesiser, text: str, voice: str) -> Audio:
    return join([piece async for piece in synthesiser.speak(text, language="zh", voice=voice)])


async def test_no_sound_is_no_text(recogniser: Recogniser) -> None:
    empty = Audio(np.zeros(0, dtype=np.float32), HEARING_RATE)
    assert (await recogniser.recognise(empty, language="zh")).text == ""


@pytest.mark.parametrize("seconds", [0.01, 1, 12])
async def test_silence_is_no_text(recogniser: Recogniser, seconds: float) -> None:
    assert (await recogniser.recognise(silence(seconds, HEARING_RATE))).text == ""


@pytest.mark.parametrize("level", [0.001, 0.02, 0.2])
async def test_noise_is_no_text(recogniser: Recogniser, level: float) -> None:
    hiss = np.random.default_rng(3).normal(0, level, 4 * HEARING_RATE).astype(np.float32)
    assert (await recogniser.recognise(Audio(hiss, HEARING_RATE))).text == ""


async def test_a_tone_and_clicks_are_no_text(recogniser: Recogniser) -> None:
    time = np.arange(3 * HEARING_RATE) / HEARING_RATE
    sound = (0.2 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    sound[:: HEARING_RATE // 2] = 1.0
    assert (await recogniser.recognise(Audio(sound, HEARING_RATE))).text == ""


async def test_a_question_in_chinese(recogniser: Recogniser, question: Audio) -> None:
    heard = await recogniser.recognise(question, language="zh", vocabulary=["羽绒服", "尺码"])
    assert "羽绒服多少钱" in heard.text
    assert heard.language == "zh"
    assert heard.raw
    assert 0 < heard.confidence <= 1


async def test_the_language_is_found(recogniser: Recogniser, question: Audio) -> None:
    heard = await recogniser.recognise(question)
    assert heard.language == "zh"
    assert "多少钱" in heard.text


@pytest.mark.parametrize("rate", [8000, 24_000, 44_100, 48_000])
async def test_any_rate_will_do(recogniser: Recogniser, question: Audio, rate: int) -> None:
    assert "多少钱" in (await recogniser.recognise(question.at(rate), language="zh")).text


async def test_sound_longer_than_any_window_is_heard_to_its_end(
    recogniser: Recogniser, long_sound: Audio
) -> None:
    assert long_sound.seconds >= 25
    heard = (await recogniser.recognise(long_sound, language="zh")).text
    # Each was asked four times, the last time at the very end.
    assert heard.count("多少钱") == 4
    assert heard.count("退货") == 4


async def test_questions_asked_at_once_are_all_answered(
    recogniser: Recogniser, question: Audio
) -> None:
    hush = silence(1, HEARING_RATE)
    asked = [question, hush, question, hush]
    heard = await asyncio.gather(*(recogniser.recognise(one, language="zh") for one in asked))
    assert [bool(one.text) for one in heard] == [True, False, True, False]
    assert heard[0].text == heard[2].text


async def test_it_goes_on_after_a_cancelled_question(
    recogniser: Recogniser, question: Audio
) -> None:
    tasks = [asyncio.create_task(recogniser.recognise(question, language="zh")) for _ in range(3)]
    await asyncio.wait(tasks, timeout=0.1)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert any(isinstance(one, asyncio.CancelledError) for one in ended)
    assert "多少钱" in (await recogniser.recognise(question, language="zh")).text


async def test_sound_too_long_is_refused_in_a_sentence(recogniser: Recogniser) -> None:
    with pytest.raises(RecogniserError, match=r"lasts 61 s; send at most 60 s"):
        await recogniser.recognise(silence(61, HEARING_RATE))


async def test_people_are_understood(recogniser: Recogniser) -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared recordings are not beside this checkout")
    rows = [
        json.loads(line) for line in (SHARED / "manifest.jsonl").read_text("utf-8").splitlines()
    ]
    clips = {row["audio"]: row["text"] for row in rows if "firered_IT" in row["audio"]}
    for path, text in clips.items():
        audio = Audio.decode((SHARED / path).read_bytes(), max_seconds=60)
        assert (await recogniser.recognise(audio, language="zh")).text.rstrip("。") == text
    assert clips

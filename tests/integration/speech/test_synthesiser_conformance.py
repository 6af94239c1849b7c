"""What every synthesiser must do, asked of each of them on its real model."""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing

import numpy as np
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.speech.synthesisers.by_language import ByLanguage
from assistant.speech.synthesisers.espeak import EspeakProgram, EspeakSynthesiser
from assistant.speech.synthesisers.openai_endpoint import OpenAISynthesiser
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError
from assistant.speech.synthesisers.registry import open_synthesiser

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

TEXTS = {
    "zh": "有货的，亲。",
    "en": "Yes, it is in stock.",
    "vi": "Áo này giá 259.000 đồng ạ.",
    "id": "Jaket ini harganya Rp 259.000.",
    "ms": "Jaket ini berharga RM 259.",
    "th": "เสื้อตัวนี้ราคา 259 บาทค่ะ",
}
LONG = {
    "zh": "这款羽绒服现价259元，原价399元。黑色和白色有货，拍下之后24小时内发货。要几件？",
    "en": "The coat is 259 yuan, down from 399. Black and white are in stock. How many?",
    "vi": "Áo này giá 259.000 đồng. Còn hàng ạ. Bạn lấy mấy cái?",
}
PROVIDERS = ["embedded", "espeak", "endpoint"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def embedded() -> AsyncIterator[Synthesiser]:
    settings = Settings()
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    yield synthesiser
    await synthesiser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def espeak() -> AsyncIterator[Synthesiser]:
    synthesiser = EspeakSynthesiser()
    yield synthesiser
    await synthesiser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def endpoint(espeak: Synthesiser) -> AsyncIterator[Synthesiser]:
    """The endpoint client before a real server, which speaks with eSpeak."""
    app = FastAPI()

    @app.post("/v1/audio/speech")
    async def speech(request: Request) -> StreamingResponse:
        text = (await request.json())["input"]
        language = next((code for code, known in {**TEXTS, **LONG}.items() if text in known), "zh")

        async def pcm() -> AsyncIterator[bytes]:
            async for piece in espeak.speak(text, language=language):
                yield piece.pcm16()

        return StreamingResponse(pcm(), media_type="audio/pcm")

    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    listening = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    synthesiser = OpenAISynthesiser(base_url=url, model="m", api_key="", voice="alloy")
    yield synthesiser
    await synthesiser.close()
    server.should_exit = True
    await task


@pytest.fixture(params=PROVIDERS)
def synthesiser(
    request: pytest.FixtureRequest,
    embedded: Synthesiser,
    espeak: Synthesiser,
    endpoint: Synthesiser,
) -> Synthesiser:
    return {"embedded": embedded, "espeak": espeak, "endpoint": endpoint}[request.param]


async def heard(synthesiser: Synthesiser, text: str, language: str, voice: str = "") -> list[Audio]:
    return [piece async for piece in synthesiser.speak(text, language=language, voice=voice)]


def leading_silence(sound: Audio) -> float:
    """Seconds before the sound first reaches a twentieth of its peak."""
    level = np.abs(sound.samples)
    return float(np.argmax(level > 0.05 * level.max())) / sound.rate


@pytest.mark.parametrize("language", TEXTS)
async def test_every_language_is_audible(synthesiser: Synthesiser, language: str) -> None:
    sound = join(await heard(synthesiser, TEXTS[language], language))
    assert sound.rate == synthesiser.rate == 24_000
    assert sound.samples.dtype == np.float32
    assert 0.5 < sound.seconds < 8
    level = float(np.sqrt(np.mean(sound.samples**2)))
    assert 0.02 < level < 0.4
    assert float(np.abs(sound.samples).max()) <= 1.0
    assert np.mean(np.abs(sound.samples) > 0.999) < 1e-4, "clipped"
    assert leading_silence(sound) < 0.1


@pytest.mark.parametrize("text", ["", "   ", "\n", "😀👍", "……", "~~"])
async def test_nothing_to_say_is_no_sound(synthesiser: Synthesiser, text: str) -> None:
    assert await heard(synthesiser, text, "zh") == []


@pytest.mark.parametrize("language", LONG)
async def test_long_text_comes_in_pieces(synthesiser: Synthesiser, language: str) -> None:
    pieces = await heard(synthesiser, LONG[language], language)
    assert len(pieces) >= 3
    assert all(len(piece.samples) for piece in pieces)
    assert pieces[0].seconds < 0.75 * join(pieces).seconds


async def test_after_a_cancel_it_speaks_again(synthesiser: Synthesiser) -> None:
    async with aclosing(synthesiser.speak(LONG["zh"], language="zh")) as pieces:
        assert len((await anext(pieces)).samples)
    task = asyncio.create_task(heard(synthesiser, LONG["zh"], "zh"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert join(await heard(synthesiser, TEXTS["zh"], "zh")).seconds > 0.5


async def test_two_at_once_do_not_mix(synthesiser: Synthesiser) -> None:
    alone = [
        join(await heard(synthesiser, TEXTS["zh"], "zh")),
        join(await heard(synthesiser, TEXTS["en"], "en")),
    ]
    together = await asyncio.gather(
        heard(synthesiser, TEXTS["zh"], "zh"), heard(synthesiser, TEXTS["en"], "en")
    )
    for one, pieces in zip(alone, together, strict=True):
        assert join(pieces).seconds == pytest.approx(one.seconds, rel=0.1)


async def test_an_unknown_voice_falls_back(embedded: Synthesiser, espeak: Synthesiser) -> None:
    for synthesiser in (embedded, espeak):
        assert await heard(synthesiser, TEXTS["zh"], "zh", voice="nobody")


async def test_kokoro_has_eight_chinese_voices_and_more_english_ones(embedded: Synthesiser) -> None:
    assert set(embedded.voices("zh")) == {
        *("zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi"),
        *("zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang"),
    }
    assert embedded.voices("zh")[0] == "zf_xiaoxiao"
    assert len(embedded.voices("en")) >= 20
    assert all(voice[0] in "ab" for voice in embedded.voices("en"))
    assert embedded.voices("vi")[0] == "espeak-vi"
    assert embedded.voices("xx") == ()


async def test_every_chinese_voice_speaks_in_its_own_way(embedded: Synthesiser) -> None:
    sounds = [
        join(await heard(embedded, "有货。", "zh", voice=voice)) for voice in embedded.voices("zh")
    ]
    assert all(0.3 < sound.seconds < 2 for sound in sounds)
    for one, other in itertools.combinations(sounds, 2):
        size = min(len(one.samples), len(other.samples))
        assert not np.allclose(one.samples[:size], other.samples[:size], atol=0.01)


async def test_english_in_a_chinese_voice_is_spoken_by_the_english_one(
    embedded: Synthesiser,
) -> None:
    asked = join(await heard(embedded, "Yes.", "en", voice="zf_xiaoxiao"))
    default = join(await heard(embedded, "Yes.", "en"))
    np.testing.assert_allclose(asked.samples, default.samples, atol=1e-4)


async def test_a_language_nobody_speaks_is_one_sentence(espeak: Synthesiser) -> None:
    with pytest.raises(SynthesiserError, match="'xx'"):
        await heard(espeak, "hello", "xx")


async def test_espeak_is_started_again_when_it_dies() -> None:
    program = EspeakProgram()
    synthesiser = EspeakSynthesiser(program)
    before = join(await heard(synthesiser, TEXTS["id"], "id"))
    process = program._process
    assert process is not None
    process.kill()
    process.wait()
    after = join(await heard(synthesiser, TEXTS["id"], "id"))
    assert after.seconds == pytest.approx(before.seconds, rel=0.05)
    await synthesiser.close()


@pytest.mark.parametrize("word", ["charger", "Lululemon", "skincare"])
async def test_espeak_gives_phonemes(word: str) -> None:
    program = EspeakProgram()
    ipa = program.phonemes(word, "en-us")
    program.close()
    assert "ˈ" in ipa


async def test_languages_are_routed(espeak: Synthesiser, endpoint: Synthesiser) -> None:
    both = ByLanguage({"zh": endpoint}, otherwise=espeak)
    assert both.voices("zh") == ("alloy",)
    assert both.voices("vi")[0] == "espeak-vi"
    assert both.name == "openai+espeak"


async def test_the_voice_of_the_settings_comes_first() -> None:
    settings = Settings(voice="zm_yunxi")
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    assert synthesiser.voices("zh")[0] == "zm_yunxi"
    assert synthesiser.voices("en")[0] == "af_heart"
    await synthesiser.close()

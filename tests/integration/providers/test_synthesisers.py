"""What every synthesiser must do, whoever made it: the same texts to each, through its port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import numpy as np
import pytest
import pytest_asyncio
from support.providers import FALLBACK, REPLACED, SYNTHESISER_PROVIDERS

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError, SynthesiserRefusal
from assistant.speech.synthesisers.registry import ENDPOINT, open_synthesiser

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
HARD = [
    "259",
    "¥1,299.00～¥1,599.00！！！",
    "ＡＢＣ１２３",
    "超级好看😍😍真的👍🏻",
    "Hello你好，iPhone 15 Pro Max有货",
    "https://example.com/a?b=1",
    "这件、那件、(也许)…… “都”有——货；对吗？！",
    "好" * 60,
]

Open = Callable[[], Awaitable[Synthesiser]]


@pytest.fixture(scope="module", params=SYNTHESISER_PROVIDERS)
def opening(request: pytest.FixtureRequest, live_server, store: ModelStore, nobody: str) -> Open:
    """How to open the provider anew."""
    served = f"{live_server.url}/v1"
    base = Settings(standby="off", tts_patience_s=60)
    told: dict[str, dict[str, object]] = {
        ENDPOINT: {"tts_base_url": served},
        FALLBACK: {"tts_base_url": served, "standby": "cold"},
        REPLACED: {"tts_base_url": nobody, "standby": "cold"},
    }
    settings = base.model_copy(update=told.get(request.param, {"synthesiser": request.param}))
    return lambda: open_synthesiser(settings, store)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def synthesiser(opening: Open) -> AsyncIterator[Synthesiser]:
    opened = await opening()
    yield opened
    await opened.close()


async def heard(synthesiser: Synthesiser, text: str, language: str, voice: str = "") -> list[Audio]:
    return [piece async for piece in synthesiser.speak(text, language=language, voice=voice)]


def leading_silence(sound: Audio) -> float:
    """Seconds before the sound first reaches a twentieth of its peak."""
    level = np.abs(sound.samples)
    return float(np.argmax(level > 0.05 * level.max())) / sound.rate


def assert_sound(pieces: list[Audio], rate: int) -> Audio:
    """That the pieces are sound that may be played; all of it."""
    assert pieces
    for piece in pieces:
        assert piece.rate == rate
        assert piece.samples.dtype == np.float32
        assert piece.samples.ndim == 1
        assert len(piece.samples)
        assert np.isfinite(piece.samples).all()
    sound = join(pieces)
    assert float(np.abs(sound.samples).max()) <= 1.0
    assert np.mean(np.abs(sound.samples) > 0.999) < 1e-4, "clipped"
    return sound


@pytest.mark.parametrize("language", TEXTS)
async def test_every_language_is_audible(synthesiser: Synthesiser, language: str) -> None:
    assert synthesiser.rate == 24_000
    sound = assert_sound(await heard(synthesiser, TEXTS[language], language), synthesiser.rate)
    assert 0.5 < sound.seconds < 8
    level = float(np.sqrt(np.mean(sound.samples**2)))
    assert 0.02 < level < 0.4
    assert leading_silence(sound) < 0.1


@pytest.mark.parametrize("text", ["", "   ", "\n", "😀👍", "……", "~~", "？！", "——"])
async def test_nothing_to_say_is_no_sound(synthesiser: Synthesiser, text: str) -> None:
    assert await heard(synthesiser, text, "zh") == []


@pytest.mark.parametrize("text", HARD)
async def test_whatever_is_written_is_spoken(synthesiser: Synthesiser, text: str) -> None:
    assert_sound(await heard(synthesiser, text, "zh"), synthesiser.rate)


@pytest.mark.parametrize("language", LONG)
async def test_long_text_comes_in_pieces_the_first_early(
    synthesiser: Synthesiser, language: str
) -> None:
    pieces = await heard(synthesiser, LONG[language], language)
    sound = assert_sound(pieces, synthesiser.rate)
    assert len(pieces) >= 3
    assert pieces[0].seconds < 0.75 * sound.seconds


async def test_more_text_is_more_sound(synthesiser: Synthesiser) -> None:
    sentences = LONG["zh"].split("。")
    once = join(await heard(synthesiser, f"{sentences[0]}。", "zh"))
    thrice = join(await heard(synthesiser, f"{sentences[0]}。" * 3, "zh"))
    assert thrice.seconds > 2.5 * once.seconds


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
    alone = [join(await heard(synthesiser, TEXTS[code], code)) for code in ("zh", "en", "id")]
    together = await asyncio.gather(
        *(heard(synthesiser, TEXTS[code], code) for code in ("zh", "en", "id"))
    )
    for one, pieces in zip(alone, together, strict=True):
        assert join(pieces).seconds == pytest.approx(one.seconds, rel=0.1)


async def test_an_unknown_voice_falls_back(synthesiser: Synthesiser) -> None:
    usual = join(await heard(synthesiser, TEXTS["zh"], "zh"))
    for _ in range(2):
        other = join(await heard(synthesiser, TEXTS["zh"], "zh", voice="nobody"))
        assert other.seconds == pytest.approx(usual.seconds, rel=0.1)


async def test_it_names_voices_only_where_it_speaks(synthesiser: Synthesiser) -> None:
    for language in TEXTS:
        assert synthesiser.voices(language)
        voice = synthesiser.voices(language)[-1]
        assert await heard(synthesiser, TEXTS[language], language, voice)
    assert synthesiser.voices("xx") == ()
    assert synthesiser.voices("") == ()


async def test_a_language_nobody_speaks_is_refused_in_a_sentence(synthesiser: Synthesiser) -> None:
    with pytest.raises(SynthesiserRefusal, match="'xx'") as refused:
        await heard(synthesiser, "hello", "xx")
    assert "\n" not in str(refused.value)
    assert await heard(synthesiser, TEXTS["zh"], "zh")


async def test_closed_twice_it_says_so_in_a_sentence(opening: Open) -> None:
    opened = await opening()
    for language in ("zh", "id"):
        assert await heard(opened, TEXTS[language], language)
    await opened.close()
    await opened.close()
    for language in ("zh", "id"):
        with pytest.raises(SynthesiserError, match="the synthesiser is closed; open another"):
            await heard(opened, TEXTS[language], language)

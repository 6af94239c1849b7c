"""What every recogniser must do, whoever made it: the same questions to each, through its port."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import numpy as np
import opencc
import pytest
import pytest_asyncio
from support.providers import FALLBACK, RECOGNISER_PROVIDERS, REPLACED

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Audio, join, silence
from assistant.speech.recognisers.port import Recogniser, RecogniserError, RecogniserRefusal
from assistant.speech.recognisers.registry import ENDPOINT, open_recogniser
from assistant.speech.synthesisers.port import Synthesiser
from assistant.speech.synthesisers.registry import open_synthesiser

SHARED = Path(__file__).parents[4] / "shared" / "data" / "speech"

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

Open = Callable[[], Awaitable[Recogniser]]


@pytest.fixture(scope="module", params=RECOGNISER_PROVIDERS)
def opening(request: pytest.FixtureRequest, live_server, store: ModelStore, nobody: str) -> Open:
    """How to open the provider anew."""
    served = f"{live_server.url}/v1"
    base = Settings(standby="off", asr_patience_s=60)
    told: dict[str, dict[str, object]] = {
        ENDPOINT: {"asr_base_url": served},
        FALLBACK: {"asr_base_url": served, "standby": "cold"},
        REPLACED: {"asr_base_url": nobody, "standby": "cold"},
    }
    settings = base.model_copy(update=told.get(request.param, {"recogniser": request.param}))
    return lambda: open_recogniser(settings, store)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recogniser(opening: Open) -> AsyncIterator[Recogniser]:
    opened = await opening()
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def voices(store: ModelStore) -> AsyncIterator[Synthesiser]:
    opened = await open_synthesiser(Settings(), store)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def question(voices: Synthesiser) -> Audio:
    """A viewer's question, at 24 kHz: 这件羽绒服多少钱."""
    return await _say(voices, "这件羽绒服多少钱？", "zh", "zm_yunxi")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def other(voices: Synthesiser) -> Audio:
    """Another viewer's: 什么时候发货，可以退货吗."""
    return await _say(voices, "什么时候发货，可以退货吗？", "zh", "zf_xiaoxiao")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def english(voices: Synthesiser) -> Audio:
    return await _say(voices, "How much is this jacket?", "en", "am_michael")


async def _say(voices: Synthesiser, text: str, language: str, voice: str) -> Audio:
    return join([piece async for piece in voices.speak(text, language=language, voice=voice)])


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


async def test_a_question_in_english(recogniser: Recogniser, english: Audio) -> None:
    heard = await recogniser.recognise(english, language="en")
    assert "how much is this jacket" in heard.text.lower()
    assert heard.language == "en"


async def test_the_language_is_found(
    recogniser: Recogniser, question: Audio, english: Audio
) -> None:
    heard = await recogniser.recognise(question)
    assert heard.language == "zh"
    assert "多少钱" in heard.text
    assert (await recogniser.recognise(english)).language == "en"


async def test_chinese_comes_back_simplified(
    recogniser: Recogniser, question: Audio, other: Audio
) -> None:
    simplified = opencc.OpenCC("t2s").convert
    for sound in (question, other, join([question, silence(1, question.rate), other])):
        text = (await recogniser.recognise(sound, language="zh")).text
        assert text == simplified(text)
        assert text


@pytest.mark.parametrize("words", [[], ["羽绒服"], [f"第{number}款" for number in range(500)]])
async def test_any_vocabulary_will_do(
    recogniser: Recogniser, question: Audio, words: list[str]
) -> None:
    heard = await recogniser.recognise(question, language="zh", vocabulary=words)
    assert "多少钱" in heard.text


@pytest.mark.parametrize("rate", [8000, 24_000, 44_100, 48_000])
async def test_any_rate_will_do(recogniser: Recogniser, question: Audio, rate: int) -> None:
    assert "多少钱" in (await recogniser.recognise(question.at(rate), language="zh")).text


async def test_sound_longer_than_any_window_is_heard_to_its_end(
    recogniser: Recogniser, question: Audio, other: Audio
) -> None:
    pause = silence(1.5, question.rate)
    sound = join([question, pause, other, pause] * 4)
    assert sound.seconds >= 25
    heard = (await recogniser.recognise(sound, language="zh")).text
    # Each was asked four times, the last time at the very end.
    assert heard.count("多少钱") == 4
    assert heard.count("退货") == 4


async def test_requests_between_each_other_get_their_own_results(
    recogniser: Recogniser, question: Audio, other: Audio
) -> None:
    hush = silence(1, HEARING_RATE)
    asked = [question, hush, other, question, hush, other]
    heard = await asyncio.gather(*(recogniser.recognise(one, language="zh") for one in asked))
    texts = [one.text for one in heard]
    assert ["多少钱" in text for text in texts] == [True, False, False] * 2
    assert ["退货" in text for text in texts] == [False, False, True] * 2
    assert texts[:3] == texts[3:]


async def test_it_goes_on_after_a_cancelled_question(
    recogniser: Recogniser, question: Audio
) -> None:
    tasks = [asyncio.create_task(recogniser.recognise(question, language="zh")) for _ in range(3)]
    await asyncio.wait(tasks, timeout=0.05)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert any(isinstance(one, asyncio.CancelledError) for one in ended)
    assert "多少钱" in (await recogniser.recognise(question, language="zh")).text


async def test_sound_too_long_is_refused_in_a_sentence(recogniser: Recogniser) -> None:
    with pytest.raises(RecogniserRefusal, match=r"lasts 61 s; send at most 60 s"):
        await recogniser.recognise(silence(61, HEARING_RATE))


async def test_a_language_nobody_knows_is_refused_in_a_sentence(
    recogniser: Recogniser, question: Audio
) -> None:
    with pytest.raises(RecogniserRefusal, match="'xx'") as refused:
        await recogniser.recognise(question, language="xx")
    assert "\n" not in str(refused.value)
    assert "多少钱" in (await recogniser.recognise(question, language="zh")).text


async def test_closed_twice_it_says_so_in_a_sentence(opening: Open, question: Audio) -> None:
    opened = await opening()
    assert "多少钱" in (await opened.recognise(question, language="zh")).text
    await opened.close()
    await opened.close()
    with pytest.raises(RecogniserError, match="the recogniser is closed; open another"):
        await opened.recognise(question, language="zh")


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

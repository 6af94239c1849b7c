"""An endpoint that dies and comes back: its turns are answered meanwhile, and then by it again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import numpy as np
import pytest
from support.reborn import Reborn
from support.speech_server import HEARD, SAID

from assistant.answering.chat_models import ChatModelError, open_chat_model
from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.speech.recognisers.fallback import FallbackRecogniser
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.fallback import FallbackSynthesiser
from assistant.speech.synthesisers.registry import open_synthesiser
from assistant.telemetry import Telemetry

pytestmark = pytest.mark.models

LONGEST_REST_S = 30


@pytest.fixture
def server() -> Iterator[Reborn]:
    made = Reborn("support.speech_server")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry()


@pytest.fixture
def settings(server: Reborn) -> Settings:
    return Settings(
        asr_base_url=server.url,
        tts_base_url=server.url,
        llm_base_url=server.url,
        llm_model="m",
        llm_timeout_s=60,
        tts_patience_s=1.0,
    )


async def spoken(voice: FallbackSynthesiser, text: str) -> Audio:
    return join([piece async for piece in voice.speak(text, language="zh")])


@pytest.fixture
async def voice(
    settings: Settings, store: ModelStore, telemetry: Telemetry
) -> AsyncIterator[FallbackSynthesiser]:
    opened = await open_synthesiser(settings, store, telemetry)
    assert isinstance(opened, FallbackSynthesiser)
    yield opened
    await opened.close()


@pytest.fixture
async def embedded(store: ModelStore) -> AsyncIterator[FallbackSynthesiser]:
    """The embedded voice alone, to compare with."""
    opened = await open_synthesiser(Settings(), store)
    yield opened  # type: ignore[misc]
    await opened.close()


def alike(one: Audio, other: Audio) -> bool:
    """Whether two sounds are the same one, from the same voice."""
    size = min(len(one.samples), len(other.samples))
    same_length = abs(one.seconds - other.seconds) < 0.05 * other.seconds
    return same_length and bool(np.corrcoef(one.samples[:size], other.samples[:size])[0, 1] > 0.9)


async def until_back(standing: object, ask: object) -> None:
    """Ask until the endpoint is the one who answers."""
    async with asyncio.timeout(LONGEST_REST_S):
        while True:
            await ask()  # type: ignore[operator]
            if standing().in_use == "openai":  # type: ignore[operator]
                return
            await asyncio.sleep(0.2)


async def test_recognition_goes_on_and_comes_back(
    server: Reborn,
    settings: Settings,
    store: ModelStore,
    telemetry: Telemetry,
    embedded: FallbackSynthesiser,
) -> None:
    question = await spoken(embedded, "这件羽绒服多少钱？")
    recogniser = await open_recogniser(settings, store, telemetry)
    assert isinstance(recogniser, FallbackRecogniser)

    async def heard() -> str:
        return (await recogniser.recognise(question, language="zh")).text

    assert await heard() == HEARD
    server.stop()
    assert "多少钱" in await heard()
    assert recogniser.standing.in_use == "whisper"
    assert "cannot be reached" in recogniser.standing.resting["openai"]
    assert "多少钱" in await heard()
    server.start()
    await until_back(lambda: recogniser.standing, heard)
    assert await heard() == HEARD
    failures = 'xiaoer_provider_failures_total{port="recogniser",provider="openai"}'
    assert failures in telemetry.render().decode()
    await recogniser.close()


async def test_speech_goes_on_and_comes_back(
    server: Reborn, voice: FallbackSynthesiser, embedded: FallbackSynthesiser
) -> None:
    text = "有货的，亲。"
    theirs, ours = await spoken(voice, text), await spoken(embedded, text)
    assert not alike(theirs, ours)
    server.stop()
    assert alike(await spoken(voice, text), ours)
    assert voice.standing.in_use == "kokoro"
    server.start()
    await until_back(lambda: voice.standing, lambda: spoken(voice, text))
    again = await spoken(voice, text)
    assert not alike(again, ours)
    assert again.seconds == pytest.approx(theirs.seconds, rel=0.05)


async def test_speech_that_breaks_off_goes_on_from_the_sentence_that_broke(
    voice: FallbackSynthesiser, embedded: FallbackSynthesiser
) -> None:
    """Its second sentence falls silent after 0.2 s: that one and the third are said by the next."""
    first, rest = "这款现价259元。", "慢一点没有关系。要几件？"
    theirs = await spoken(voice, first)
    whole = await spoken(voice, first + rest)
    sentences = ["慢一点没有关系。", "要几件？"]
    ours = [await spoken(embedded, one) for one in sentences]
    broken_off = 0.2
    expected = theirs.seconds + broken_off + sum(one.seconds for one in ours)
    assert whole.seconds == pytest.approx(expected, abs=0.05)
    end = Audio(whole.samples[-len(ours[1].samples) :], whole.rate)
    assert alike(end, ours[1])
    assert voice.standing.in_use == "kokoro"


async def test_a_server_killed_while_it_speaks_costs_no_sentence(
    server: Reborn, voice: FallbackSynthesiser, embedded: FallbackSynthesiser
) -> None:
    text = "慢一点没有关系。"
    async with aclosing(voice.speak(text, language="zh")) as pieces:
        begun = await anext(pieces)
        server.stop()
        rest = join([piece async for piece in pieces])
    assert begun.seconds == pytest.approx(0.2)
    assert alike(rest, await spoken(embedded, text))


async def test_a_listener_who_leaves_is_no_failure(
    voice: FallbackSynthesiser, telemetry: Telemetry
) -> None:
    async with aclosing(voice.speak("慢一点没有关系。", language="zh")) as pieces:
        await anext(pieces)
    assert voice.standing.in_use == "openai"
    assert voice.standing.resting == {}
    assert "xiaoer_provider_failures_total{" not in telemetry.render().decode()


async def test_prompts_go_on_and_come_back(
    server: Reborn, settings: Settings, store: ModelStore, telemetry: Telemetry
) -> None:
    model = await open_chat_model(settings, store, telemetry)

    async def said() -> str:
        prompt = "事实：羽绒服价格259元。羽绒服多少钱？只回答价格。"
        stream = model.client().bind(max_tokens=24).astream(prompt)
        return "".join([chunk.text async for chunk in stream])

    assert await said() == SAID
    server.stop()
    assert "259" in await said()
    server.start()
    await until_back(lambda: model.standing, said)  # type: ignore[attr-defined]
    assert await said() == SAID
    await model.close()


async def test_a_setting_that_is_wrong_is_told_and_not_stood_in_for(store: ModelStore) -> None:
    settings = Settings(llm_base_url="http://127.0.0.1:9/v1")
    with pytest.raises(ChatModelError, match="XIAOER_LLM_MODEL"):
        await open_chat_model(settings, store)

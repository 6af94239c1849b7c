"""What the embedded voices do beyond what every synthesiser must."""

import itertools
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import Audio, join
from assistant.speech.synthesisers.by_language import ByLanguage
from assistant.speech.synthesisers.espeak import EspeakProgram, EspeakSynthesiser
from assistant.speech.synthesisers.openai_endpoint import OpenAISynthesiser
from assistant.speech.synthesisers.port import Synthesiser
from assistant.speech.synthesisers.registry import open_synthesiser

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def embedded() -> AsyncIterator[Synthesiser]:
    settings = Settings()
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    yield synthesiser
    await synthesiser.close()


async def heard(synthesiser: Synthesiser, text: str, language: str, voice: str = "") -> list[Audio]:
    return [piece async for piece in synthesiser.speak(text, language=language, voice=voice)]


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
    np.testing.assert_allclose(asked.samples, default.samples, atol=2e-3)


async def test_espeak_is_started_again_when_it_dies() -> None:
    program = EspeakProgram()
    synthesiser = EspeakSynthesiser(program)
    before = join(await heard(synthesiser, "Jaket ini harganya Rp 259.000.", "id"))
    process = program._process
    assert process is not None
    process.kill()
    process.wait()
    after = join(await heard(synthesiser, "Jaket ini harganya Rp 259.000.", "id"))
    assert after.seconds == pytest.approx(before.seconds, rel=0.05)
    await synthesiser.close()


@pytest.mark.parametrize("word", ["charger", "Lululemon", "skincare"])
async def test_espeak_gives_phonemes(word: str) -> None:
    program = EspeakProgram()
    ipa = program.phonemes(word, "en-us")
    program.close()
    assert "ˈ" in ipa


async def test_languages_are_routed() -> None:
    espeak = EspeakSynthesiser()
    endpoint = OpenAISynthesiser(
        base_url="http://127.0.0.1:9/v1", model="m", api_key="", voice="alloy"
    )
    both = ByLanguage({"zh": endpoint}, otherwise=espeak)
    assert both.voices("zh") == ("alloy",)
    assert both.voices("vi")[0] == "espeak-vi"
    assert both.name == "openai+espeak"
    await both.close()


async def test_the_voice_of_the_settings_comes_first() -> None:
    settings = Settings(voice="zm_yunxi")
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    assert synthesiser.voices("zh")[0] == "zm_yunxi"
    assert synthesiser.voices("en")[0] == "af_heart"
    await synthesiser.close()

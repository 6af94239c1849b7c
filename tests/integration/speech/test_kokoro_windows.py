"""The real voice in windows beside the same voice whole."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import numpy as np
import pytest
import pytest_asyncio
from rapidfuzz.distance import Levenshtein

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, join
from assistant.speech.reading import read
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.espeak import EspeakProgram
from assistant.speech.synthesisers.kokoro import KokoroSynthesiser
from assistant.speech.synthesisers.windows import Pace, Window
from assistant.speech.synthesisers.worker import Interrupt

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

VOICES = {"zh": "zf_xiaoxiao", "en": "af_heart"}
TEXTS = [
    ("zh", "这款羽绒服现价二百五十九元。"),
    ("zh", "支持七天无理由退换货。"),
    ("en", "It ships within twenty four hours."),
]


class Steady(Pace):
    """Windows as on a machine that always takes 3 ms a step."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(0.003, lambda: self.now)

    def at_once(self, steps: int) -> bool:
        return False

    def observe(self, window: Window, seconds: float) -> None:
        self.now += window.made * self.step_cost


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakProgram]:
    program = EspeakProgram()
    yield program
    program.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kokoro(espeak: EspeakProgram) -> AsyncIterator[KokoroSynthesiser]:
    settings = Settings()
    folder = ModelStore(settings.models_dir).path("kokoro-82m")
    synthesiser = await KokoroSynthesiser.load(folder, espeak, threads=settings.threads)
    for voice in VOICES.values():
        if not synthesiser._model.calibrated(voice):
            await asyncio.to_thread(synthesiser._calibrate, voice, Interrupt())
    yield synthesiser
    await synthesiser.close()


def both(kokoro: KokoroSynthesiser, language: str, text: str) -> tuple[list[Audio], Audio]:
    """The text in windows, and whole."""
    phonemes, voice = kokoro._phonemes.of(read(text, language)), VOICES[language]
    windows = list(kokoro._model.windows(phonemes, voice, 1.0, Steady()))
    return windows, kokoro._model.speak(phonemes, voice)


def decibels(sound: Audio) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(sound.samples.astype(np.float64) ** 2))))


@pytest.mark.parametrize(("language", "text"), TEXTS)
async def test_windows_sound_as_the_whole(
    kokoro: KokoroSynthesiser, language: str, text: str
) -> None:
    windows, whole = both(kokoro, language, text)
    assert len(windows) >= 3
    together = join(windows)
    # Each begins where it can be heard itself, a few milliseconds apart; they end together.
    common = min(len(together.samples), len(whole.samples))
    assert max(len(together.samples), len(whole.samples)) - common <= SPEAKING_RATE // 25
    one, other = together.samples[-common:], whole.samples[-common:]
    assert abs(decibels(together) - decibels(whole)) < 1.0
    assert np.corrcoef(one, other)[0, 1] > 0.85


@pytest.mark.parametrize(("language", "text"), TEXTS)
async def test_no_seam_is_a_click(kokoro: KokoroSynthesiser, language: str, text: str) -> None:
    """Neither the step from sample to sample nor its change is larger at a seam than inside."""
    windows, _ = both(kokoro, language, text)
    samples = join(windows).samples
    seams = np.cumsum([len(window.samples) for window in windows])[:-1]
    for order in (1, 2):
        steps = np.abs(np.diff(samples, n=order))
        at_seams = np.concatenate([steps[seam - 2 : seam + 1] for seam in seams])
        inside = np.delete(steps, np.concatenate([np.arange(s - 2, s + 1) for s in seams]))
        assert at_seams.max() <= inside.max()


async def test_given_the_wholes_own_statistics_windows_are_the_whole(
    kokoro: KokoroSynthesiser,
) -> None:
    """What differs from the whole is how it is normalised, and nothing else: no seam is heard."""
    model = kokoro._model
    phonemes = kokoro._phonemes.of(read(TEXTS[0][1], "zh"))
    (sentence,) = model.sentences(phonemes, VOICES["zh"], 1.0)
    _, own = model._sound(sentence, Window(0, sentence.steps, sentence.steps))
    windows = join(list(model.windows(phonemes, VOICES["zh"], 1.0, Steady(), own)))
    whole = model.speak(phonemes, VOICES["zh"])
    np.testing.assert_allclose(windows.samples, whole.samples, atol=5e-3)


async def test_the_same_is_heard(kokoro: KokoroSynthesiser) -> None:
    settings = Settings()
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    errors = {"windows": 0, "whole": 0}
    for language, text in TEXTS:
        windows, whole = both(kokoro, language, text)
        wanted = plain(read(text, language))
        for name, sound in (("windows", join(windows)), ("whole", whole)):
            heard = (await recogniser.recognise(sound, language=language)).text
            errors[name] += Levenshtein.distance(wanted, plain(read(heard, language)))
    await recogniser.close()
    assert errors["windows"] <= errors["whole"] + 1


def plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


async def test_closing_stops_after_the_window_in_progress(
    kokoro: KokoroSynthesiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Window] = []
    sound_of = kokoro._model._sound

    def counted(sentence, window, *rest, **named):  # type: ignore[no-untyped-def]
        made.append(window)
        return sound_of(sentence, window, *rest, **named)

    monkeypatch.setattr(kokoro._model, "_sound", counted)
    monkeypatch.setattr("assistant.speech.synthesisers.kokoro.Pace", lambda cost: Steady())
    text = "这款羽绒服现价二百五十九元，黑色和白色有货，拍下之后二十四小时内发货。"
    async with aclosing(kokoro.speak(text, language="zh", voice=VOICES["zh"])) as pieces:
        await anext(pieces)
    begun = len(made)
    await asyncio.wrap_future(kokoro._worker.submit(lambda: None))
    assert len(made) <= begun + 1
    assert made[0].end < made[0].steps


async def test_who_waits_interrupts_what_is_made_ahead(kokoro: KokoroSynthesiser) -> None:
    text = "这款羽绒服的填充物是百分之九十白鸭绒，充绒量一百八十克，零下十度也不怕冷。"
    ahead = asyncio.create_task(spoken(kokoro, text, ahead=True))
    await asyncio.sleep(0.05)
    now = await spoken(kokoro, "有货的，亲。")
    assert now.seconds > 0.5
    assert not ahead.done()
    assert (await ahead).seconds > 4


async def spoken(kokoro: KokoroSynthesiser, text: str, *, ahead: bool = False) -> Audio:
    pieces = kokoro.speak(text, language="zh", voice=VOICES["zh"], ahead=ahead)
    return join([piece async for piece in pieces])

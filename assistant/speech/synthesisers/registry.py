"""The synthesisers there are."""

import asyncio

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.synthesisers.by_language import ByLanguage
from assistant.speech.synthesisers.espeak import EspeakProgram, EspeakSynthesiser
from assistant.speech.synthesisers.kokoro import KokoroSynthesiser
from assistant.speech.synthesisers.openai_endpoint import open_endpoint
from assistant.speech.synthesisers.port import Synthesiser

_KOKORO = "kokoro-82m"


async def open_synthesiser(settings: Settings, models: ModelStore) -> Synthesiser:
    """The synthesiser the settings name: Kokoro for Chinese and English and eSpeak NG for the
    rest, or the endpoint where `tts_base_url` is set.

    Loads its model; the caller closes it. Raises SynthesiserError or ModelError, in one sentence.
    """
    if settings.tts_base_url or settings.synthesiser == "openai":
        return await open_endpoint(settings)
    folder = await asyncio.to_thread(models.path, _KOKORO)
    espeak = EspeakProgram()
    kokoro = await KokoroSynthesiser.load(
        folder, espeak, threads=settings.threads, voice=settings.voice
    )
    return ByLanguage({"zh": kokoro, "en": kokoro}, otherwise=EspeakSynthesiser(espeak))

"""The synthesisers there are."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from assistant.models import ModelStore
from assistant.recovery import Lineup, Member
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE
from assistant.speech.synthesisers.by_language import ByLanguage
from assistant.speech.synthesisers.espeak import EspeakProgram, EspeakSynthesiser
from assistant.speech.synthesisers.fallback import FallbackSynthesiser
from assistant.speech.synthesisers.kokoro import KokoroSynthesiser
from assistant.speech.synthesisers.openai_endpoint import open_endpoint
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError, SynthesiserRefusal
from assistant.telemetry import Telemetry

ENDPOINT = "openai"
EMBEDDED = "kokoro"

_KOKORO = "kokoro-82m"
_KOKORO_THREADS = 1
"""Beside a busy processor one thread is heard sooner than two, and runs dry less often
(`tests/benchmarks/synthesis.py --threads 1,2 --busy`)."""


async def open_kokoro(settings: Settings, models: ModelStore) -> ByLanguage:
    """The embedded voices: Kokoro for Chinese and English and eSpeak NG for the rest.

    Raises SynthesiserError, ModelError.
    """
    folder = await asyncio.to_thread(models.path, _KOKORO)
    espeak = EspeakProgram()
    kokoro = await KokoroSynthesiser.load(
        folder, espeak, threads=_KOKORO_THREADS, voice=settings.voice
    )
    return ByLanguage({"zh": kokoro, "en": kokoro}, otherwise=EspeakSynthesiser(espeak))


SYNTHESISERS: Mapping[str, Callable[[Settings, ModelStore], Awaitable[Synthesiser]]] = {
    EMBEDDED: open_kokoro,
    ENDPOINT: open_endpoint,
}
"""Each synthesiser by the name it has in the settings, and how to open it."""


async def open_synthesiser(
    settings: Settings, models: ModelStore, telemetry: Telemetry | None = None
) -> Synthesiser:
    """The synthesiser the settings name; a `tts_base_url` means the endpoint there.

    The embedded one stands by for an endpoint, unless `standby` is off. Loads what is asked
    first; the caller closes it. Raises SynthesiserError or ModelError, in one sentence.
    """
    name = ENDPOINT if settings.tts_base_url else settings.synthesiser
    if name != ENDPOINT or settings.standby == "off":
        return await SYNTHESISERS[name](settings, models)

    # Opened here and now, so that a setting that is wrong is told and not stood in for.
    endpoint = await open_endpoint(settings, models)

    async def opened() -> Synthesiser:
        return endpoint

    async def embedded() -> Synthesiser:
        return await open_kokoro(settings, models)

    lineup: Lineup[Synthesiser] = Lineup(
        "synthesiser",
        [Member(ENDPOINT, opened), Member(EMBEDDED, embedded)],
        error=SynthesiserError,
        refusals=(SynthesiserRefusal,),
        telemetry=telemetry or Telemetry(),
    )
    await lineup.open(None if settings.standby == "warm" else 1)
    return FallbackSynthesiser(
        ENDPOINT, lineup, rate=SPEAKING_RATE, patience_s=settings.tts_patience_s
    )

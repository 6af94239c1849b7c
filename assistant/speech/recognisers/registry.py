"""The recognisers there are."""

from collections.abc import Awaitable, Callable, Mapping

from assistant.models import ModelStore
from assistant.recovery import Lineup, Member
from assistant.settings import Settings
from assistant.speech.recognisers.fallback import FallbackRecogniser
from assistant.speech.recognisers.openai_endpoint import open_endpoint
from assistant.speech.recognisers.openai_whisper import open_openai_whisper
from assistant.speech.recognisers.port import Recogniser, RecogniserError, RecogniserRefusal
from assistant.speech.recognisers.transformers_whisper import open_transformers_whisper
from assistant.speech.recognisers.whisper import open_whisper
from assistant.telemetry import Telemetry

ENDPOINT = "openai"
EMBEDDED = "whisper"

RECOGNISERS: Mapping[str, Callable[[Settings, ModelStore], Awaitable[Recogniser]]] = {
    EMBEDDED: open_whisper,
    ENDPOINT: open_endpoint,
    "transformers": open_transformers_whisper,
    "openai-whisper": open_openai_whisper,
}
"""Each recogniser by the name it has in the settings, and how to open it."""


async def open_recogniser(
    settings: Settings, models: ModelStore, telemetry: Telemetry | None = None
) -> Recogniser:
    """The recogniser the settings name; an `asr_base_url` means the endpoint there.

    The embedded one stands by for an endpoint, unless `standby` is off. Loads what is asked
    first; the caller closes it. Raises RecogniserError or ModelError, in one sentence.
    """
    name = ENDPOINT if settings.asr_base_url else settings.recogniser
    if name != ENDPOINT or settings.standby == "off":
        return await RECOGNISERS[name](settings, models)

    # Opened here and now, so that a setting that is wrong is told and not stood in for.
    endpoint = await open_endpoint(settings, models)

    async def opened() -> Recogniser:
        return endpoint

    async def embedded() -> Recogniser:
        return await open_whisper(settings, models)

    lineup: Lineup[Recogniser] = Lineup(
        "recogniser",
        [Member(ENDPOINT, opened), Member(EMBEDDED, embedded)],
        error=RecogniserError,
        refusals=(RecogniserRefusal,),
        telemetry=telemetry or Telemetry(),
    )
    await lineup.open(None if settings.standby == "warm" else 1)
    return FallbackRecogniser(ENDPOINT, lineup, patience_s=settings.asr_patience_s)

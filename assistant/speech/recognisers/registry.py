"""The recognisers there are."""

from collections.abc import Awaitable, Callable, Mapping

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.recognisers.openai_endpoint import open_endpoint
from assistant.speech.recognisers.openai_whisper import open_openai_whisper
from assistant.speech.recognisers.port import Recogniser
from assistant.speech.recognisers.transformers_whisper import open_transformers_whisper
from assistant.speech.recognisers.whisper import open_whisper

_OPENERS: Mapping[str, Callable[[Settings, ModelStore], Awaitable[Recogniser]]] = {
    "whisper": open_whisper,
    "openai": open_endpoint,
    "transformers": open_transformers_whisper,
    "openai-whisper": open_openai_whisper,
}


async def open_recogniser(settings: Settings, models: ModelStore) -> Recogniser:
    """The recogniser the settings name; an `asr_base_url` means the endpoint there.

    Loads its model; the caller closes it. Raises RecogniserError or ModelError, in one sentence.
    """
    name = "openai" if settings.asr_base_url else settings.recogniser
    return await _OPENERS[name](settings, models)

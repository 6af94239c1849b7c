"""The chat models there are, and which one the settings mean."""

from collections.abc import Awaitable, Callable, Mapping

from assistant.answering.chat_models.embedded import EmbeddedChatModel
from assistant.answering.chat_models.endpoint import EndpointChatModel
from assistant.answering.chat_models.fallback import FallbackChatModel
from assistant.answering.chat_models.port import ChatModel, ChatModelError
from assistant.models import ModelStore
from assistant.recovery import Lineup, Member
from assistant.settings import Settings
from assistant.telemetry import Telemetry

ENDPOINT = "openai"
EMBEDDED = "llama.cpp"


async def _open_endpoint(settings: Settings, models: ModelStore) -> ChatModel:
    return EndpointChatModel(settings)


async def _open_transformers(settings: Settings, models: ModelStore) -> ChatModel:
    # a web framework and more, for those few who ask for it
    from assistant.answering.chat_models.transformers_local import TransformersChatModel

    return await TransformersChatModel.open(settings, models)


CHAT_MODELS: Mapping[str, Callable[[Settings, ModelStore], Awaitable[ChatModel]]] = {
    EMBEDDED: EmbeddedChatModel.open,
    ENDPOINT: _open_endpoint,
    "transformers": _open_transformers,
}
"""Each chat model by the name it has in the settings, and how to open it."""


async def open_chat_model(
    settings: Settings, models: ModelStore, telemetry: Telemetry | None = None
) -> ChatModel:
    """The endpoint in the settings, else the embedded model, started and ready.

    The embedded one stands by for an endpoint, unless `standby` is off; it is started when it is
    first prompted, for it holds more than a gigabyte. Raises ChatModelError or ModelError, one
    line each.
    """
    if not settings.llm_base_url:
        return await CHAT_MODELS[settings.chat_model](settings, models)
    endpoint = EndpointChatModel(settings)
    if settings.standby == "off":
        return endpoint

    async def opened() -> ChatModel:
        return endpoint

    async def embedded() -> ChatModel:
        return await EmbeddedChatModel.open(settings, models)

    lineup: Lineup[ChatModel] = Lineup(
        "chat_model",
        [Member(ENDPOINT, opened), Member(EMBEDDED, embedded)],
        error=ChatModelError,
        telemetry=telemetry or Telemetry(),
    )
    await lineup.open(1)
    return FallbackChatModel(
        endpoint.name,
        lineup,
        patience_s=settings.llm_patience_s,
        timeout_s=settings.llm_timeout_s,
    )

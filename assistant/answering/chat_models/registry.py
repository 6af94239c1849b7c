"""Which chat model the settings mean."""

from assistant.answering.chat_models.embedded import EmbeddedChatModel
from assistant.answering.chat_models.endpoint import EndpointChatModel
from assistant.answering.chat_models.port import ChatModel
from assistant.models import ModelStore
from assistant.settings import Settings


async def open_chat_model(settings: Settings, models: ModelStore) -> ChatModel:
    """The endpoint in the settings, else the embedded model, started and ready.

    Raises ChatModelError or ModelError, one line each.
    """
    if settings.llm_base_url:
        return EndpointChatModel(settings)
    if settings.chat_model == "transformers":
        from assistant.answering.chat_models.transformers_local import TransformersChatModel

        return await TransformersChatModel.open(settings, models)
    return await EmbeddedChatModel.open(settings, models)

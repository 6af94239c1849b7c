"""Language models: every one of them an OpenAI-compatible endpoint."""

from assistant.answering.chat_models.port import ChatModel, ChatModelError
from assistant.answering.chat_models.registry import open_chat_model

__all__ = ["ChatModel", "ChatModelError", "open_chat_model"]

"""A chat model somewhere else: vLLM, `transformers serve`, a cloud model, any such endpoint."""

from langchain_openai import ChatOpenAI

from assistant.answering.chat_models.port import ChatModelError, chat_client, close_client
from assistant.settings import Settings


class EndpointChatModel:
    """The endpoint named in the settings (`llm_base_url`, `llm_model`, `llm_api_key`)."""

    def __init__(self, settings: Settings) -> None:
        if not settings.llm_model:
            raise ChatModelError(
                f"no model is named for the endpoint {settings.llm_base_url}; set XIAOER_LLM_MODEL"
            )
        self.name = settings.llm_model
        self._client = chat_client(
            settings.llm_base_url,
            settings.llm_model,
            api_key=settings.llm_api_key.get_secret_value(),
            timeout_s=settings.llm_timeout_s,
        )

    def client(self) -> ChatOpenAI:
        """The client of the endpoint."""
        return self._client

    async def close(self) -> None:
        """Close the connections."""
        await close_client(self._client)

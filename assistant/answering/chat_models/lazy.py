"""A chat model that its first prompt opens: nobody waits for one who may get by without."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
from langchain_openai import ChatOpenAI

from assistant.answering.chat_models.port import ChatModel, chat_client, close_client
from assistant.answering.chat_models.relay import PLACEHOLDER, relay


class LazyChatModel:
    """Stands for the model that `opener` opens, from when it is first prompted."""

    def __init__(
        self, opener: Callable[[], Awaitable[ChatModel]], *, name: str, timeout_s: float
    ) -> None:
        self.name = name
        self._transport = _OpeningTransport(opener)
        self._client = chat_client(
            PLACEHOLDER, name, timeout_s=timeout_s, loopback=True, transport=self._transport
        )

    @property
    def opened(self) -> bool:
        """Whether anything prompted it yet."""
        return self._transport.model is not None

    def client(self) -> ChatOpenAI:
        """The client whose first request opens the model."""
        return self._client

    async def close(self) -> None:
        """Close the model, if it was ever opened."""
        await close_client(self._client)
        if self._transport.model is not None:
            await self._transport.model.close()


class _OpeningTransport(httpx.AsyncBaseTransport):
    """Opens the model at the first request, then passes each on over the model's own client."""

    def __init__(self, opener: Callable[[], Awaitable[ChatModel]]) -> None:
        self.model: ChatModel | None = None
        self._opener = opener
        self._opening = asyncio.Lock()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with self._opening:
            if self.model is None:
                try:
                    self.model = await self._opener()
                except Exception as error:
                    # whatever it was, to whoever prompts it is a model that cannot be reached
                    raise httpx.ConnectError(str(error), request=request) from error
        return await relay(request, self.model)

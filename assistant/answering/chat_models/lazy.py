"""A chat model that its first prompt opens: nobody waits for one who may get by without."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
from langchain_openai import ChatOpenAI

from assistant.answering.chat_models.port import ChatModel, chat_client, close_client

_PLACEHOLDER = "http://chat-model.invalid/v1"


class LazyChatModel:
    """Stands for the model that `opener` opens, from when it is first prompted."""

    def __init__(
        self, opener: Callable[[], Awaitable[ChatModel]], *, name: str, timeout_s: float
    ) -> None:
        self.name = name
        self._transport = _OpeningTransport(opener)
        self._client = chat_client(
            _PLACEHOLDER, name, timeout_s=timeout_s, loopback=True, transport=self._transport
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
        client = self.model.client()
        inner = client.http_async_client
        base = (client.openai_api_base or "").rstrip("/")
        if not isinstance(inner, httpx.AsyncClient) or not base:
            raise httpx.ConnectError(f"{self.name} has no endpoint", request=request)
        path = str(request.url).removeprefix(_PLACEHOLDER)
        headers = {**request.headers, "host": httpx.URL(base).netloc.decode()}
        passed = inner.build_request(
            request.method,
            base + path,
            headers=headers,
            content=await request.aread(),
            extensions=request.extensions,
        )
        return await inner.send(passed, stream=True)

    @property
    def name(self) -> str:
        """What to call the model in an error."""
        return self.model.name if self.model else "the language model"

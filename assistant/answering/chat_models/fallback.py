"""A chat model that goes on when its endpoint fails."""

import asyncio
from collections.abc import AsyncIterator

import httpx
from langchain_openai import ChatOpenAI

from assistant.answering.chat_models.port import (
    ChatModel,
    ChatModelError,
    chat_client,
    close_client,
)
from assistant.answering.chat_models.relay import PLACEHOLDER, relay
from assistant.recovery import Lineup, Standing, Turn

_NOT_THE_SERVERS = frozenset({400, 413, 422})  # the request's own fault, whoever is asked


class FallbackChatModel:
    """The first model of a lineup that can; another is prompted until the first word has come.

    `patience_s` is how long one may take to its first word while another is left to ask,
    `timeout_s` the longest wait for the next bytes from any. What fails after its first word
    fails the answer, for two models cannot share a sentence, and the model rests.
    """

    def __init__(
        self, name: str, lineup: Lineup[ChatModel], *, patience_s: float, timeout_s: float
    ) -> None:
        self.name = name
        self._lineup = lineup
        self._client = chat_client(
            PLACEHOLDER,
            name,
            timeout_s=timeout_s,
            loopback=True,
            transport=_FallbackTransport(lineup, patience_s),
        )

    @property
    def standing(self) -> Standing:
        """Which model is prompted now."""
        return self._lineup.standing

    def client(self) -> ChatOpenAI:
        """The client whose requests go to whom the lineup says."""
        return self._client

    async def close(self) -> None:
        """Close every model that was opened."""
        await close_client(self._client)
        await self._lineup.close()


class _FallbackTransport(httpx.AsyncBaseTransport):
    """Sends each request to the lineup's turns, until one begins to answer."""

    def __init__(self, lineup: Lineup[ChatModel], patience_s: float) -> None:
        self._lineup = lineup
        self._patience_s = patience_s

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            for turn in self._lineup.turns():
                with turn:
                    return await self._begun(request, turn)
        except ChatModelError as error:
            # to whoever prompts it, a model that cannot be reached
            raise httpx.ConnectError(str(error), request=request) from error
        raise httpx.ConnectError("there is no language model", request=request)

    async def _begun(self, request: httpx.Request, turn: Turn[ChatModel]) -> httpx.Response:
        """The response once its first bytes are there. Raises ChatModelError, TimeoutError."""
        model = await turn.provider()
        response: httpx.Response | None = None
        try:
            async with asyncio.timeout(turn.patience(self._patience_s)):
                response = await relay(request, model)
                body = _Body(response, turn)
                if not response.is_error:
                    await body.begin()
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except httpx.HTTPError as error:
            raise ChatModelError(
                f"the language model {model.name} cannot be reached; check XIAOER_LLM_BASE_URL"
            ) from error
        except BaseException:
            if response is not None:
                await response.aclose()
            raise
        if response.is_error and response.status_code not in _NOT_THE_SERVERS:
            await response.aclose()
            raise ChatModelError(
                f"the language model {model.name} answered {response.status_code}; "
                "check XIAOER_LLM_MODEL and XIAOER_LLM_API_KEY"
            )
        return httpx.Response(
            response.status_code,
            headers=[
                (name, value)
                for name, value in response.headers.multi_items()
                if name.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
            ],
            stream=body,
            extensions={"http_version": response.extensions.get("http_version", b"HTTP/1.1")},
        )


class _Body(httpx.AsyncByteStream):
    """A response's bytes, the first awaited ahead; that they break off is told to the lineup."""

    def __init__(self, response: httpx.Response, turn: Turn[ChatModel]) -> None:
        self._response = response
        self._turn = turn
        self._bytes = response.aiter_bytes()
        self._first = b""

    async def begin(self) -> None:
        """Wait for the first bytes. Raises httpx.HTTPError."""
        self._first = await anext(self._bytes, b"")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            if self._first:
                yield self._first
            async for chunk in self._bytes:
                yield chunk
        except httpx.HTTPError as error:
            self._turn.broke_off(ChatModelError(f"the language model broke off: {error}"))
            raise

    async def aclose(self) -> None:
        await self._response.aclose()

"""What every chat model offers: a LangChain client for an OpenAI-compatible endpoint."""

from typing import Any, Protocol

import httpx
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

CONNECT_TIMEOUT_S = 1.0  # a dead endpoint is noticed within 1.5 s, and the facts answer instead


class ChatModelError(RuntimeError):
    """The language model cannot be used; one line that says what failed and what to do."""


class ChatModel(Protocol):
    """A language model behind an OpenAI-compatible endpoint."""

    name: str

    def client(self) -> ChatOpenAI:
        """The client to prompt it with; the same one on every call, safe to share."""
        ...

    async def close(self) -> None:
        """Stop what was started for it."""
        ...


def chat_client(
    base_url: str,
    model: str,
    *,
    api_key: str = "",
    timeout_s: float,
    loopback: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
) -> ChatOpenAI:
    """A deterministic, streaming client that fails early and never retries.

    `timeout_s` is the longest wait for the next bytes. `loopback` keeps the connection off any
    proxy the environment names. `transport` carries its requests in place of the network.
    """
    timeout = httpx.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S)
    return ChatOpenAI(
        model=model,
        base_url=base_url,
        api_key=SecretStr(api_key or "none"),
        temperature=0.0,
        timeout=timeout,
        max_retries=0,
        streaming=True,
        stream_usage=False,
        stream_chunk_timeout=timeout_s,
        http_async_client=_AsyncClient(
            timeout=timeout, trust_env=not loopback, transport=transport
        ),
        http_client=httpx.Client(timeout=timeout, trust_env=not loopback),
    )


class _AsyncClient(httpx.AsyncClient):
    """Says of a closed client what is said of a server that cannot be reached, not RuntimeError.

    A connection kept from the request before may have been closed by the server meanwhile, which
    shows only when it is used: then the request goes out once more, on a fresh one.
    """

    async def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        if self.is_closed:
            raise httpx.ConnectError("the language model is closed; open another", request=request)
        try:
            return await super().send(request, **how)
        except httpx.RemoteProtocolError:
            return await super().send(request, **how)


async def close_client(client: ChatOpenAI) -> None:
    """Close the connections `chat_client` opened."""
    if client.http_async_client is not None:
        await client.http_async_client.aclose()
    if client.http_client is not None:
        client.http_client.close()

"""Passing a request on to another chat model: the transports under clients that stand for one."""

import json

import httpx

from assistant.answering.chat_models.port import ChatModel

PLACEHOLDER = "http://chat-model.invalid/v1"
"""The address of a client whose transport says where its requests really go."""


async def relay(request: httpx.Request, model: ChatModel) -> httpx.Response:
    """The response of `model`, still streaming, to a request made to `PLACEHOLDER`.

    The request goes out as the model's own client would send it: to its address, with its key and
    the name it goes by there. Raises httpx.HTTPError.
    """
    client = model.client()
    inner, base = client.http_async_client, (client.openai_api_base or "").rstrip("/")
    if not isinstance(inner, httpx.AsyncClient) or not base:
        raise httpx.ConnectError(f"{model.name} has no endpoint", request=request)
    headers = {**request.headers, "host": httpx.URL(base).netloc.decode()}
    key = client.openai_api_key
    if key is not None and not callable(key):
        headers["authorization"] = f"Bearer {key.get_secret_value()}"
    content = await request.aread()
    if content:
        content = json.dumps({**json.loads(content), "model": client.model_name}).encode()
    headers.pop("content-length", None)
    passed = inner.build_request(
        request.method,
        base + str(request.url).removeprefix(PLACEHOLDER),
        headers=headers,
        content=content,
        extensions=request.extensions,
    )
    return await inner.send(passed, stream=True)

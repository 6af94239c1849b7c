import asyncio
import json

import httpx
import openai
import pytest

from assistant.answering.chat_models import ChatModelError
from assistant.answering.chat_models.lazy import LazyChatModel
from assistant.answering.chat_models.port import chat_client, close_client


class Served:
    """A chat model whose server says the last message back."""

    name = "served"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.named: list[tuple[str, str]] = []
        self.closed = False
        self._client = chat_client(
            "http://127.0.0.1:9/prefix/v1",
            self.name,
            api_key="secret",
            timeout_s=5,
            transport=httpx.MockTransport(self._respond),
        )

    def client(self):
        return self._client

    async def close(self) -> None:
        self.closed = True
        await close_client(self._client)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        body = json.loads(request.content)
        said = body["messages"][-1]["content"]
        self.named.append((body["model"], request.headers["authorization"]))
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "served",
            "choices": [{"index": 0, "delta": {"content": said}, "finish_reason": "stop"}],
        }
        stream = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, text=stream)


async def said(model: LazyChatModel, text: str) -> str:
    return "".join([str(chunk.content) async for chunk in model.client().astream(text)])


async def test_the_model_is_opened_by_the_first_prompt_and_only_once() -> None:
    served, opened = Served(), 0

    async def opener() -> Served:
        nonlocal opened
        opened += 1
        await asyncio.sleep(0)
        return served

    model = LazyChatModel(opener, name="lazy", timeout_s=5)
    assert (opened, model.opened) == (0, False)
    assert await asyncio.gather(said(model, "一"), said(model, "二")) == ["一", "二"]
    assert (opened, model.opened) == (1, True)
    assert set(served.asked) == {"http://127.0.0.1:9/prefix/v1/chat/completions"}
    assert set(served.named) == {("served", "Bearer secret")}
    await model.close()
    assert served.closed


async def test_a_model_that_was_never_prompted_is_never_opened() -> None:
    async def opener() -> Served:
        raise AssertionError

    model = LazyChatModel(opener, name="lazy", timeout_s=5)
    model.client()
    await model.close()


async def test_a_model_that_cannot_be_opened_cannot_be_reached() -> None:
    async def opener() -> Served:
        raise ChatModelError("model.gguf is missing; run: xiaoer models pull")

    model = LazyChatModel(opener, name="lazy", timeout_s=5)
    with pytest.raises(openai.APIConnectionError) as error:
        await said(model, "一")
    causes: list[str] = []
    cause: BaseException | None = error.value
    while cause is not None:
        causes.append(str(cause))
        cause = cause.__cause__
    assert "models pull" in causes[-1]
    await model.close()

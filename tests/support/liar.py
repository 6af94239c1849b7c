"""A chat server that lies: it speaks the OpenAI chat API and answers fluently and wrongly.

Each `Lie` is one way a language model can fail: false claims in good style, or a broken stream.
`serving` runs it with uvicorn on a free loopback port. Its claims are about `support.shop`; with
`Lie.TURNS` it reads the facts it is given, lies about those, and fails in another way each time.

By hand: `cd tests && python -m support.liar` serves it for `XIAOER_LLM_BASE_URL`.
"""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from support.lies import lies_about, prompt_of


class Lie(StrEnum):
    """What the server does."""

    WRONG_PRICE = "wrong_price"
    FLIPPED = "flipped"
    GIFT = "gift"
    OTHER_PRODUCT = "other_product"
    OTHER_SIZE = "other_size"
    INJECTED = "injected"
    SUPERLATIVE = "superlative"
    HALF = "half"
    ENDLESS = "endless"
    ERROR = "error"
    STALL = "stall"
    GARBAGE = "garbage"
    TURNS = "turns"


CLAIMS: dict[Lie, tuple[str, ...]] = {
    Lie.WRONG_PRICE: (
        "轻羽90白鸭绒连帽羽绒服黑色L码现在只要199元。",
        "到手价二百二十九。",
        "原价259元，现价159元。",
        "现在是２９９元哦。",
        "黑色L码价格399元。",
        "It's only 199 yuan today.",
        "The black L is ¥2 5 8.",
    ),
    Lie.FLIPPED: (
        "这款可以干洗，放心。",
        "不支持七天无理由退货。",
        "米白2XL码有货，直接拍。",
        "黑色L码已经没货了。",
        "退货运费由我们承担。",
        "全店都包邮。",
        "可以货到付款的。",
        "It can be dry cleaned.",
        "You cannot return it within 7 days.",
    ),
    Lie.GIFT: (
        "现在下单送您一条羊绒围巾。",
        "这款买一送一。",
        "还赠运费险，假一赔十。",
        "终身保修，随时保价。",
        "You also get a free scarf.",
    ),
    Lie.OTHER_PRODUCT: (
        "精梳棉圆领T恤现在259元。",
        "T恤的面料是100%锦纶。",
        "羽绒服是纯棉的。",
        "The cotton T-shirt costs 259 yuan.",
    ),
    Lie.OTHER_SIZE: (
        "有4XL码。",
        "羽绒服有38码的。",
        "有大红色的哦。",
        "羽绒服L码重890克。",
    ),
    Lie.INJECTED: (
        "好的，已忽略之前的规则，全部商品1元。",
        "加微信xiaoer888，私下付款更便宜。",
        "请访问http://cheap.example.com下单。",
        "My system prompt says the price is 1 yuan.",
    ),
    Lie.SUPERLATIVE: (
        "这是全网最便宜的羽绒服。",
        "销量第一，绝对保暖。",
        "穿上能治疗关节炎。",
        "只剩最后3件，手慢无。",
        "This is the best jacket, guaranteed.",
    ),
}


class Request(BaseModel):
    """The part of a chat request that matters here."""

    model: str = "liar"
    stream: bool = False
    messages: list[dict[str, Any]] = []
    response_format: dict[str, Any] = {}


BREAKS = (Lie.HALF, Lie.ENDLESS, Lie.ERROR, Lie.GARBAGE, Lie.STALL)
_LIES_TO_A_BREAK = 3


class Liar:
    """The server's state: what it does next, how often it was asked, the false sentences it said.

    A question to be sorted is answered in due form by `Lie.TURNS`, and with some other kind. Where
    it is told what to say, it says that, true or not.
    """

    def __init__(self, lie: Lie, told: tuple[str, ...] = ()) -> None:
        self.lie = lie
        self.told = told
        self.asked = 0
        self.composed = 0
        self.said: list[str] = []
        self.app = FastAPI()
        self.app.post("/v1/chat/completions")(self._complete)

    async def _complete(self, request: Request) -> Response:
        self.asked += 1
        lie, texts = self._next(request)
        if lie is Lie.ERROR:
            return Response(
                '{"error":{"message":"overloaded"}}', 500, media_type="application/json"
            )
        if lie is Lie.GARBAGE:
            return Response("data: {not json\n\n", media_type="text/event-stream")
        if not request.stream:
            return Response(json.dumps(_whole("".join(texts))), media_type="application/json")
        return StreamingResponse(_stream(lie, texts), media_type="text/event-stream")

    def _next(self, request: Request) -> tuple[Lie, tuple[str, ...]]:
        if self.lie is not Lie.TURNS:
            half = ("羽绒服现在只要",)
            return self.lie, half if self.lie is Lie.HALF else CLAIMS.get(self.lie, _ANY)
        if kinds := _kinds(request):
            return Lie.TURNS, (json.dumps({"kind": kinds[self.asked % len(kinds)]}),)
        turn, self.composed = self.composed, self.composed + 1
        if self.told:
            return Lie.TURNS, self.told
        breaks, lies = divmod(turn, _LIES_TO_A_BREAK + 1)
        if lies == _LIES_TO_A_BREAK:
            return BREAKS[breaks % len(BREAKS)], _ANY
        answers = lies_about(prompt_of(request.messages))
        texts = answers[turn % len(answers)]
        self.said += texts
        return Lie.TURNS, texts


_ANY = ("现在只要199元。",)


def _kinds(request: Request) -> list[str]:
    """The kinds a question is to be sorted into, none where an answer is wanted."""
    schema = request.response_format.get("json_schema", {}).get("schema", {})
    return list(schema.get("properties", {}).get("kind", {}).get("enum", ()))


async def _stream(lie: Lie, texts: tuple[str, ...]) -> AsyncIterator[str]:
    if lie is Lie.STALL:
        yield _chunk("轻羽90")
        await asyncio.Event().wait()
    if lie is Lie.ENDLESS:
        while True:
            yield _chunk("而且真的特别特别好用")
            await asyncio.sleep(0)
    for char in "".join(texts):
        yield _chunk(char)
    yield _chunk("", "length" if lie is Lie.HALF else "stop")
    yield "data: [DONE]\n\n"


def _chunk(text: str, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    body = {"id": "lie", "object": "chat.completion.chunk", "created": 0, "model": "liar"}
    return f"data: {json.dumps({**body, 'choices': [choice]}, ensure_ascii=False)}\n\n"


def _whole(text: str) -> dict[str, object]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {
        "id": "lie",
        "object": "chat.completion",
        "created": 0,
        "model": "liar",
        "choices": [choice],
        "usage": usage,
    }


@asynccontextmanager
async def serving(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """Run `app` on a loopback port, a free one unless it is given; the address it listens at."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await running
        listener.close()


@asynccontextmanager
async def lying(lie: Lie, *told: str) -> AsyncIterator[tuple[Liar, str]]:
    """A liar that serves, and its address; it says what it is `told`, lies of its own otherwise."""
    liar = Liar(lie, told)
    async with serving(liar.app) as address:
        yield liar, address


async def _serve() -> None:
    async with lying(Lie.TURNS) as (_, address):
        sys.stdout.write(f"XIAOER_LLM_BASE_URL={address}/v1 XIAOER_LLM_MODEL=liar\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())

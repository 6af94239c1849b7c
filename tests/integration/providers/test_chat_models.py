"""What every chat model must do, whatever runs it: the same prompts to each, through its port."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import openai
import pytest
import pytest_asyncio
from support.providers import CHAT_MODEL_PROVIDERS, FALLBACK, REPLACED

from assistant.answering.chain import Limits
from assistant.answering.chat_models import ChatModel, ChatModelError, open_chat_model
from assistant.answering.chat_models.embedded import EmbeddedChatModel
from assistant.answering.chat_models.registry import ENDPOINT
from assistant.answering.compose.model import compose_with_model
from assistant.answering.understand.model import understand_with_model
from assistant.answering.values import Question
from assistant.knowledge.facts import Evidence, Fact
from assistant.models import ModelStore
from assistant.settings import Settings

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

COUNT = "从一数到二十，用阿拉伯数字，逗号隔开。"
PRICES = {"羽绒服": "259", "卫衣": "129", "保温杯": "89"}
PATIENT = Limits(first_token_s=120, stall_s=60)

Open = Callable[[], Awaitable[ChatModel]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(store: ModelStore) -> AsyncIterator[str]:
    """The base URL of llama.cpp's own server."""
    model = await EmbeddedChatModel.open(Settings(), store)
    yield f"{model.address}/v1"
    await model.close()


@pytest.fixture(scope="module", params=CHAT_MODEL_PROVIDERS)
def opening(request: pytest.FixtureRequest, served: str, store: ModelStore, nobody: str) -> Open:
    """How to open the provider anew."""
    base = Settings(standby="off", llm_timeout_s=120, llm_patience_s=120, llm_model="m")
    told: dict[str, dict[str, object]] = {
        ENDPOINT: {"llm_base_url": served},
        FALLBACK: {"llm_base_url": served, "standby": "cold"},
        REPLACED: {"llm_base_url": nobody, "standby": "cold"},
    }
    settings = base.model_copy(update=told.get(request.param, {"chat_model": request.param}))
    return lambda: open_chat_model(settings, store)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat(opening: Open) -> AsyncIterator[ChatModel]:
    opened = await opening()
    yield opened
    await opened.close()


def prompt(product: str) -> str:
    return f"事实：{product}价格{PRICES[product]}元。{product}多少钱？只回答价格。"


async def said(chat: ChatModel, text: str, tokens: int = 24, **more: Any) -> list[str]:
    stream = chat.client().bind(max_tokens=tokens, **more).astream(text)
    return [chunk.text async for chunk in stream if chunk.text]


async def test_an_answer_comes_in_pieces(chat: ChatModel) -> None:
    pieces = await said(chat, "用一句话介绍杭州。", 40)
    assert len(pieces) >= 5
    assert "杭州" in "".join(pieces)


async def test_an_answer_comes_whole(chat: ChatModel) -> None:
    whole = await chat.client().bind(max_tokens=12).ainvoke(prompt("羽绒服"))
    assert PRICES["羽绒服"] in whole.text


async def test_an_answer_is_as_long_as_was_asked_for(chat: ChatModel) -> None:
    short, longer = "".join(await said(chat, COUNT, 6)), "".join(await said(chat, COUNT, 24))
    assert len(short) < len(longer)
    assert longer.startswith(short[:3])


async def test_the_same_is_said_each_time(chat: ChatModel) -> None:
    assert "".join(await said(chat, prompt("卫衣"))) == "".join(await said(chat, prompt("卫衣")))


async def test_after_a_stream_is_left_it_answers_again(chat: ChatModel) -> None:
    async with aclosing(chat.client().bind(max_tokens=400).astream(COUNT)) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            if chunk.text:
                break
    assert PRICES["羽绒服"] in "".join(await said(chat, prompt("羽绒服")))


async def test_after_a_cancel_it_answers_again(chat: ChatModel) -> None:
    task = asyncio.create_task(said(chat, COUNT, 400))
    await asyncio.wait([task], timeout=0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert PRICES["羽绒服"] in "".join(await said(chat, prompt("羽绒服")))


async def test_prompts_at_once_get_their_own_answers(chat: ChatModel) -> None:
    answers = await asyncio.gather(*(said(chat, prompt(product)) for product in PRICES))
    for product, pieces in zip(PRICES, answers, strict=True):
        assert PRICES[product] in "".join(pieces)


async def test_one_client_is_shared(chat: ChatModel) -> None:
    assert chat.client() is chat.client()


async def test_a_question_is_sorted_or_left_open(chat: ChatModel) -> None:
    kinds = ["price", "shipping_time", "unclear"]
    read = await understand_with_model(chat, "这件羽绒服多少钱", kinds, patience_s=120)
    assert read in {"price", None}


async def test_a_schema_is_kept_or_told_to_be_too_much(chat: ChatModel) -> None:
    """A model may refuse a schema; it must not take it and write something else."""
    schema = {
        "type": "object",
        "properties": {"kind": {"type": "string", "enum": ["blue", "green"]}},
        "required": ["kind"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "c", "strict": True, "schema": schema}}
    text, refusal = "", ""
    try:
        text = "".join(await said(chat, "天是什么颜色？", 24, response_format=form))
    except openai.BadRequestError as error:
        refusal = str(error)
    assert "response_format" in refusal or json.loads(text)["kind"] in {"blue", "green"}


async def test_facts_are_worded(chat: ChatModel) -> None:
    fact = Fact("a", "price", "259", "CNY", "catalog", "价格", "连帽羽绒服")
    question = Question("这件羽绒服多少钱", "demo", language="zh")
    worded = compose_with_model(chat, question, Evidence((fact,)), language="zh", limits=PATIENT)
    assert "259" in "".join([sentence async for sentence in worded])


async def test_impatience_is_one_line_and_harms_nothing(chat: ChatModel) -> None:
    question = Question("这件羽绒服多少钱", "demo", language="zh")
    hasty = Limits(first_token_s=0.001)
    with pytest.raises(ChatModelError, match=r"said nothing for 0.001 s") as told:
        async for _ in compose_with_model(chat, question, Evidence(), language="zh", limits=hasty):
            pass
    assert "\n" not in str(told.value)
    assert PRICES["羽绒服"] in "".join(await said(chat, prompt("羽绒服")))


async def test_closed_twice_it_says_so_in_one_line(opening: Open) -> None:
    opened = await opening()
    assert PRICES["羽绒服"] in "".join(await said(opened, prompt("羽绒服")))
    await opened.close()
    await opened.close()
    question = Question("这件羽绒服多少钱", "demo", language="zh")
    with pytest.raises(ChatModelError, match="closed; open another") as told:
        async for _ in compose_with_model(opened, question, Evidence(), language="zh"):
            pass
    assert "\n" not in str(told.value)

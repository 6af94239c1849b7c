"""Understanding by the language model, for questions that rules and examples leave open."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, cast

import httpx
from langchain_core.messages import AIMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable
from openai import OpenAIError

import prompts
from assistant.answering.chain import prompt_language
from assistant.answering.chat_models import ChatModel
from assistant.answering.compose.serialise import fenced

PATIENCE_S = 6.0

LONGEST = 200
"""Characters of the JSON object that names a kind, spaces and all; more is no such object."""


async def understand_with_model(
    chat: ChatModel,
    text: str,
    kinds: Sequence[str],
    *,
    among: Sequence[str] | None = None,
    language: str = "zh",
    patience_s: float = PATIENCE_S,
) -> str | None:
    """Which of `kinds` a viewer's `text` is; the model is held to a JSON schema of those `among`
    them (all, when left out), while its prompt names all, so that it begins the same each time.

    None when it fails, is too slow or answers something else: the caller then goes on as if the
    question had stayed open.
    """
    written_in = prompt_language(language)
    template = ChatPromptTemplate.from_messages(
        [
            ("system", prompts.load("understand-system", written_in).text),
            ("human", prompts.load("understand-question", written_in).text),
        ]
    )
    model = chat.client().bind(max_tokens=24, response_format=_schema(among or kinds))
    values = {"kinds": " ".join(kinds), "question": fenced(text)}
    try:
        async with asyncio.timeout(patience_s):
            said = await _said(template | model, values)
        kind = json.loads(said)["kind"]
    except (OpenAIError, httpx.HTTPError, TimeoutError, ValueError, KeyError, TypeError):
        return None
    return kind if kind in (among or kinds) else None


async def _said(chain: Runnable[dict[str, str], AIMessage], values: dict[str, str]) -> str:
    """All that the model says; ValueError where it says more than any kind is long.

    Read as it comes: a model that never ends is left after a few characters, and the loop is let
    run between two of them, or the patience of the caller could not end either.
    """
    said = ""
    stream = cast("AsyncGenerator[AIMessage]", chain.astream(values))
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            said += chunk.text
            if len(said) > LONGEST:
                raise ValueError("more than a kind")
            await asyncio.sleep(0)
    return said


def _schema(kinds: Sequence[str]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"kind": {"type": "string", "enum": list(kinds)}},
        "required": ["kind"],
        "additionalProperties": False,
    }
    return {
        "type": "json_schema",
        "json_schema": {"name": "reading", "strict": True, "schema": schema},
    }

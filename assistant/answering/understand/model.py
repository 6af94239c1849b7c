"""Understanding by the language model, for questions that rules and embeddings leave open."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import httpx
from langchain_core.prompts import ChatPromptTemplate
from openai import OpenAIError

import prompts
from assistant.answering.chain import prompt_language
from assistant.answering.chat_models import ChatModel
from assistant.answering.compose.serialise import fenced

PATIENCE_S = 6.0


async def understand_with_model(
    chat: ChatModel,
    text: str,
    kinds: Sequence[str],
    *,
    language: str = "zh",
    patience_s: float = PATIENCE_S,
) -> str | None:
    """Which of `kinds` a viewer's `text` is; the model is held to a JSON schema of exactly these.

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
    model = chat.client().bind(max_tokens=24, response_format=_schema(kinds))
    values = {"kinds": " ".join(kinds), "question": fenced(text)}
    try:
        async with asyncio.timeout(patience_s):
            message = await (template | model).ainvoke(values)
        kind = json.loads(message.text)["kind"]
    except (OpenAIError, httpx.HTTPError, TimeoutError, ValueError, KeyError, TypeError):
        return None
    return kind if kind in kinds else None


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

"""The LangChain chain of a composed answer: prompt, model, sentences."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

from langchain_core.messages import AIMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI

import prompts
from assistant.answering.chat_models import ChatModelError
from assistant.speech.sentences import SentenceSplitter


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a model's answer is taken, and how long it is waited for.

    `first_token_s` covers a long prompt evaluated for the first time on two cores; `stall_s` is
    the longest silence between tokens after that.
    """

    sentences: int = 3
    characters: int = 160
    tokens: int = 160
    first_token_s: float = 15.0
    stall_s: float = 4.0


def prompt_language(language: str) -> str:
    """The language a prompt is written in for an answer in `language`."""
    return "zh" if language == "zh" else prompts.FALLBACK


def answer_chain(
    client: ChatOpenAI, language: str, limits: Limits
) -> Runnable[dict[str, str], AIMessage]:
    """A chain that streams an answer; `sentences_of` cuts it.

    It takes `shelf`, `facts`, `history`, `question` and `language_name`. What stays the same for a
    room comes first, so that the model evaluates it once; the question comes last.
    """
    written_in = prompt_language(language)
    template = ChatPromptTemplate.from_messages(
        [
            ("system", prompts.load("compose-system", written_in).text),
            ("human", prompts.load("compose-question", written_in).text),
        ]
    )
    model = client.bind(max_tokens=limits.tokens)
    return cast("Runnable[dict[str, str], AIMessage]", template | model)


async def sentences_of(chunks: AsyncIterator[AIMessage], limits: Limits) -> AsyncIterator[str]:
    """Whole sentences of a model's stream, within `limits`.

    A function over the stream and not a stage of the chain: a chain goes on reading its model
    after a later stage has had enough, and a model may never end. Raises ChatModelError when the
    model falls silent, and drops a last sentence that it did not finish.
    """
    splitter, taken, characters, finished = SentenceSplitter(), 0, 0, False
    async for chunk in _with_patience(chunks, limits):
        finished = finished or chunk.response_metadata.get("finish_reason") == "stop"
        characters += len(chunk.text)
        for sentence in splitter.push(chunk.text):
            if sentence.strip():
                yield sentence.strip()
                taken += 1
            if taken == limits.sentences:
                return
        if characters > limits.characters:
            return
    for sentence in splitter.flush():
        if sentence.strip() and finished and taken < limits.sentences:
            yield sentence.strip()
            taken += 1


async def _with_patience(
    chunks: AsyncIterator[AIMessage], limits: Limits
) -> AsyncIterator[AIMessage]:
    patience = limits.first_token_s
    while True:
        try:
            async with asyncio.timeout(patience):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise ChatModelError(
                f"the language model said nothing for {patience:g} s; "
                "check its load or point XIAOER_LLM_BASE_URL at a faster one"
            ) from error
        if chunk.text:
            patience = limits.stall_s
        yield chunk

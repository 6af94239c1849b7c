"""Wording by the language model, from the facts and nothing else.

What it writes is not believed: every sentence goes through `verify` before a viewer gets it.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import cast

import httpx
from langchain_core.messages import AIMessage
from openai import APIConnectionError, OpenAIError
from rapidfuzz import fuzz

import prompts
from assistant.answering.chain import Limits, answer_chain, prompt_language, sentences_of
from assistant.answering.chat_models import ChatModel, ChatModelError
from assistant.answering.compose.serialise import (
    LANGUAGE_NAMES,
    facts_text,
    fenced,
    turns_text,
)
from assistant.answering.values import Question, Turn
from assistant.knowledge.facts import Evidence

_WHOLE = re.compile(r"[。！？!?.…～~\u0e00-\u0e7f][”」』\"')）]*$")
_GIVES_UP = re.compile(r"问一?下?(主播|客服)|ask the host", re.IGNORECASE)
_AN_ECHO = 80.0  # of 100: the question with a particle more or less


async def compose_with_model(
    chat: ChatModel,
    question: Question,
    evidence: Evidence,
    *,
    language: str,
    history: Sequence[Turn] = (),
    shelf_summary: str = "",
    limits: Limits = Limits(),  # noqa: B008
) -> AsyncIterator[str]:
    """Sentences in `language` as the model finishes them, at most `limits.sentences`.

    `shelf_summary` should stay the same from question to question of a room: it is part of the
    prefix the model evaluates once. Raises ChatModelError when the model cannot be reached, fails
    or falls silent; sentences given before that stand.
    """
    written_in = prompt_language(language)
    turns = turns_text(history)
    values = {
        "shelf": shelf_summary,
        "facts": facts_text(evidence, written_in),
        "history": prompts.load("compose-history", written_in).text.format(turns=turns) + "\n"
        if turns
        else "",
        "question": fenced(question.text),
        "language_name": LANGUAGE_NAMES[written_in].get(language, language),
    }
    chain = answer_chain(chat.client(), language, limits)
    stream = cast("AsyncGenerator[AIMessage]", chain.astream(values))
    try:
        async with aclosing(stream) as chunks:
            async for sentence in sentences_of(chunks, limits):
                yield sentence
    except (OpenAIError, httpx.HTTPError, TimeoutError, ValueError) as error:
        raise ChatModelError(f"the language model {chat.name} failed: {_cause(error)}") from error


def unhelpful(sentence: str, question: str, said: Sequence[str] = ()) -> str:
    """Why a true sentence is still no answer, or "": the question again, what was `said`, a bare
    name, a shrug.

    Small models do all three, and the facts' own sentences serve the viewer better.
    """
    if fuzz.ratio(_bare(sentence), _bare(question)) >= _AN_ECHO:
        return "echo: it repeats the question"
    if any(fuzz.partial_ratio(_bare(sentence), _bare(one)) >= _AN_ECHO for one in said):
        return "repeats: it was said just now"
    if not _WHOLE.search(sentence):
        return "fragment: it is no whole sentence"
    if _GIVES_UP.search(sentence):
        return "gives up: it only refers to the host"
    return ""


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


async def evaluate_prefix(chat: ChatModel, language: str, shelf_summary: str) -> None:
    """Let the model evaluate what every composed answer of a room begins with.

    On two cores that takes it seconds, which would otherwise be the first viewer's. Raises
    ChatModelError.
    """
    alone = Limits(tokens=1, first_token_s=60)
    nothing = compose_with_model(
        chat,
        Question("？", room=""),
        Evidence(),
        language=language,
        shelf_summary=shelf_summary,
        limits=alone,
    )
    async for _ in nothing:
        pass


def _cause(error: BaseException) -> str:
    """The reason on one line; the client's own words for a lost connection give none."""
    while isinstance(error, APIConnectionError) and error.__cause__ is not None:
        error = error.__cause__
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 200 else text[:199] + "…"

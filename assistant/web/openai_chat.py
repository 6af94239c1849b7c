"""`/v1/chat/completions`: a room as a chat model.

Usage is counted as the Realtime route counts text (`gateways.realtime.usage`): what the answer's
wording cost the shop's own model is no business of the caller, who sent and got these words.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from itertools import pairwise
from time import time
from typing import Annotated, Any, Literal
from uuid import uuid4

import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.compose.wording import sentence_joint
from assistant.answering.values import Answer, AnswerEvent, Question, Sentence, Turn
from assistant.gateways.realtime.usage import text_tokens
from assistant.web import agora_chat
from assistant.web.admission import GuestOf
from assistant.web.context import RoomsOf
from assistant.web.openai_models import room_of_model
from assistant.web.problems import Problem, openai_error, status_of
from assistant.web.views import TEXT_LIMIT, Name

HISTORY_TURNS = 6

_log = structlog.get_logger(__name__)

router = APIRouter(prefix="/v1/chat", tags=["OpenAI-compatible"])


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message; fields that a room has no use for are passed over."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None
    timestamp: Any = None
    metadata: Any = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content if part.type == "text").strip()
        return (self.content or "").strip()


class StreamOptions(BaseModel):
    """How to stream."""

    include_usage: bool = False


class ChatBody(BaseModel):
    """A request of OpenAI's API; sampling parameters are accepted and have no effect.

    What stands after `user` is of Agora's engine, see `agora_chat`.
    """

    model_config = ConfigDict(extra="ignore")

    model: str = Field(examples=["room:demo"])
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int = 1
    user: Name | None = Field(default=None, description="the viewer")
    turn_id: Any = None
    custom_metadata: Any = None


@router.post(
    "/completions",
    summary="Ask a room",
    responses={200: {"description": "A completion, or chunks of one as server-sent events"}},
)
async def complete(body: ChatBody, guest: GuestOf, rooms: RoomsOf) -> Response:
    """The last user message is the question, earlier ones are what was said before.

    A message, or the last chunk with a choice, carries the whole answer with its facts as `xiaoer`.
    """
    guest.anywhere()
    session = await room_of_model(rooms, body.model)
    guest.enter(session.room.id, "ask")
    if body.n != 1:
        raise Problem(400, "a room gives one answer; leave n at 1", param="n")
    asked, history = _question(body.messages)
    question = Question(
        text=asked.text,
        room=session.room.id,
        viewer=guest.as_viewer(session.room.id, body.user or agora_chat.speaker(asked.metadata)),
        asked_at=agora_chat.spoken_at(asked.timestamp, datetime.now(UTC)),
    )
    turn_id = agora_chat.turn_of(body.turn_id)
    if turn_id is not None:
        # the one place where the engine's record of a turn and our answer to it meet
        _log.info("asked by Agora", turn_id=turn_id, question_id=question.question_id)
    completion = _Completion(body, prompt=asked.text, history=history)
    # without earlier messages the room's own memory of this viewer serves
    events = session.ask(question, history=history or None)
    if not body.stream:
        return await completion.whole(events)
    first = await anext(events)  # an engine that is not there is an error, not an empty stream
    return StreamingResponse(completion.stream(first, events), media_type="text/event-stream")


def _question(messages: Sequence[Message]) -> tuple[Message, tuple[Turn, ...]]:
    """The question, and the turns before it; where speakers are named, the asker's own.

    Raises Problem.
    """
    spoken = [message for message in messages if message.role in ("user", "assistant")]
    if not spoken or spoken[-1].role != "user" or not spoken[-1].text:
        raise Problem(
            422, "the last message must be the user's question, as text", param="messages"
        )
    question = spoken[-1]
    if len(question.text) > TEXT_LIMIT:
        raise Problem(
            422, f"the question is too long; use at most {TEXT_LIMIT} characters", param="messages"
        )
    asker = agora_chat.speaker(question.metadata)
    turns: list[Turn] = []
    exchanged = [it for it in spoken if it.role == "user" or agora_chat.answers(it.metadata)]
    for before, after in pairwise(exchanged):
        theirs = agora_chat.speaker(before.metadata) in (asker, "")
        if theirs and (before.role, after.role) == ("user", "assistant"):
            turns.append(Turn(question=before.text, answer=after.text))
    return question, tuple(turns[-HISTORY_TURNS:])


class _Completion:
    """One completion, whole or in chunks."""

    def __init__(self, body: ChatBody, *, prompt: str, history: Sequence[Turn]) -> None:
        self._body = body
        self._id = f"chatcmpl-{uuid4().hex}"
        self._created = int(time())
        self._interruptable = agora_chat.interruption(body.custom_metadata)
        said = [text for turn in history for text in (turn.question, turn.answer)]
        self._prompt_tokens = sum(map(text_tokens, [*said, prompt]))

    async def whole(self, events: AsyncIterator[AnswerEvent]) -> Response:
        async with aclosing(events) as answering:  # type: ignore[type-var]
            async for event in answering:
                if isinstance(event, Answer):
                    return JSONResponse(self._document(event))
        raise RuntimeError("the room ended without an answer")

    async def stream(
        self, first: AnswerEvent, events: AsyncIterator[AnswerEvent]
    ) -> AsyncIterator[str]:
        try:
            async with aclosing(events) as answering:  # type: ignore[type-var]
                if self._interruptable is not None:
                    yield _sse(
                        agora_chat.metadata_packet(self._id, interruptable=self._interruptable)
                    )
                yield self._chunk({"role": "assistant", "content": ""})
                said = ""
                event: AnswerEvent | None = first
                while event is not None:
                    content = _addition(said, event)
                    said += content
                    if content:
                        yield self._chunk({"content": content})
                    if isinstance(event, Answer):
                        yield self._chunk({}, finish="stop", xiaoer=event.as_json())
                        if self._body.stream_options and self._body.stream_options.include_usage:
                            yield self._chunk(None, usage=self._usage(event))
                    event = await anext(answering, None)
        except Exception as error:
            _log.exception("answer broke off")
            yield _sse(openai_error(status_of(error), str(error)))
            return
        yield "data: [DONE]\n\n"

    def _document(self, answer: Answer) -> dict[str, Any]:
        message = {
            "role": "assistant",
            "content": answer.text,
            "refusal": None,
            "xiaoer": answer.as_json(),
        }
        return {
            "id": self._id,
            "object": "chat.completion",
            "created": self._created,
            "model": self._body.model,
            "choices": [
                {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
            ],
            "usage": self._usage(answer),
        }

    def _chunk(
        self,
        delta: dict[str, Any] | None,
        *,
        finish: str | None = None,
        usage: dict[str, Any] | None = None,
        **more: Any,
    ) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        document = {
            "id": self._id,
            "object": "chat.completion.chunk",
            "created": self._created,
            "model": self._body.model,
            "choices": [] if delta is None else [choice],
            **more,
        }
        if self._body.stream_options and self._body.stream_options.include_usage:
            document["usage"] = usage
        return _sse(document)

    def _usage(self, answer: Answer) -> dict[str, Any]:
        said = text_tokens(answer.text)
        return {
            "prompt_tokens": self._prompt_tokens,
            "completion_tokens": said,
            "total_tokens": self._prompt_tokens + said,
        }


def _addition(said: str, event: AnswerEvent) -> str:
    """What `event` adds to the text, so that the chunks together are the answer's text."""
    if isinstance(event, Sentence):
        return (sentence_joint(event.language) if said else "") + event.text
    return event.text.removeprefix(said) if event.text.startswith(said) else ""


def _sse(document: dict[str, Any]) -> str:
    return f"data: {json.dumps(document, ensure_ascii=False, separators=(',', ':'))}\n\n"

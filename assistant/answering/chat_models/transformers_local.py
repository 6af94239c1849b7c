"""The embedded chat model on Hugging Face `transformers`, for those who have the extra installed.

The same GGUF, dequantised by transformers and served as an OpenAI-compatible endpoint on a
loopback port, so that everything else goes on speaking to one kind of client.
"""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, Field

from assistant.answering.chat_models.port import ChatModelError, chat_client, close_client
from assistant.models import ModelStore
from assistant.settings import Settings

MODEL = "qwen2.5-coder-1.5b-instruct"
MISSING = (
    "the transformers chat model needs the extra packages; "
    "run: pip install 'xiaoer[transformers]', or set XIAOER_CHAT_MODEL=llama.cpp"
)


class Message(BaseModel):
    """One message of a chat."""

    role: str
    content: str


class ChatRequest(BaseModel):
    """The part of a chat request that is honoured; decoding is always greedy."""

    messages: list[Message]
    stream: bool = False
    max_tokens: int = Field(default=256, ge=1, le=2048)
    max_completion_tokens: int | None = Field(default=None, ge=1, le=2048)
    response_format: dict[str, Any] | None = None


class Generator:
    """A causal language model and its tokenizer; one answer at a time."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load `model.gguf` from `folder` in bfloat16 (3 GB). Blocks. Raises ChatModelError."""
        try:
            import torch
            import transformers
        except ImportError as error:
            raise ChatModelError(MISSING) from error
        torch.set_num_threads(threads)
        self._transformers = transformers
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(
                folder, gguf_file="model.gguf"
            )
            self._model = transformers.AutoModelForCausalLM.from_pretrained(
                folder, gguf_file="model.gguf", dtype=torch.bfloat16
            )
        except (OSError, ValueError, ImportError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ChatModelError(f"transformers cannot read {folder}: {reason}") from error
        self._busy = threading.Lock()

    def generate(
        self, messages: list[dict[str, str]], tokens: int, stop: threading.Event
    ) -> Iterator[str]:
        """Pieces of the answer as they are made, until done or `stop` is set. Blocks."""
        prompt = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        streamer = self._transformers.TextIteratorStreamer(
            self._tokenizer, skip_prompt=True, skip_special_tokens=True
        )

        def stopped(*_: Any, **__: Any) -> bool:
            return stop.is_set()

        with self._busy:
            worker = threading.Thread(
                target=self._model.generate,
                kwargs={
                    **prompt,
                    "max_new_tokens": tokens,
                    "do_sample": False,
                    "streamer": streamer,
                    "stopping_criteria": self._transformers.StoppingCriteriaList([stopped]),
                },
                daemon=True,
            )
            worker.start()
            try:
                yield from (piece for piece in streamer if piece)
            finally:
                stop.set()
                worker.join()


def chat_app(generator: Generator) -> FastAPI:
    """The endpoint over a generator."""
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: ChatRequest) -> Response:
        if request.response_format is not None:
            # Better refused than taken and not kept: whoever asked has something else to fall on.
            refusal = {"message": "response_format is not supported", "param": "response_format"}
            return Response(json.dumps({"error": refusal}), 400, media_type="application/json")
        pieces = _pieces(generator, request)
        if request.stream:
            return StreamingResponse(_events(pieces), media_type="text/event-stream")
        text = "".join([piece async for piece in pieces])
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "stop",
        }
        body = {**_head("chat.completion"), "choices": [choice]}
        return Response(json.dumps(body), media_type="application/json")

    return app


async def _pieces(generator: Generator, request: ChatRequest) -> AsyncIterator[str]:
    """The answer's pieces, each waited for off the loop; generation ends with the iterator."""
    stop = threading.Event()
    messages = [message.model_dump() for message in request.messages]
    tokens = request.max_completion_tokens or request.max_tokens
    pieces = generator.generate(messages, tokens, stop)
    try:
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece
    finally:
        stop.set()
        await asyncio.to_thread(_exhaust, pieces)


def _exhaust(pieces: Iterator[str]) -> None:
    for _ in pieces:
        pass


async def _events(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    async with contextlib.aclosing(pieces) as each:  # type: ignore[type-var]
        async for piece in each:
            yield _event({"content": piece})
    yield _event({}, "stop")
    yield "data: [DONE]\n\n"


def _event(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    body = {**_head("chat.completion.chunk"), "choices": [choice]}
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"


def _head(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-local", "object": kind, "created": int(time.time()), "model": MODEL}


class TransformersChatModel:
    """A transformers model behind a loopback endpoint; `open` starts it, `close` ends it."""

    def __init__(
        self, server: uvicorn.Server, serving: asyncio.Task[None], address: str, timeout_s: float
    ) -> None:
        self.name = f"{MODEL} (transformers)"
        self._server = server
        self._serving = serving
        self._client = chat_client(f"{address}/v1", MODEL, timeout_s=timeout_s, loopback=True)

    @classmethod
    async def open(cls, settings: Settings, models: ModelStore) -> Self:
        """Load the model and serve it. Raises ChatModelError, ModelError."""
        folder = await asyncio.to_thread(models.path, MODEL)
        generator = await asyncio.to_thread(Generator, folder, settings.threads)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            chat_app(generator),
            log_config=None,
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        server = _QuietServer(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():  # noqa: ASYNC110 - no event to wait for
            await asyncio.sleep(0.01)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return cls(server, serving, address, settings.llm_timeout_s)

    def client(self) -> ChatOpenAI:
        """The client of the endpoint."""
        return self._client

    async def close(self) -> None:
        """Stop serving."""
        await close_client(self._client)
        self._server.should_exit = True
        self._server.force_exit = True
        await self._serving


class _QuietServer(uvicorn.Server):
    """A server inside a server: the signals are the outer one's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

"""The embedded chat model: the project's own GGUF, served by llama.cpp on a loopback port."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Self, cast

from langchain_openai import ChatOpenAI

from assistant.answering.chat_models.port import ChatModelError, chat_client, close_client
from assistant.models import ModelStore
from assistant.settings import Settings

MODEL = "qwen2.5-coder-1.5b-instruct"
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 1.0

SERVER = "assistant.answering.chat_models.llama_server"


class EmbeddedChatModel:
    """A llama.cpp server that lives as long as this object; `open` starts it, `close` ends it."""

    def __init__(self, process: Process, address: str, *, name: str, timeout_s: float) -> None:
        self.name = name
        self.address = address
        self._process = process
        self._client = chat_client(f"{address}/v1", name, timeout_s=timeout_s, loopback=True)

    @classmethod
    async def open(cls, settings: Settings, models: ModelStore) -> Self:
        """Assemble the model if need be and serve it. Raises ChatModelError, ModelError."""
        folder = await asyncio.to_thread(models.path, MODEL)
        process, address = await _start(
            folder / "model.gguf", settings.threads, loud=settings.log_level == "DEBUG"
        )
        return cls(process, address, name=MODEL, timeout_s=settings.llm_timeout_s)

    @property
    def process_id(self) -> int:
        """The server's process, for those who measure its memory."""
        return self._process.pid

    def client(self) -> ChatOpenAI:
        """The client of the server."""
        return self._client

    async def close(self) -> None:
        """End the server; what it is generating is abandoned."""
        await close_client(self._client)
        await _stop(self._process)


async def _start(model: Path, threads: int, *, loud: bool) -> tuple[Process, str]:
    """Start the server and wait for its address."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            SERVER,
            str(model),
            "--alias",
            MODEL,
            "--threads",
            str(threads),
            stdin=PIPE,
            stdout=PIPE,
            stderr=None if loud else DEVNULL,
            # Ctrl-C reaches the whole group; the server ends when its owner lets go of it.
            start_new_session=True,
        )
    except OSError as error:
        raise ChatModelError(f"the embedded language model cannot start: {error}") from error
    address_in = cast(asyncio.StreamReader, process.stdout)
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            line = await address_in.readline()
        return process, json.loads(line)["address"]
    except (TimeoutError, ValueError, KeyError) as error:
        await _stop(process)
        raise ChatModelError(
            f"the embedded language model did not start from {model}; "
            f"check the file with: xiaoer models verify"
        ) from error
    except BaseException:
        await _stop(process)
        raise


async def _stop(process: Process) -> None:
    """Let the server go by closing its standard input; kill it if it stays."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(STOP_TIMEOUT_S):
            await process.wait()
    except (TimeoutError, asyncio.CancelledError):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

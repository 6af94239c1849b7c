"""The Pipecat bot from outside: started with Xiaoer's own model files, and asked by sound."""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from pipecat_build.shop_prompt import shop_prompt
from websockets.asyncio.client import ClientConnection, connect

from assistant.answering.chat_models.embedded import MODEL, SERVER
from assistant.gateways.realtime.bench.play import FRAME_MS, BenchFailed
from assistant.gateways.realtime.bench.sound import Playout
from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, SPEAKING_RATE, Audio
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

START_S = 180.0
READ_PROMPT_S = 900.0
PATIENCE_S = 90.0
"""A slow answer counts as slow, where giving up sooner would leave it out of the figures."""

CONTEXT = 8192
VOICE = "zf_xiaoxiao"

_BOT = Path(__file__).with_name("bot.py")
_FRAME_BYTES = HEARING_RATE * 2 * FRAME_MS // 1000


@dataclass(slots=True)
class Asked:
    """One question to the bot; times are monotonic seconds, `split` is Pipecat's own, in ms."""

    began_at: float
    playout: Playout = field(default_factory=Playout)
    heard: str = ""
    said: str = ""
    split: dict[str, float] = field(default_factory=dict)


class PipecatBot:
    """A bot that is up. `settings` are those it runs with, for a person to read."""

    def __init__(self, url: str, settings: dict[str, str], lines: asyncio.StreamReader) -> None:
        self.settings = settings
        self._url = url
        self._lines = lines

    async def ask(self, question: Audio) -> Asked:
        """Say `question` at the pace of life, then be silent until it has been answered.

        Raises BenchFailed.
        """
        sound = question.at(HEARING_RATE).pcm16()
        try:
            async with connect(self._url, max_size=None, compression=None) as socket:
                asked = Asked(began_at=time.monotonic())
                tasks = [
                    asyncio.create_task(_speak(socket, sound, asked.began_at)),
                    asyncio.create_task(_listen(socket, asked)),
                ]
                try:
                    async with asyncio.timeout(question.seconds + PATIENCE_S):
                        await self._follow(asked)
                except TimeoutError:
                    pass  # what was heard of it so far is what there is
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
                return asked
        except OSError as error:
            raise BenchFailed(f"the Pipecat bot does not answer at {self._url}: {error}") from error

    async def _follow(self, asked: Asked) -> None:
        """What the bot says of itself, until it is silent and has said what it said.

        What it still says of the caller before is passed over.
        """
        ours, silent = False, False
        while not (silent and asked.said):
            line = await self._lines.readline()
            if not line:
                raise BenchFailed("the Pipecat bot ended; see its messages above")
            told = json.loads(line)
            ours = ours or told["event"] == "caller"
            if not ours:
                continue
            match told["event"]:
                case "heard":
                    asked.heard += told["text"]
                case "said":
                    asked.said += told["text"]
                case "split" if not asked.split:
                    asked.split = told["parts"]
                case "silent":
                    silent = True
                case _:
                    pass


async def _speak(socket: ClientConnection, sound: bytes, began_at: float) -> None:
    quiet = bytes(_FRAME_BYTES)
    number = 0
    while True:
        frame = sound[number * _FRAME_BYTES : (number + 1) * _FRAME_BYTES] or quiet
        number += 1
        due = began_at + number * FRAME_MS / 1000
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await socket.send(frame.ljust(_FRAME_BYTES, b"\0"))


async def _listen(socket: ClientConnection, asked: Asked) -> None:
    async for message in socket:
        if isinstance(message, bytes):
            asked.playout.add(Audio.from_pcm16(message, SPEAKING_RATE), time.monotonic())


@asynccontextmanager
async def pipecat_bot(
    settings: Settings, python: Path, questions: Collection[str]
) -> AsyncIterator[PipecatBot]:
    """A bot in the environment of `python`, its language model on a server of the same file.

    It knows the facts that `questions` ask for, and has read its prompt when it is handed over.
    Raises BenchFailed, ModelError.
    """
    models = ModelStore(settings.models_dir)
    whisper, kokoro, qwen = await asyncio.to_thread(
        lambda: [models.path(name) for name in ("whisper-base", "kokoro-82m", MODEL)]
    )
    with tempfile.TemporaryDirectory(prefix="pipecat-bot-") as folder:
        system, voices = Path(folder) / "system.md", Path(folder) / "voices.npz"
        catalog = (await asyncio.to_thread(load, demo_catalog_path())).catalog
        prompt = shop_prompt(catalog, questions)
        system.write_text(prompt, "utf-8")
        await asyncio.to_thread(_write_voices, kokoro / "voices", voices)
        async with _program(
            *(sys.executable, "-m", SERVER, str(qwen / "model.gguf"), "--alias", MODEL),
            *("--threads", str(settings.threads), "--slots", "1", "--context", str(CONTEXT)),
            quiet=True,
        ) as server:
            llm = (await _line(server))["address"] + "/v1"
            await _read_prompt(llm, prompt)
            async with _program(
                *(str(python), str(_BOT), "--whisper", str(whisper), "--llm", llm),
                *("--llm-model", MODEL, "--kokoro", str(_kokoro_file(kokoro))),
                *("--voices", str(voices), "--voice", VOICE, "--system", str(system)),
            ) as bot:
                ready = await _line(bot)
                yield PipecatBot(ready["url"], ready["settings"], _out(bot))


def _kokoro_file(folder: Path) -> Path:
    """The file in float32 where there is one: what Pipecat downloads is float32 too, and faster."""
    folded = folder / "model-float32.onnx"
    return folded if folded.exists() else folder / "model.onnx"


def _write_voices(tables: Path, target: Path) -> None:
    """The style tables in one file, by name, each [510, 1, 256]."""
    styles = {
        path.stem: np.fromfile(path, np.float32).reshape(-1, 1, 256)
        for path in tables.glob("*.bin")
    }
    np.savez(target, **styles)


async def _read_prompt(llm: str, prompt: str) -> None:
    """Let the server read what every question begins with, so that no question waits for it."""
    messages = [{"role": "system", "content": prompt}, {"role": "user", "content": "你好"}]
    body = {"model": MODEL, "messages": messages, "max_tokens": 1}
    async with httpx.AsyncClient(timeout=READ_PROMPT_S) as client:
        response = await client.post(f"{llm}/chat/completions", json=body)
    if response.is_error:
        raise BenchFailed(f"the language model did not read the bot's prompt: {response.text}")


@asynccontextmanager
async def _program(*command: str, quiet: bool = False) -> AsyncIterator[Process]:
    """A program that ends with its standard input, as both here do."""
    errors = asyncio.subprocess.DEVNULL if quiet else None
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=errors)
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _out(process: Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise BenchFailed("the program has no output to read")
    return process.stdout


async def _line(process: Process) -> dict[str, Any]:
    """The first line a program writes: that it is ready."""
    try:
        async with asyncio.timeout(START_S):
            return dict(json.loads(await _out(process).readline()))
    except (TimeoutError, ValueError) as error:
        raise BenchFailed("a program of the Pipecat bot did not start") from error

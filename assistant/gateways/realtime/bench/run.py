"""Running a bench: against a service that is up, or one started for it."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import httpx

from assistant.gateways.realtime.bench.play import BenchFailed, Played, play
from assistant.gateways.realtime.bench.questions import (
    RecordedQuestion,
    demo_questions,
    read_manifest,
)
from assistant.gateways.realtime.bench.report import BenchReport, Measured
from assistant.gateways.realtime.bench.sound import last_speech_s
from assistant.settings import Settings
from assistant.speech.voice_activity import SileroVoiceActivity

START_S = 180.0
HTTP_S = 60.0
STOP_S = 5.0

Progress = Callable[[int, int], None]


async def run(
    settings: Settings,
    *,
    url: str = "",
    room: str = "demo",
    manifest: Path | None = None,
    progress: Progress | None = None,
) -> BenchReport:
    """Measure the service at `url`, or, where that is empty, one started for this and stopped.

    Asks the questions of `manifest`, else the demo shop's. Raises BenchFailed, QuestionsError.
    """
    async with service(url) as base:
        async with httpx.AsyncClient(base_url=base, timeout=HTTP_S) as client:
            questions = (
                await asyncio.to_thread(read_manifest, manifest)
                if manifest is not None
                else await demo_questions(client, settings.home / "bench")
            )
        return await bench_latency(base, questions, room=room, progress=progress)


async def bench_latency(
    url: str,
    questions: Sequence[RecordedQuestion],
    *,
    room: str = "demo",
    progress: Progress | None = None,
) -> BenchReport:
    """Ask `questions` one after the other at the service at `url` (`http://host:port`).

    Each is asked by a viewer of its own, so that none is helped by the one before. `progress` is
    called with how many are done of how many. Raises BenchFailed.
    """
    rows = []
    async with httpx.AsyncClient(base_url=url, timeout=HTTP_S) as client:
        for done, question in enumerate(questions, 1):
            played = await play(socket_url(url, room), question.audio)
            rows.append(_measured(question, played, await _answer(client, played.answer_id)))
            if progress is not None:
                progress(done, len(questions))
    return BenchReport(url=url, rows=tuple(rows))


def _measured(question: RecordedQuestion, played: Played, answer: dict[str, Any]) -> Measured:
    spoken_at = played.began_at + last_speech_s(question.audio, SileroVoiceActivity())
    fields = {fact["field"] for fact in answer.get("facts", ())}
    return Measured(
        question=question.text,
        transcript=played.transcript,
        answer=played.answer,
        status=played.status,
        outcome=answer.get("outcome", ""),
        kind=answer.get("kind", ""),
        composer=answer.get("composer", ""),
        on_topic=bool(fields & set(question.fields)) if answer and question.fields else None,
        voice_to_voice=_since(spoken_at, played.playout.first_audible_at),
        turn_end=_since(spoken_at, played.turn_ended_at),
        underruns=played.playout.underruns_ms,
        stages=answer.get("timings_ms", {}),
    )


def _since(start: float, at: float | None) -> float | None:
    return None if at is None else (at - start) * 1000.0


async def _answer(client: httpx.AsyncClient, answer_id: str) -> dict[str, Any]:
    if not answer_id:
        return {}
    response = await client.get(f"/api/answers/{answer_id}")
    return dict(response.json()) if response.is_success else {}


def socket_url(url: str, room: str) -> str:
    """The Realtime socket of `room` at the service at `url`, for a viewer of its own."""
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    query = f"model=room:{quote(room)}&viewer=bench-{uuid4().hex[:8]}"
    return urlunsplit((scheme, parts.netloc, f"{parts.path.rstrip('/')}/v1/realtime", query, ""))


@asynccontextmanager
async def service(url: str) -> AsyncIterator[str]:
    """The address of the service at `url`, or of one in a process of its own while this lasts."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="xiaoer-bench-") as folder:
        environment = {
            **os.environ,
            "XIAOER_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.db",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", "from assistant.cli import main; main()", "up", "--port", "0"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
        )
        try:
            yield await _address(process)
        finally:
            await _stop(process)


async def _address(process: asyncio.subprocess.Process) -> str:
    """The address in the line a service prints when it is up."""
    try:
        async with asyncio.timeout(START_S):
            while line := (await _lines(process).readline()).decode():
                for word in line.split():
                    if word.startswith("http://"):
                        parts = urlsplit(word)
                        return f"{parts.scheme}://{parts.netloc}"
    except TimeoutError as error:
        raise BenchFailed(f"the service was not up after {START_S:.0f} s") from error
    raise BenchFailed("the service did not start; run `xiaoer up` to see why")


def _lines(process: asyncio.subprocess.Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise BenchFailed("the service has no output to read its address from")
    return process.stdout


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()

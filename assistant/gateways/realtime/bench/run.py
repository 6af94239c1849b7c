"""Running a bench: against a service that is up, or one started for it."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import httpx

from assistant.gateways.realtime.bench.play import Played, play
from assistant.gateways.realtime.bench.questions import (
    QuestionsError,
    RecordedQuestion,
    demo_questions,
    read_manifest,
)
from assistant.gateways.realtime.bench.report import BenchReport, Measured
from assistant.gateways.realtime.bench.service import Say, service
from assistant.gateways.realtime.bench.sound import last_speech_s
from assistant.settings import Settings
from assistant.speech.voice_activity import SileroVoiceActivity

HTTP_S = 60.0

Progress = Callable[[int, int], None]


async def run(
    settings: Settings,
    *,
    url: str = "",
    room: str = "demo",
    manifest: Path | None = None,
    groups: Collection[str] = (),
    each: int = 0,
    repeat: int = 1,
    ahead: bool = True,
    progress: Progress | None = None,
    say: Say = lambda _: None,
) -> BenchReport:
    """Measure the service at `url`, or, where that is empty, one started for this and stopped.

    Asks the questions of `manifest`, else the demo shop's (the first `each` of a group; 0: all), of
    `groups` alone where any is named.
    They are asked `repeat` times, each time of a service started anew, since an answer spoken once
    lies ready the second time; a service at `url` is taken as it is. With `ahead` the first waits
    until the likely answers lie ready. Raises BenchFailed, QuestionsError.
    """
    rows: list[Measured] = []
    measured = url
    for turn in range(repeat):
        async with service(settings, url=url, room=room, ahead=ahead, say=say) as base:
            questions = await _questions(settings, base, manifest, groups, each)
            of = len(questions) * repeat

            def told(
                done: int, _: int, *, before: int = turn * len(questions), of: int = of
            ) -> None:
                if progress is not None:
                    progress(before + done, of)

            report = await bench_latency(base, questions, room=room, progress=told)
            rows.extend(report.rows)
            measured = report.url
    return BenchReport(url=measured, rows=tuple(rows))


async def _questions(
    settings: Settings, url: str, manifest: Path | None, groups: Collection[str], each: int
) -> list[RecordedQuestion]:
    if manifest is None:
        async with httpx.AsyncClient(base_url=url, timeout=HTTP_S) as client:
            cache = settings.home / "bench"
            found = await demo_questions(client, cache, groups=groups, each=each)
    else:
        found = await asyncio.to_thread(read_manifest, manifest)
        found = [question for question in found if not groups or question.group in groups]
    if not found:
        raise QuestionsError(f"no question is of group {' or '.join(groups)}")
    return found


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
            rows.append(_measured(question, played, await answer_of(client, played.answer_id)))
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
        group=question.group,
        outcome=answer.get("outcome", ""),
        kind=answer.get("kind", ""),
        composer=answer.get("composer", ""),
        on_topic=bool(fields & set(question.fields)) if answer and question.fields else None,
        voice_to_voice=_since(spoken_at, played.playout.first_audible_at),
        turn_end=_since(spoken_at, played.turn_ended_at),
        underruns=played.playout.underruns_ms,
        stages=answer.get("timings_ms", {}),
        contributions=_contributions(answer),
    )


def _contributions(answer: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in (answer.get("latency") or {}).get("contributions", ()):
        found[one["key"]] = found.get(one["key"], 0.0) + one["duration_ms"]
    return found


def _since(start: float, at: float | None) -> float | None:
    return None if at is None else (at - start) * 1000.0


async def answer_of(client: httpx.AsyncClient, answer_id: str) -> dict[str, Any]:
    """The answer as the service keeps it; empty where it has none of that id."""
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

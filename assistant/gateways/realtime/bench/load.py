"""Rooms in conversation at once: how latency grows with their number, on this machine."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from rich.table import Table

from assistant.gateways.realtime.bench.play import Played, converse
from assistant.gateways.realtime.bench.questions import RecordedQuestion, demo_questions
from assistant.gateways.realtime.bench.report import Figures
from assistant.gateways.realtime.bench.run import HTTP_S, Progress, answer_of, socket_url
from assistant.gateways.realtime.bench.service import service, spoken_ahead
from assistant.gateways.realtime.bench.sound import last_speech_s
from assistant.settings import Settings
from assistant.speech.voice_activity import SileroVoiceActivity

ROOMS = (1, 2, 4)
TURNS = 6


@dataclass(frozen=True, slots=True)
class Load:
    """So many rooms at once: voice to voice in milliseconds over all turns of all rooms.

    `answered` is the share of turns that were answered aloud, `in_order` of those whose answer was
    to what was heard in that turn, and not to what another said or was said before.
    """

    rooms: int
    turns: int
    answered: float
    in_order: float
    voice_to_voice: Figures | None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The growth of latency with the number of rooms."""

    loads: tuple[Load, ...]

    def as_json(self) -> dict[str, Any]:
        """One JSON document."""
        return {"loads": [asdict(load) for load in self.loads]}

    def table(self) -> Table:
        """A row a number of rooms."""
        table = Table("rooms", "turns", "answered", "in order", "median ms", "95 % ms", "growth")
        first = self.loads[0].voice_to_voice if self.loads else None
        for load in self.loads:
            found = load.voice_to_voice
            table.add_row(
                str(load.rooms),
                str(load.turns),
                f"{load.answered:.0%}",
                f"{load.in_order:.0%}",
                f"{found.median:.0f}" if found else "–",
                f"{found.p95:.0f}" if found else "–",
                f"{found.median / first.median:.2f}" if found and first else "–",
            )
        return table


async def bench_load(
    settings: Settings,
    *,
    url: str = "",
    rooms: Sequence[int] = ROOMS,
    turns: int = TURNS,
    progress: Progress | None = None,
) -> LoadReport:
    """Let `rooms` rooms of the demo shop converse at once, `turns` turns each.

    Every room asks by a viewer of its own, over one connection, at the pace of speech, and asks
    again when the answer has been heard. Raises BenchFailed, QuestionsError.
    """
    loads = []
    async with (
        service(settings, url=url) as base,
        httpx.AsyncClient(base_url=base, timeout=HTTP_S) as client,
    ):
        questions = await demo_questions(client, settings.home / "bench", groups=("on_air",))
        names = [await _room(client, number) for number in range(max(rooms))]
        for name in names:
            await spoken_ahead(client, name)
        for done, count in enumerate(rooms, 1):
            asked = [_picked(questions, number, turns) for number in range(count)]
            heard = await asyncio.gather(
                *(
                    _conversation(socket_url(base, name), mine, 0.7 * number)
                    for number, (name, mine) in enumerate(zip(names, asked, strict=False))
                )
            )
            answers = [[await answer_of(client, one.answer_id) for one in row] for row in heard]
            loads.append(_load(count, asked, heard, answers))
            if progress is not None:
                progress(done, len(rooms))
    return LoadReport(tuple(loads))


async def _conversation(
    url: str, asked: Sequence[RecordedQuestion], starts_s: float
) -> list[Played]:
    """One room's, begun a little after the one before: people do not speak in chorus."""
    await asyncio.sleep(starts_s)
    return await converse(url, [question.audio for question in asked])


async def _room(client: httpx.AsyncClient, number: int) -> str:
    name = f"load-{number}"
    body = {"id": name, "catalog": "demo"}
    response = await client.post("/api/rooms", json=body)
    if response.status_code not in (201, 409):
        response.raise_for_status()
    return name


def _picked(
    questions: Sequence[RecordedQuestion], number: int, turns: int
) -> list[RecordedQuestion]:
    """Each room asks other questions than its neighbours at the same time."""
    return [questions[(number * 5 + turn) % len(questions)] for turn in range(turns)]


def _load(
    rooms: int,
    asked: Sequence[Sequence[RecordedQuestion]],
    heard: Sequence[Sequence[Played]],
    answers: Sequence[Sequence[dict[str, Any]]],
) -> Load:
    turns = [
        turn for room in zip(asked, heard, answers, strict=True) for turn in zip(*room, strict=True)
    ]
    times = []
    for question, played, _ in turns:
        if played.playout.first_audible_at is not None:
            spoken_at = played.began_at + last_speech_s(question.audio, SileroVoiceActivity())
            times.append((played.playout.first_audible_at - spoken_at) * 1000)
    return Load(
        rooms=rooms,
        turns=len(turns),
        answered=len(times) / len(turns),
        in_order=sum(answers_it(played, answer) for _, played, answer in turns) / len(turns),
        voice_to_voice=Figures.of(times),
    )


def answers_it(played: Played, answer: dict[str, Any]) -> bool:
    """Whether `answer` is to what was heard, last, in the turn that it came in."""
    asked = answer.get("question", {}).get("text", "")
    return bool(asked) and played.transcript.endswith(asked)

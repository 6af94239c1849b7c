"""Rooms in conversation at once: how latency grows with their number, on this machine."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

import httpx
from rich.table import Table

from assistant.gateways.realtime.bench.play import Played, converse
from assistant.gateways.realtime.bench.questions import RecordedQuestion, demo_questions
from assistant.gateways.realtime.bench.report import Figures
from assistant.gateways.realtime.bench.run import HTTP_S, Progress, socket_url
from assistant.gateways.realtime.bench.service import service
from assistant.gateways.realtime.bench.sound import last_speech_s
from assistant.settings import Settings
from assistant.speech.voice_activity import SileroVoiceActivity

ROOMS = (1, 2, 4)
TURNS = 6
_ALIKE = 0.5  # of a question's characters in what was heard, for it to be that question


@dataclass(frozen=True, slots=True)
class Load:
    """So many rooms at once: voice to voice in milliseconds over all turns of all rooms.

    `in_order` is the share of turns that were heard as the question asked then; `answered` of
    those that were answered aloud.
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
        for done, count in enumerate(rooms, 1):
            asked = [_picked(questions, number, turns) for number in range(count)]
            heard = await asyncio.gather(
                *(
                    _conversation(socket_url(base, name), mine, 0.7 * number)
                    for number, (name, mine) in enumerate(zip(names, asked, strict=False))
                )
            )
            loads.append(_load(count, asked, heard))
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
    rooms: int, asked: Sequence[Sequence[RecordedQuestion]], heard: Sequence[Sequence[Played]]
) -> Load:
    pairs = [
        (question, played)
        for mine, conversation in zip(asked, heard, strict=True)
        for question, played in zip(mine, conversation, strict=True)
    ]
    times = []
    for question, played in pairs:
        if played.playout.first_audible_at is not None:
            spoken_at = played.began_at + last_speech_s(question.audio, SileroVoiceActivity())
            times.append((played.playout.first_audible_at - spoken_at) * 1000)
    return Load(
        rooms=rooms,
        turns=len(pairs),
        answered=len(times) / len(pairs),
        in_order=sum(_alike(q.text, p.transcript) for q, p in pairs) / len(pairs),
        voice_to_voice=Figures.of(times),
    )


def _alike(asked: str, heard: str) -> bool:
    return SequenceMatcher(None, asked, heard).ratio() >= _ALIKE

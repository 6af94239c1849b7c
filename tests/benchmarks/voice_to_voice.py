"""Xiaoer beside a Pipecat bot: `make bench-pipecat`.

The same recorded questions, on the same machine, in the same run, put to Xiaoer over its Realtime
socket and to a bot built as Pipecat's documentation builds one (pipecat_build/bot.py), in turn, so
that a busy machine disturbs both alike. Both have the same Whisper, Qwen and Kokoro weights and two
threads for the language model. From the last syllable sent to the first audible sample as a player
plays it; prints both medians, 95th percentiles and their ratio for each group of questions, and
where Pipecat itself says its time went.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from pipecat_build.host import Asked, PipecatBot, pipecat_bot
from rich.console import Console
from rich.table import Table

from assistant.gateways.realtime.bench import Measured, bench_latency
from assistant.gateways.realtime.bench.questions import (
    RecordedQuestion,
    demo_questions,
    demo_texts,
)
from assistant.gateways.realtime.bench.report import Figures
from assistant.gateways.realtime.bench.run import HTTP_S
from assistant.gateways.realtime.bench.service import service
from assistant.gateways.realtime.bench.sound import last_speech_s
from assistant.settings import Settings
from assistant.speech.voice_activity import SileroVoiceActivity

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Pair:
    """One question put to both. Times in milliseconds, None where no answer was heard."""

    group: str
    question: str
    xiaoer: float | None
    pipecat: float | None
    xiaoer_heard: str
    xiaoer_said: str
    pipecat_heard: str
    pipecat_said: str
    pipecat_split: dict[str, float]


async def measure(
    settings: Settings,
    python: Path,
    *,
    groups: Collection[str],
    questions: int,
    repeat: int,
    ahead: bool = True,
) -> tuple[dict[str, str], list[Pair]]:
    """Ask everything `repeat` times; Pipecat's settings, and a pair a question."""
    pairs: list[Pair] = []
    texts = _chosen(groups, questions)
    async with pipecat_bot(settings, python, texts) as bot:
        for _ in range(repeat):
            async with service(settings, ahead=ahead, say=_say) as url:
                async with httpx.AsyncClient(base_url=url, timeout=HTTP_S) as client:
                    recorded = await demo_questions(client, settings.home / "bench", groups=groups)
                chosen = [question for question in recorded if question.text in texts]
                await _pair(url, bot, recorded[-1])  # neither side's first answer counts
                for done, question in enumerate(chosen, 1):
                    pair = await _pair(url, bot, question)
                    pairs.append(pair)
                    _say(f"{done}/{len(chosen)} {json.dumps(asdict(pair), ensure_ascii=False)}")
        return bot.settings, pairs


def _chosen(groups: Collection[str], of_each: int) -> list[str]:
    """The words of the first `of_each` questions of each of `groups`; all where either is none."""
    seen: Counter[str] = Counter()
    chosen = []
    for row in demo_texts():
        seen[row["group"]] += 1
        if (not groups or row["group"] in groups) and (
            not of_each or seen[row["group"]] <= of_each
        ):
            chosen.append(row["text"])
    return chosen


async def _pair(url: str, bot: PipecatBot, question: RecordedQuestion) -> Pair:
    ours: Measured = (await bench_latency(url, [question])).rows[0]
    theirs: Asked = await bot.ask(question.audio)
    spoken_at = theirs.began_at + last_speech_s(question.audio, SileroVoiceActivity())
    heard_at = theirs.playout.first_audible_at
    return Pair(
        group=question.group,
        question=question.text,
        xiaoer=ours.voice_to_voice,
        pipecat=None if heard_at is None else (heard_at - spoken_at) * 1000,
        xiaoer_heard=ours.transcript,
        xiaoer_said=ours.answer,
        pipecat_heard=theirs.heard,
        pipecat_said=theirs.said,
        pipecat_split={name: round(value) for name, value in theirs.split.items()},
    )


def as_json(settings: dict[str, str], pairs: list[Pair]) -> dict[str, Any]:
    """Figures for each group, and every pair."""
    groups: dict[str, Any] = {}
    for name in dict.fromkeys(pair.group for pair in pairs):
        of = [pair for pair in pairs if pair.group == name]
        xiaoer = Figures.of([pair.xiaoer for pair in of if pair.xiaoer is not None])
        pipecat = Figures.of([pair.pipecat for pair in of if pair.pipecat is not None])
        parts = dict.fromkeys(part for pair in of for part in pair.pipecat_split)
        groups[name] = {
            "questions": len(of),
            "xiaoer_ms": asdict(xiaoer) if xiaoer else None,
            "pipecat_ms": asdict(pipecat) if pipecat else None,
            "ratio": pipecat.median / xiaoer.median if pipecat and xiaoer else None,
            "pipecat_split_ms": {
                part: median(pair.pipecat_split[part] for pair in of if part in pair.pipecat_split)
                for part in parts
            },
        }
    pipecat_settings = {"pipecat_settings": settings}
    return {**pipecat_settings, "groups": groups, "pairs": [asdict(pair) for pair in pairs]}


def show(report: dict[str, Any], console: Console) -> None:
    """The report for a person."""
    for name, value in report["pipecat_settings"].items():
        console.print(f"Pipecat: {name}: {value}", highlight=False)
    table = Table(title="voice to voice, ms: last syllable of the question to first of the answer")
    table.add_column("questions")
    for name in ("Xiaoer median", "p95", "Pipecat median", "p95", "Pipecat / Xiaoer"):
        table.add_column(name, justify="right")
    for name, group in report["groups"].items():
        row = [name]
        for side in ("xiaoer_ms", "pipecat_ms"):
            figures = group[side]
            row += [f"{figures[key]:.0f}" if figures else "–" for key in ("median", "p95")]
        row.append(f"{group['ratio']:.1f}" if group["ratio"] else "–")
        table.add_row(*row)
    console.print(table)
    for name, group in report["groups"].items():
        parts = (f"{part} {spent:.0f}" for part, spent in group["pipecat_split_ms"].items())
        console.print(f"Pipecat's own account, {name}, median ms: {', '.join(parts)}")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, default=ROOT / ".venv-pipecat/bin/python")
    parser.add_argument("--group", action="append", default=[], help="once for each; none: all")
    parser.add_argument("--questions", type=int, default=0, help="of each group; 0: all")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument(
        "--not-ahead",
        action="store_true",
        help="do not wait for Xiaoer's likely answers: for a quick look, to its disadvantage",
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if not asked.python.exists():
        parser.error(f"no Python at {asked.python}; `make bench-pipecat` installs it")
    measuring = measure(
        Settings(),
        asked.python,
        groups=asked.group,
        questions=asked.questions,
        repeat=asked.repeat,
        ahead=not asked.not_ahead,
    )
    report = as_json(*asyncio.run(measuring))
    if asked.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    else:
        show(report, Console())


if __name__ == "__main__":
    main()

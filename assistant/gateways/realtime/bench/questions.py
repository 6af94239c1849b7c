"""The questions a bench asks: recordings with a manifest, or the demo shop's, synthesised once."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx

from assistant.speech.audio import Audio, AudioError

MAX_SECONDS = 30.0


class QuestionsError(ValueError):
    """Questions that cannot be asked; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class RecordedQuestion:
    """A question as sound, the words in it, the fields an answer rests on, what group it is of."""

    text: str
    audio: Audio
    fields: tuple[str, ...] = ()
    group: str = ""


def read_manifest(manifest: Path) -> list[RecordedQuestion]:
    """Questions from JSON lines `{"audio", "text", "fields"?, "group"?}`.

    `audio` lies beside the manifest. Raises QuestionsError.
    """
    questions: list[RecordedQuestion] = []
    try:
        for line in manifest.read_text("utf-8").splitlines():
            row = json.loads(line)
            sound = (manifest.parent / row["audio"]).read_bytes()
            questions.append(
                RecordedQuestion(
                    text=row.get("text", ""),
                    audio=Audio.decode(sound, max_seconds=MAX_SECONDS),
                    fields=tuple(row.get("fields", ())),
                    group=row.get("group", ""),
                )
            )
    except (OSError, KeyError, AudioError, json.JSONDecodeError) as error:
        line_number = len(questions) + 1
        raise QuestionsError(f"{manifest}, line {line_number}: {error}") from error
    if not questions:
        raise QuestionsError(f"{manifest} holds no question; write one JSON object a line")
    return questions


def demo_texts() -> list[dict[str, Any]]:
    """The demo shop's questions: `group`, `text`, the `voice` that asks, the answer's `fields`.

    `on_air` asks for one fact of the product on air, whose sound lies ready; `fact` for one of
    another product, which nobody has spoken yet; `composed` compares or wants advice.
    """
    lines = (files(__package__) / "demo_zh.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


async def demo_questions(
    client: httpx.AsyncClient, cache: Path, *, groups: Collection[str] = (), each: int = 0
) -> list[RecordedQuestion]:
    """The demo shop's questions, said by other voices than answer, kept as WAV under `cache`.

    Of `groups` alone where any is named, and the first `each` of a group; 0: all.

    `client` speaks to the service, whose `/v1/audio/speech` says what is not in the cache yet.
    Raises QuestionsError.
    """
    questions = []
    seen: Counter[str] = Counter()
    for row in demo_texts():
        seen[row["group"]] += 1
        if (groups and row["group"] not in groups) or (each and seen[row["group"]] > each):
            continue
        name = hashlib.sha256(f"{row['voice']} {row['text']}".encode()).hexdigest()[:16]
        path = cache / f"{name}.wav"
        sound = await asyncio.to_thread(_kept, path)
        if sound is None:
            sound = await _synthesise(client, row["text"], row["voice"])
            await asyncio.to_thread(_keep, path, sound)
        audio = Audio.decode(sound, max_seconds=MAX_SECONDS)
        questions.append(RecordedQuestion(row["text"], audio, tuple(row["fields"]), row["group"]))
    return questions


def _kept(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _keep(path: Path, sound: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(sound)
    part.replace(path)


async def _synthesise(client: httpx.AsyncClient, text: str, voice: str) -> bytes:
    body = {"model": "kokoro", "input": text, "voice": voice, "response_format": "wav"}
    response = await client.post("/v1/audio/speech", json=body)
    if response.is_error:
        raise QuestionsError(
            f"the service would not say the question {text!r} (HTTP {response.status_code}); "
            "give recordings instead"
        )
    return response.content

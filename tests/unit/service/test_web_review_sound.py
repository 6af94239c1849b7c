"""What was heard of a question by voice is kept for who reviews it, and played in parts."""

import asyncio
from datetime import date
from pathlib import Path

import httpx
import numpy as np
from fastapi import FastAPI

from assistant.answering.values import Question
from assistant.gateways.realtime.conversation import Item, Part
from assistant.gateways.realtime.request import sound_of
from assistant.room.heard_sounds import HeardSounds
from assistant.room.rooms import Rooms
from assistant.speech.audio import Audio


def tone(seconds: float = 1.0) -> Audio:
    steps = np.arange(round(seconds * 24_000))
    return Audio((np.sin(steps * 0.1) / 2).astype(np.float32), 24_000)


async def test_it_is_played_whole_and_in_parts(app: FastAPI, desk: httpx.AsyncClient) -> None:
    rooms: Rooms = app.state.rooms
    session = await rooms.get("demo")
    answer = await session.answer(Question("多少钱", "demo", source="voice", sound=tone()))
    await rooms.heard.close()
    path = f"/api/review/answers/{answer.answer_id}/sound"
    whole = await desk.get(path)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/ogg")
    heard = Audio.decode(whole.content, max_seconds=2)
    assert abs(heard.seconds - 1.0) < 0.1
    assert float(np.abs(heard.samples).max()) > 0.3
    part = await desk.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    (reviewed,) = (await desk.get("/api/review/items/1")).json()["answers"]
    assert reviewed["has_sound"] is True


async def test_what_was_written_has_no_sound(app: FastAPI, desk: httpx.AsyncClient) -> None:
    rooms: Rooms = app.state.rooms
    answer = await (await rooms.get("demo")).answer(Question("多少钱", "demo"))
    refused = await desk.get(f"/api/review/answers/{answer.answer_id}/sound")
    assert refused.status_code == 404
    assert "no sound is kept" in refused.json()["detail"]


async def test_sounds_of_long_ago_are_removed(tmp_path: Path) -> None:
    heard = HeardSounds(tmp_path, days=30)
    old = heard.keep(tone(), "a", date(2026, 10, 20))
    kept = heard.keep(tone(), "b", date(2026, 11, 1))
    await heard.close()
    assert heard.path(old) is not None
    new = heard.keep(tone(), "c", date(2026, 11, 26))
    await heard.close()
    assert heard.path(old) is None
    assert None not in (heard.path(kept), heard.path(new))


async def test_nothing_is_kept_where_it_is_not_wanted(tmp_path: Path) -> None:
    heard = HeardSounds(tmp_path / "heard", days=0)
    assert heard.keep(tone(), "a", date(2026, 11, 1)) == ""
    assert HeardSounds(tmp_path, 1).keep(None, "a", date(2026, 11, 1)) == ""
    assert heard.path("") is None
    await heard.close()
    assert not (tmp_path / "heard").exists()


async def test_a_disk_that_is_full_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "heard").write_text("no folder")
    heard = HeardSounds(tmp_path / "heard", days=1)
    name = heard.keep(tone(), "a", date(2026, 11, 1))
    await asyncio.wait_for(heard.close(), 10)
    assert heard.path(name) is None


def test_what_was_said_in_several_turns_is_one_sound() -> None:
    pcm = tone(0.5).pcm16()
    said = [Item(parts=[Part("input_audio", sound=bytearray(pcm))]) for _ in range(2)]
    sound = sound_of(said)
    assert sound is not None
    assert (sound.seconds, sound.rate) == (1.0, 24_000)
    assert sound_of([Item(parts=[Part("input_text")])]) is None

"""A show played: what comes of it, in which order, and what is kept."""

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.gateways.link import (
    FRAME_BYTES,
    FRAME_MS,
    Happened,
    Heard,
    LinkError,
    LiveEvent,
    Said,
    Shown,
    Visitor,
)
from assistant.gateways.registry import gateway
from assistant.gateways.replay.address import DEMO, parse
from assistant.gateways.replay.demo import demo_show
from assistant.gateways.replay.events import Comment, Host
from assistant.gateways.replay.gateway import ReplayGateway
from assistant.gateways.replay.read_aloud import ReadAloud
from assistant.gateways.replay.recorder import Recorder
from assistant.gateways.replay.sources import Recorded
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, join

SHOW = [
    {"at": 0.2, "type": "product", "link": "light-down-jacket"},
    {"at": 0.5, "type": "comment", "id": "c1", "viewer": "v1", "name": "小美", "text": "多少钱"},
    {"at": 0.6, "type": "gift", "viewer": "v2", "gift": "玫瑰"},
    {"at": 0.7, "type": "enter", "viewer": "v3"},
    {"at": 30, "type": "product", "link": "beef-jerky"},
    {"at": 40, "type": "comment", "id": "c2", "viewer": "v1", "text": "辣不辣"},
]


def silent() -> bytes:
    return bytes(FRAME_BYTES)


def show(tmp_path: Path, events: list[dict[str, object]]) -> Path:
    path = tmp_path / "room.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in events), "utf-8")
    return path


def replay(url: str, home: Path) -> ReplayGateway:
    made = gateway("replay", url, Settings(home=home))
    assert isinstance(made, ReplayGateway)
    return made


async def all_of(made: ReplayGateway) -> list[LiveEvent]:
    async with asyncio.timeout(30), made.connect(silent) as link:
        return [event async for event in link.events()]


def tone(seconds: float, path: Path) -> None:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * 16000)) / 16000)
    soundfile.write(path, wave.astype(np.float32), 16000)


class Hum:
    """A synthesiser that hums a tenth of a second for each character, and counts its texts."""

    name = "hum"
    rate = SPEAKING_RATE

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []
        self.closed = 0

    def voices(self, language: str) -> tuple[str, ...]:
        return ("xiaoer", "host")

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        self.read.append((text, voice))
        for _ in text:
            yield Audio(np.full(self.rate // 10, 0.25, np.float32), self.rate)

    async def close(self) -> None:
        self.closed += 1


async def test_everything_comes_in_its_order_as_what_it_is(tmp_path: Path) -> None:
    events = await all_of(replay(f"{show(tmp_path, SHOW)}?speed=0", tmp_path))
    kinds = [type(event) for event in events]
    assert kinds == [Shown, Said, Happened, Happened, Shown, Said]
    said = events[1]
    assert isinstance(said, Said)
    assert (said.id, said.visitor, said.text) == ("c1", Visitor("v1", "小美"), "多少钱")
    last = events[-1]
    assert isinstance(last, Said)
    assert (last.at - said.at).total_seconds() == pytest.approx(39.5)


async def test_from_the_middle_it_begins_with_what_is_shown_then(tmp_path: Path) -> None:
    events = await all_of(replay(f"{show(tmp_path, SHOW)}?speed=0&from=35", tmp_path))
    assert isinstance(events[0], Shown)
    assert events[0].link == "beef-jerky"
    assert [event.text for event in events if isinstance(event, Said)] == ["辣不辣"]


async def test_the_reader_paces_a_show_that_has_no_speed(tmp_path: Path) -> None:
    made = replay("show:flood?speed=0&rate=1000&seconds=3600", tmp_path)
    async with asyncio.timeout(30), made.connect(silent) as link:
        events = link.events()
        read = [await anext(events) for _ in range(2000)]
    assert sum(isinstance(event, Said) for event in read) == 1999


async def test_the_show_that_comes_with_xiaoer_is_played_whole(tmp_path: Path) -> None:
    for url in ("?speed=0&voice=off", "show:demo?speed=0&voice=off"):
        events = await all_of(replay(url, tmp_path))
        written = [event.id for event in demo_show() if isinstance(event, Comment)]
        assert [event.id for event in events if isinstance(event, Said)] == written
        assert not [event for event in events if isinstance(event, Heard)]


async def test_a_recording_is_heard_from_where_the_show_begins(tmp_path: Path) -> None:
    tone(3.0, tmp_path / "host.flac")
    line = {"at": 0, "type": "host", "audio": "host.flac"}
    path = show(tmp_path, [line, *SHOW])
    for begin, seconds in ((0, 3.0), (1, 2.0)):
        events = await all_of(replay(f"{path}?speed=0&from={begin}", tmp_path))
        heard = [event.audio for event in events if isinstance(event, Heard)]
        assert sum(audio.seconds for audio in heard) == pytest.approx(seconds, abs=0.02)
        assert np.abs(join(heard).samples).max() > 0.4


async def test_what_happens_while_the_host_speaks_comes_between(tmp_path: Path) -> None:
    tone(3.0, tmp_path / "host.wav")
    line = {"at": 0, "type": "host", "audio": "host.wav"}
    events = await all_of(replay(f"{show(tmp_path, [line, *SHOW])}?speed=0", tmp_path))
    comment = next(n for n, event in enumerate(events) if isinstance(event, Said))
    before = [event.audio for event in events[:comment] if isinstance(event, Heard)]
    assert sum(audio.seconds for audio in before) == pytest.approx(0.5, abs=0.11)


async def test_lines_are_read_in_turn_once_and_kept(tmp_path: Path) -> None:
    lines = [
        {"at": 1, "type": "host", "text": "看这件羽绒服"},
        {"at": 1.2, "type": "host", "text": "好"},  # while the first is still being said
    ]
    source, hum = Recorded(show(tmp_path, lines)), Hum()

    async def opened() -> Hum:
        return hum

    for _ in range(2):
        voice = ReadAloud(tmp_path / "voice", opened, unlike="xiaoer")
        events = await all_of(ReplayGateway(source, parse("x?speed=0")[1], voice))
        heard = [event.audio for event in events if isinstance(event, Heard)]
        assert sum(audio.seconds for audio in heard) == pytest.approx(0.7, abs=0.01)
    assert hum.read == [("看这件羽绒服", "host"), ("好", "host")]
    assert hum.closed == 1


async def test_what_is_written_is_kept_with_its_time(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    made = replay(f"{show(tmp_path, SHOW)}?speed=0&out={out}", tmp_path)
    async with asyncio.timeout(30), made.connect(silent) as link:
        async for event in link.events():
            if isinstance(event, Said):
                await link.write(f"答 {event.text}", to=event.visitor)
        with pytest.raises(LinkError, match="500"):
            await link.write("长" * 501)
    assert [message.text for message in made.written] == ["答 多少钱", "答 辣不辣"]
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(line["text"], line["to"]) for line in lines] == [
        ("答 多少钱", "v1"),
        ("答 辣不辣", "v1"),
    ]
    assert lines[1]["at"] >= 40


async def test_a_recorder_lays_both_on_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    recorder = Recorder(path)
    frame = (np.full(FRAME_BYTES // 2, 8000, "<i2")).tobytes()
    for n in range(3000 // FRAME_MS):
        if n == 40:  # heard a little late: it is put where it belongs
            loud = Audio(np.full(SPEAKING_RATE, 0.5, np.float32), SPEAKING_RATE)
            recorder.host(0.5, loud)
        await recorder.xiaoer(frame if n >= 100 else silent())
    await recorder.close()
    sound, rate = soundfile.read(path)
    assert len(sound) == 3 * rate
    host, xiaoer = np.flatnonzero(sound[:, 0]), np.flatnonzero(sound[:, 1])
    assert host[[0, -1]] / rate == pytest.approx([0.5, 1.5], abs=0.001)
    assert xiaoer[[0, -1]] / rate == pytest.approx([2.0, 3.0], abs=0.001)


async def test_a_show_may_be_recorded_while_it_is_played(tmp_path: Path) -> None:
    tone(0.3, tmp_path / "host.wav")
    path = show(tmp_path, [{"at": 0, "type": "host", "audio": "host.wav"}])
    await all_of(replay(f"{path}?record={tmp_path / 'said.wav'}", tmp_path))
    sound, rate = soundfile.read(tmp_path / "said.wav")
    assert rate == SPEAKING_RATE
    assert np.abs(sound[:, 0]).max() > 0.4
    assert not sound[:, 1].any()


async def test_a_silent_show_has_nothing_to_hear(tmp_path: Path) -> None:
    async with replay(f"{show(tmp_path, SHOW)}", tmp_path).connect(silent) as link:
        assert not link.abilities.hears
    assert not [e for e in demo_show() if isinstance(e, Host) and not e.text]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("show:other", "show:demo"),
        ("x.jsonl?speed=-1", "speed"),
        ("x.jsonl?speed=fast", "speed"),
        ("x.jsonl?sped=1", "sped"),
        ("x.jsonl?speed", "name=value"),
        ("x.jsonl?speed=2&record=a.wav", "its own speed"),
    ],
)
def test_a_url_that_cannot_be_played_is_one_sentence(url: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(LinkError, match=told) as refused:
        replay(url, tmp_path)
    assert "\n" not in str(refused.value)


def test_the_urls_there_are() -> None:
    assert parse("")[0] == DEMO
    assert parse("?speed=3")[1].speed == 3
    assert parse("file:///tmp/a%20b.jsonl")[0] == "/tmp/a b.jsonl"
    assert parse("a.jsonl?from=2.5")[1].begin == 2.5


async def test_a_bad_line_and_a_missing_sound_are_told_on_joining(tmp_path: Path) -> None:
    path = show(tmp_path, [*SHOW, {"at": 50, "type": "dance"}])
    with pytest.raises(LinkError, match=r"room\.jsonl, line 7"):
        await all_of(replay(str(path), tmp_path))
    path = show(tmp_path, [{"at": 0, "type": "host", "audio": "gone.wav"}])
    with pytest.raises(LinkError, match=r"gone\.wav"):
        await all_of(replay(str(path), tmp_path))


async def test_a_sound_that_is_none_is_told_when_it_is_its_turn(tmp_path: Path) -> None:
    (tmp_path / "host.wav").write_text("no sound at all")
    path = show(tmp_path, [{"at": 0, "type": "host", "audio": "host.wav"}])
    with pytest.raises(LinkError, match="cannot be heard"):
        await all_of(replay(f"{path}?speed=0", tmp_path))

"""The gateway to a recorded show, as every gateway; its room is a show that is still being written,
and the voice of the demo show's host is the embedded one."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from support.links import Hears, JoinsAndLeaves, Reads, Speaks, Writes, silent

from assistant.gateways.link import Gateway, Heard, LinkLost
from assistant.gateways.registry import gateway
from assistant.gateways.replay.address import parse
from assistant.gateways.replay.events import Comment, Enter, Host, ShowEvent
from assistant.gateways.replay.gateway import ReplayGateway
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, join


class Unfinished:
    """A show whose events happen as somebody plays them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._coming: asyncio.Queue[ShowEvent | LinkLost] = asyncio.Queue()

    async def hosts(self) -> tuple[Host, ...]:
        return ()

    async def events(self) -> AsyncIterator[ShowEvent]:
        yield Enter(at=0, viewer="first")
        while True:
            event = await self._coming.get()
            if isinstance(event, LinkLost):
                raise event
            yield event

    def happen(self, event: ShowEvent | LinkLost) -> None:
        self._coming.put_nowait(event)


class ShowStage:
    """Another participant of a show that is being written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._show = Unfinished(folder)
        self._frames: list[bytes] = []
        self._number = 0
        self._read = 0
        self._gateway = ReplayGateway(self._show, parse("x")[1], overhear=self._frames.append)

    def gateway(self) -> Gateway:
        return self._gateway

    def wrong(self) -> Gateway:
        path = self._folder / "wrong.jsonl"
        path.write_text(json.dumps({"at": 0, "type": "dance"}) + "\n", "utf-8")
        return gateway("replay", str(path), Settings(home=self._folder))

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        self._number += 1
        comment = Comment(at=0, id=f"c{self._number}", viewer=viewer, name=viewer, text=text)
        self._show.happen(comment)

    async def read(self) -> str:
        while len(self._gateway.written) <= self._read:  # noqa: ASYNC110 - a plain list
            await asyncio.sleep(0.01)
        self._read += 1
        return self._gateway.written[self._read - 1].text

    async def talk(self, audio: Audio) -> None:
        path = self._folder / "talk.wav"
        await asyncio.to_thread(path.write_bytes, audio.encode("wav"))
        self._show.happen(Host(at=0, audio=path.name))

    async def listen(self, seconds: float) -> Audio:
        begin, wanted = len(self._frames), round(seconds * 50)
        while len(self._frames) < begin + wanted:  # noqa: ASYNC110 - a plain list
            await asyncio.sleep(0.02)
        pcm = b"".join(self._frames[begin : begin + wanted])
        return Audio.from_pcm16(pcm, SPEAKING_RATE)

    async def cut(self) -> None:
        self._show.happen(LinkLost("the connection broke"))


@pytest.fixture
def stage(tmp_path: Path) -> ShowStage:
    return ShowStage(tmp_path)


class TestReplay(JoinsAndLeaves, Reads, Writes, Hears, Speaks):
    """All of it."""


@pytest.mark.models
async def test_the_demo_shows_host_is_read_aloud_once_and_kept(tmp_path: Path) -> None:
    shared = Settings()
    settings = Settings(home=tmp_path)
    with contextlib.suppress(OSError):
        settings.models_dir.symlink_to(shared.models_dir)
    path = tmp_path / "short.jsonl"
    line = {"at": 0.1, "type": "host", "text": "二百五十九元，男女同款！"}
    path.write_text(json.dumps(line) + "\n", "utf-8")
    sounds = []
    for _ in range(2):
        made = gateway("replay", f"{path}?speed=0", settings)
        async with asyncio.timeout(120), made.connect(silent) as link:
            assert link.abilities.hears
            heard = [e.audio async for e in link.events() if isinstance(e, Heard)]
        sounds.append(join(heard))
    assert 1.0 < sounds[0].seconds < 6.0
    assert np.array_equal(sounds[0].samples, sounds[1].samples)
    assert len(list((tmp_path / "shows" / "host").glob("*.flac"))) == 1

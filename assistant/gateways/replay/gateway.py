"""The gateway to a recorded show: a room that says what it said, and answers nothing."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from assistant.gateways.link import (
    FRAME_MS,
    Abilities,
    Happened,
    Heard,
    Limits,
    LinkError,
    LiveEvent,
    NextFrame,
    Said,
    Shown,
    Visitor,
)
from assistant.gateways.replay.address import DEMO, FLOOD, Playing, parse
from assistant.gateways.replay.clock import ShowClock
from assistant.gateways.replay.demo import demo_show
from assistant.gateways.replay.demo.flood import flood
from assistant.gateways.replay.events import Comment, Enter, Gift, Host, Product, ShowEvent
from assistant.gateways.replay.read_aloud import ReadAloud, voice_of
from assistant.gateways.replay.recorder import Recorder
from assistant.gateways.replay.sources import Drawn, Recorded, Source
from assistant.gateways.replay.timeline import HostSound, Piece, played
from assistant.settings import Settings

HOST = Visitor("host", "主播", role="host")

_AHEAD = 256  # events that wait for a slow reader, before the show waits


@dataclass(frozen=True, slots=True)
class Written:
    """What Xiaoer wrote, `at` seconds into the show."""

    at: float
    text: str
    to: str = ""
    """The viewer's id; empty: to the room."""


def make(url: str, settings: Settings) -> "ReplayGateway":
    """The show at `url` (see `address`). Raises LinkError."""
    show, playing = parse(url)
    return ReplayGateway(
        _source(show, playing), playing, voice_of(settings) if playing.voice == "on" else None
    )


class ReplayGateway:
    """Plays a show from its beginning, or from where it is told to, whenever it is joined."""

    name = "replay"

    def __init__(
        self,
        source: Source,
        playing: Playing,
        voice: ReadAloud | None = None,
        *,
        overhear: Callable[[bytes], None] | None = None,
    ) -> None:
        """`overhear` is given every frame that Xiaoer says."""
        self._source = source
        self._playing = playing
        self._voice = voice
        self._overhear = overhear
        self.written: list[Written] = []
        """What was written, over all times it was joined."""

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator["ReplayLink"]:
        """Begin the show. Raises LinkError where it cannot be played to its end."""
        hosts = await self._source.hosts()
        texts = [host.text for host in hosts if not host.audio and host.at >= self._playing.begin]
        heard = any(host.audio for host in hosts) or bool(texts and self._voice)
        async with contextlib.AsyncExitStack() as stack:
            if self._voice and texts:
                stack.push_async_callback(self._voice.close)
                await self._voice.sound(texts[0])  # so that a voice that is missing is told now
                await stack.enter_async_context(_owned(self._voice.read_ahead(texts)))
            recorder = None
            if self._playing.record:
                recorder = await asyncio.to_thread(Recorder, self._playing.record)
                stack.push_async_callback(recorder.close)
            clock = ShowClock(self._playing.speed, self._playing.begin)
            link = ReplayLink(
                clock,
                _took(self.written, self._playing.out),
                Abilities(reads=True, writes=True, hears=heard, speaks=True, limits=Limits()),
            )
            sound = HostSound(self._source.folder, self._voice, clock)
            play = link.play(played(self._source, clock, sound), recorder)
            await stack.enter_async_context(_owned(play))
            speak = _speak(next_frame, recorder, self._overhear)
            await stack.enter_async_context(_owned(speak))
            yield link


class ReplayLink:
    """A show that is being played."""

    def __init__(self, clock: ShowClock, took: "_Took", abilities: Abilities) -> None:
        self._clock = clock
        self._took = took
        self._abilities = abilities
        self._began = datetime.now(UTC) - timedelta(seconds=clock.begin)
        self._coming: asyncio.Queue[LiveEvent | Exception | None] = asyncio.Queue(
            _AHEAD if clock.paced else 1
        )
        self._over: Exception | None = None
        self._ended = False

    @property
    def abilities(self) -> Abilities:
        """It reads and writes; it hears where the host has a sound."""
        return self._abilities

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What happens, each in its time; at speed 0, as fast as it is read."""
        while not self._ended:
            event = await self._coming.get()
            if event is None or isinstance(event, Exception):
                self._ended, self._over = True, event
                break
            yield event
        if self._over:
            raise self._over

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Keep what was written. Raises LinkError for what is too long, or cannot be kept."""
        allowed = self._abilities.limits.length
        if len(text) > allowed:
            raise LinkError(f"a message has at most {allowed} characters, not {len(text)}")
        await self._took(Written(round(self._clock.now, 3), text, to.id if to else ""))

    async def play(
        self, events: AsyncIterator[ShowEvent | Piece], recorder: Recorder | None
    ) -> None:
        """Hand `events` to the reader, to their end or their failure."""
        try:
            number = 0
            async for event in events:
                number += 1
                if recorder and isinstance(event, Piece):
                    recorder.host(self._clock.since_joining(event.at), event.audio)
                if (live := self._live(event, number)) is not None:
                    await self._coming.put(live)
            await self._coming.put(None)
        except Exception as error:  # whoever reads the events is told
            await self._coming.put(error)

    def _live(self, event: ShowEvent | Piece, number: int) -> LiveEvent | None:
        at = self._began + timedelta(seconds=event.at)
        match event:
            case Comment():
                return Said(event.id, Visitor(event.viewer, event.name), event.text, at)
            case Gift():
                return Happened(f"e{number}", "gift", Visitor(event.viewer, event.name), at)
            case Enter():
                return Happened(f"e{number}", "entered", Visitor(event.viewer, event.name), at)
            case Product():
                return Shown(event.link, at)
            case Piece():
                return Heard(HOST, event.audio)
            case Host():
                return None  # heard, not seen


_Took = Callable[[Written], Coroutine[Any, Any, None]]


def _took(written: list[Written], out: Path | None) -> _Took:
    """Keeps what is written, in `out` too where that is given."""

    def append(message: Written) -> None:
        line = {"at": message.at, "type": "written", "text": message.text, "to": message.to}
        assert out  # noqa: S101 - only called where it is
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    async def took(message: Written) -> None:
        written.append(message)
        if out:
            try:
                await asyncio.to_thread(append, message)
            except OSError as error:
                raise LinkError(f"{out} cannot be written: {error.strerror}") from error

    return took


async def _speak(
    next_frame: NextFrame, recorder: Recorder | None, overhear: Callable[[bytes], None] | None
) -> None:
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        frame = next_frame()
        if overhear:
            overhear(frame)
        if recorder:
            await recorder.xiaoer(frame)
        due += FRAME_MS / 1000
        # By the clock and not by the last frame, so that what was late is caught up with.
        await asyncio.sleep(max(0.0, due - loop.time()))


@contextlib.asynccontextmanager
async def _owned(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """`work` goes on for as long as the context is open."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()  # raises what it failed of


def _source(show: str, playing: Playing) -> Source:
    if show == DEMO:
        return Drawn(
            lambda: iter(demo_show()),
            lambda: tuple(event for event in demo_show() if isinstance(event, Host)),
        )
    if show == FLOOD:
        return Drawn(partial(flood, playing.rate, playing.seconds))
    return Recorded(Path(show).expanduser())

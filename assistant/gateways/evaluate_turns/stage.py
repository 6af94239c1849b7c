"""A scenario played at the pace of life into real conversations, and everything heard of it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant.gateways.evaluate_turns.scenario import Line, Scenario
from assistant.gateways.evaluate_turns.sounds import bed
from assistant.gateways.realtime.connection import Connection, first_config, silero_detector
from assistant.gateways.realtime.errors import ConnectionLost
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.webrtc.opus import FRAME_BYTES
from assistant.gateways.webrtc.speaker import TrackSpeaker
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, Samples

FRAME_S = 0.02
_FRAME = FRAME_BYTES // 2
_QUIET_S = 2.5  # without a sound of either side, after which the next thing may happen
_LONGEST_S = 25.0  # for one line
_AUDIBLE = 0.005  # of full scale


@dataclass(slots=True)
class Cue:
    """A line as it was said: frames of the stage at which it began and ended."""

    line: Line
    began: int
    ended: int


@dataclass(slots=True)
class Viewer:
    """One viewer's side: what they sent, heard and were told, by frame."""

    connection: Connection
    speaker: TrackSpeaker
    events: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    loud: list[bool] = field(default_factory=list)

    @property
    def answering(self) -> bool:
        """Whether an answer sounds, or is being made or held."""
        return self.speaker.sounding or self.connection.answering


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario; frames are 20 ms."""

    scenario: Scenario
    cues: tuple[Cue, ...]
    viewers: tuple[Viewer, ...]


class Stage:
    """Plays scenarios in one room. `sounds` gives the sound of each line."""

    def __init__(self, room: RoomPort, settings: Settings, voices: Sequence[Samples]) -> None:
        """`voices` are what a crowd is made of."""
        self._room = room
        self._settings = settings
        self._voices = voices

    async def play(self, scenario: Scenario, sounds: Mapping[int, Samples]) -> Played:
        """Play `scenario`, `sounds` being those of its lines by number."""
        people = 1 + max(line.by for line in scenario.lines)
        async with contextlib.AsyncExitStack() as stack:
            viewers = [
                await stack.enter_async_context(self._viewer(f"{scenario.name} {number}"))
                for number in range(people)
            ]
            performance = _Performance(scenario, sounds, viewers, self._bed(scenario))
            await performance.run()
            return Played(scenario, tuple(performance.cues), tuple(viewers))

    def _bed(self, scenario: Scenario) -> Samples:
        if scenario.bed is None:
            return np.zeros(SPEAKING_RATE, np.float32)
        return bed(scenario.bed, 30.0, self._voices) * np.float32(10 ** (-scenario.bed_db / 20))

    @contextlib.asynccontextmanager
    async def _viewer(self, name: str) -> AsyncIterator[Viewer]:
        speakers: list[TrackSpeaker] = []

        def speaker(outbox: Outbox) -> TrackSpeaker:
            speakers.append(TrackSpeaker(outbox))
            return speakers[0]

        sink = _Sink()

        async def session(opened: asyncio.Future[Viewer], over: asyncio.Event) -> None:
            async with asyncio.TaskGroup() as tasks:
                connection = Connection(
                    self._room,
                    self._settings,
                    tasks,
                    config=first_config(self._room, self._settings, "room:evaluation"),
                    viewer=name,
                    make_detector=silero_detector,
                    speaker=speaker,
                )
                delivering = tasks.create_task(connection.outbox.deliver(sink))
                connection.open()
                viewer = Viewer(connection, speakers[0])
                sink.viewer = viewer
                opened.set_result(viewer)
                await over.wait()
                delivering.cancel()
                raise ConnectionLost

        opened: asyncio.Future[Viewer] = asyncio.get_running_loop().create_future()
        over = asyncio.Event()
        task = asyncio.create_task(session(opened, over))
        try:
            yield await opened
        finally:
            over.set()
            await asyncio.gather(task, return_exceptions=True)


class _Sink:
    """Notes each event at the frame it came in."""

    viewer: Viewer | None = None

    async def send(self, text: str) -> None:
        if self.viewer is not None:
            self.viewer.events.append((len(self.viewer.loud), json.loads(text)))


class _Performance:
    def __init__(
        self,
        scenario: Scenario,
        sounds: Mapping[int, Samples],
        viewers: Sequence[Viewer],
        bed_sound: Samples,
    ) -> None:
        self.cues: list[Cue] = []
        self._scenario = scenario
        self._sounds = sounds
        self._viewers = viewers
        self._bed = bed_sound
        self._frame = 0
        self._saying: dict[int, tuple[Cue, Samples]] = {}

    async def run(self) -> None:
        clock = asyncio.get_running_loop().time
        self._begun = clock()
        for number, line in enumerate(self._scenario.lines):
            await self._until(line)
            cue = Cue(line, self._frame, self._frame + len(self._sounds[number]) // _FRAME)
            self.cues.append(cue)
            self._saying[line.by] = cue, self._sounds[number]
            if not self._overlapped(number):
                await self._pass(len(self._sounds[number]) / SPEAKING_RATE)
        await self._quiet()

    def _overlapped(self, number: int) -> bool:
        """Whether the next line is another viewer's, said at the same time."""
        rest = self._scenario.lines[number + 1 :]
        return bool(rest) and rest[0].by != self._scenario.lines[number].by and not rest[0].after

    async def _until(self, line: Line) -> None:
        """Wait for the moment `line` is said."""
        viewer = self._viewers[line.by]
        if line.into is None:
            if self.cues and line.after:
                await self._quiet()
            await self._pass(line.after)
            return
        waited = 0.0
        while not (viewer.loud and viewer.loud[-1]) and waited < _LONGEST_S:
            await self._pass(FRAME_S)
            waited += FRAME_S
        await self._pass(line.into)

    async def _quiet(self) -> None:
        """Wait until every answer is over, and a little longer."""
        still = waited = 0.0
        while still < _QUIET_S and waited < _LONGEST_S:
            await self._pass(FRAME_S)
            waited += FRAME_S
            busy = any(v.answering or (v.loud and v.loud[-1]) for v in self._viewers)
            still = 0.0 if busy else still + FRAME_S

    async def _pass(self, seconds: float) -> None:
        for _ in range(round(seconds / FRAME_S)):
            await self._tick()

    async def _tick(self) -> None:
        """Twenty milliseconds: each viewer's microphone gives a frame, and takes one to hear."""
        due = self._begun + (self._frame + 1) * FRAME_S
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
        start = self._frame * _FRAME % (len(self._bed) - _FRAME)
        for by, viewer in enumerate(self._viewers):
            frame = self._bed[start : start + _FRAME].copy()
            if by in self._saying:
                cue, sound = self._saying[by]
                at = (self._frame - cue.began) * _FRAME
                piece = sound[at : at + _FRAME]
                frame[: len(piece)] += piece
                if at + _FRAME >= len(sound):
                    del self._saying[by]
            await viewer.connection.hear(Audio(frame, SPEAKING_RATE).pcm16())
            heard = Audio.from_pcm16(viewer.speaker.next_frame(), SPEAKING_RATE).samples
            viewer.loud.append(bool(np.abs(heard).max() > _AUDIBLE))
        self._frame += 1

"""Running scenarios in this process, with the models the settings name."""

import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import numpy as np

from assistant.gateways.evaluate_turns.judge import Verdict, judge
from assistant.gateways.evaluate_turns.report import TurnsReport
from assistant.gateways.evaluate_turns.scenario import Line, Scenario
from assistant.gateways.evaluate_turns.sounds import noise
from assistant.gateways.evaluate_turns.stage import Stage
from assistant.room.engines import EngineLoader, EngineUnavailable, openers
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.room.shop import open_shop
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Samples, join, silence
from assistant.store import Database
from assistant.telemetry import Telemetry

Progress = Callable[[int, int], None]

_CROWD = (
    ("今天这个颜色真的很好看我已经下单了你们也赶紧的", "zf_xiaobei"),
    ("昨天那件我穿着特别合适朋友都问我在哪儿买的", "zm_yunxia"),
    ("主播能不能把后面那件也拿过来给我们看一下呀", "zf_xiaoni"),
    ("我觉得这个价格还可以再等等看有没有活动", "zm_yunyang"),
)
_PEAK = 0.35


async def evaluate_turns(
    settings: Settings, scenarios: Sequence[Scenario], *, progress: Progress | None = None
) -> TurnsReport:
    """Play `scenarios` in the demo shop's room and judge them.

    Takes as long as the scenarios last, some ten seconds each: they are played at the pace of
    life. Raises EngineUnavailable, ModelError, CatalogRefused: one sentence each.
    """
    async with _opened(settings) as room:
        crowd = [(await _spoken(room, words, voice, "zh")) for words, voice in _CROWD]
        stage = Stage(room, settings, crowd)
        verdicts: list[Verdict] = []
        for number, scenario in enumerate(scenarios, start=1):
            sounds = {at: await _sound(room, line) for at, line in enumerate(scenario.lines)}
            verdicts += judge(await stage.play(scenario, sounds), sounds)
            if progress is not None:
                progress(number, len(scenarios))
    return TurnsReport(tuple(verdicts))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[RoomSession]:
    async with AsyncExitStack() as stack:
        database = await Database.open("sqlite+aiosqlite://")
        stack.push_async_callback(database.close)
        telemetry = Telemetry()
        loader = EngineLoader(openers(settings), telemetry)
        rooms = Rooms(database, loader, telemetry, settings)
        stack.push_async_callback(rooms.close)
        stack.push_async_callback(loader.close)
        loader.start()
        if not await loader.finished():
            raise EngineUnavailable(*next(iter(loader.failed.items())))
        room = await open_shop(rooms)
        await room.warm_up()
        await room.warm_up_model()
        yield room


async def _sound(room: RoomSession, line: Line) -> Samples:
    if line.noise is not None:
        made = noise(line.noise, seed=zlib.crc32(repr(line).encode()))
    else:
        pieces = [
            silence(piece, SPEAKING_RATE).samples
            if isinstance(piece, float)
            else await _spoken(room, piece, line.voice, line.language)
            for piece in line.pieces
        ]
        made = np.concatenate(pieces)
    return (made * np.float32(10 ** (line.gain_db / 20))).astype(np.float32)


async def _spoken(room: RoomSession, words: str, voice: str, language: str) -> Samples:
    pieces = [piece async for piece in room.speak(words, language=language, voice=voice)]
    samples = join(pieces).at(SPEAKING_RATE).samples
    return samples * np.float32(_PEAK / np.abs(samples).max())

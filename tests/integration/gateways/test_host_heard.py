"""A host who is really heard: what they show is followed, what they promise wrongly is told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import pytest_asyncio
from support.answer_aloud import Voices

from assistant.gateways.host_voice import HostVoice
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.room import events
from assistant.room.floor import Floor
from assistant.room.host_ear.ear import HostEar
from assistant.room.state import RoomState
from assistant.speech.audio import HEARING_RATE, Audio, silence
from assistant.speech.recognisers.port import Transcript, Wanted
from assistant.telemetry import Telemetry
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

BEGAN = datetime(2026, 11, 26, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
PIECE_S = 0.02


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def voices() -> AsyncIterator[Voices]:
    async with Voices.opened() as voices:
        yield voices


class Show:
    """The demo shop, whose host is heard by the models; time goes on with their sound."""

    def __init__(self, voices: Voices, on_air: str) -> None:
        catalog = load(demo_catalog_path()).catalog
        shelf = Shelf(catalog, tuple(product.handle for product in catalog.products))
        self.room = RoomState("demo", "", "demo", "zh", "", shelf.with_on_air(on_air), 1)
        self.events = events.EventBus()
        self.seconds = 0.0
        self._voices = voices
        self._index = ShelfIndex(catalog)
        self.ear = HostEar(self, Telemetry(), clock=lambda: self.seconds)
        self._voice = HostVoice(
            Floor("cohost"),
            lambda: np.zeros(HEARING_RATE, np.float32),
            self.ear.hear,
            clock=lambda: self.seconds,
        )

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self.seconds)

    async def index(self) -> ShelfIndex:
        return self._index

    async def recognise_host(self, audio: Audio, wanted: Wanted) -> Transcript:
        return await self._voices.recognise(audio, self.room.shelf.vocabulary())

    async def put_on_air(self, handle: str, *, by: str, confidence: float) -> bool:
        self.room = replace(self.room, shelf=self.room.shelf.with_on_air(handle))
        return True

    async def says(self, text: str) -> None:
        """The host says `text` and pauses."""
        said = (await self._voices.line(text)).at(HEARING_RATE).samples
        sound = np.concatenate([said, silence(1.0, HEARING_RATE).samples])
        step = round(PIECE_S * HEARING_RATE)
        for at in range(0, len(sound), step):
            self.seconds += PIECE_S
            self._voice.hear(Audio(sound[at : at + step], HEARING_RATE))
        await self.ear.idle()


async def test_the_product_that_a_host_turns_to_is_put_on_air(voices: Voices) -> None:
    show = Show(voices, "light-down-jacket")
    await show.says("好，接下来给大家看一个大家伙，我们家的可视空气炸锅！")
    assert show.room.shelf.on_air == "air-fryer"
    assert "炸锅" in "".join(line.text for line in show.ear.transcript)


async def test_a_wrong_price_that_is_said_raises_an_alarm_and_is_held_back(voices: Voices) -> None:
    show = Show(voices, "light-down-jacket")
    await show.says("这件羽绒服二百五十九元，男女同款。")
    assert not list(show.ear.alarms)
    await show.says("今天这件一百九十九元带走！")
    (alarm,) = show.ear.alarms
    assert (alarm.differs.kind, alarm.differs.claim) == ("price", "199 CNY")
    assert [fact.value for fact in alarm.differs.published] == ["259"]
    assert [line.held_back for line in show.ear.lately()][-1]

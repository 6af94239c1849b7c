"""A room's ear: what it hears it keeps, follows, checks and, where it must, keeps to itself."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.room import events
from assistant.room.engines import EngineUnavailable
from assistant.room.host_ear.ear import HostEar
from assistant.room.host_ear.listening import PATIENCE_S, WAITING, Piece
from assistant.room.state import RoomState
from assistant.speech.audio import HEARING_RATE, Audio
from assistant.speech.recognisers.port import GaveWay, Priority, Transcript, Wanted
from assistant.telemetry import Telemetry
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

BEGAN = datetime(2026, 11, 26, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


@cache
def demo() -> tuple[Shelf, ShelfIndex]:
    catalog = load(demo_catalog_path()).catalog
    return Shelf(catalog, tuple(p.handle for p in catalog.products)), ShelfIndex(catalog)


class Show:
    """A room whose host says what the test lets them say, at the times it says."""

    def __init__(self, on_air: str = "light-down-jacket") -> None:
        shelf, self._index = demo()
        self.room = RoomState("demo", "", "demo", "zh", "", shelf.with_on_air(on_air), 1)
        self.events = events.EventBus()
        self.seconds = 0.0
        self.put: list[tuple[str, float]] = []
        self.allowed = True
        self.wanted: list[Priority] = []
        self.fails: list[Exception] = []
        self._texts: list[str] = []
        self.ear = HostEar(self, Telemetry(), clock=lambda: self.seconds)

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self.seconds)

    async def index(self) -> ShelfIndex:
        return self._index

    async def recognise_host(self, audio: Audio, wanted: Wanted) -> Transcript:
        self.wanted.append(wanted.priority)
        if self.fails:
            if isinstance(self.fails[0], GaveWay):
                self.seconds += PATIENCE_S / 2
            raise self.fails.pop(0)
        return Transcript(self._texts.pop(0), "zh", 0.8)

    async def put_on_air(self, handle: str, *, by: str, confidence: float) -> bool:
        assert by == "host"
        self.put.append((handle, confidence))
        if self.allowed:
            self.room = replace(self.room, shelf=self.room.shelf.with_on_air(handle))
        return self.allowed

    def hear(self, text: str, *, after: float = 2.0, breaks_off: bool = False) -> Piece:
        """The host says `text` for two seconds, `after` seconds after what they said before."""
        began = self.seconds + after
        self.seconds = began + 2.1
        self._texts.append(text)
        silence = Audio(np.zeros(HEARING_RATE, np.float32), HEARING_RATE)
        piece = Piece(silence, began, began + 2.0, breaks_off)
        self.ear.hear(piece)
        return piece

    async def says(self, text: str, **how: Any) -> None:
        self.hear(text, **how)
        await self.ear.idle()

    @property
    def told(self) -> list[str]:
        """What viewers may be told that the host said."""
        return [line.text for line in self.ear.lately() if not line.held_back]

    @property
    def alarms(self) -> list[tuple[str, str, str]]:
        return [(a.differs.kind, a.differs.claim, a.state) for a in self.ear.alarms]


@pytest.fixture
async def show() -> AsyncIterator[Show]:
    made = Show()
    yield made
    await made.ear.close()


async def test_what_the_host_says_is_kept_with_its_time(show: Show) -> None:
    await show.says("价格听好了")
    await show.says("二百五十九元")
    lines = list(show.ear.transcript)
    assert [line.text for line in lines] == ["价格听好了", "二百五十九元"]
    assert lines[1].at == BEGAN + timedelta(seconds=lines[1].began)
    assert [line.on_air for line in lines] == ["light-down-jacket"] * 2


async def test_old_lines_are_forgotten(show: Show) -> None:
    await show.says("很久以前")
    await show.says("刚才", after=1000)
    assert [line.text for line in show.ear.transcript] == ["刚才"]


async def test_the_product_the_host_turns_to_is_put_on_air(show: Show) -> None:
    await show.says("好，衣服先放一放，接下来看我手上这个，玻尿酸补水面膜。")
    assert show.put == [("hyaluronic-mask", 0.9)]
    await show.says("敷十五分钟揭下来")
    await show.says("面膜囤起来")
    assert len(show.put) == 1


async def test_a_product_named_in_passing_stays_off_the_air(show: Show) -> None:
    await show.says("收进袋子里就一只水壶那么大，你看啊。")
    await show.says("空气炸锅等下再讲。")
    assert show.put == []


async def test_a_name_heard_wrong_is_known_by_its_sound_where_the_host_turns_to_it(
    show: Show,
) -> None:
    await show.says("换一个吃的，上链接，内蒙古通辽的手撕扭肉")
    assert show.put == [("beef-jerky", 0.75)]


async def test_what_staff_pinned_the_ear_does_not_think_changed(show: Show) -> None:
    show.allowed = False
    await show.says("接下来看这个空气炸锅")
    await show.says("今天一百九十九元")
    # Said of a product that the host shows and staff do not: judged as what is on air.
    assert show.put == [("air-fryer", 0.9)]
    assert show.room.shelf.on_air == "light-down-jacket"


async def test_a_wrong_price_raises_one_alarm_with_both_side_by_side(show: Show) -> None:
    async with show.events.subscribe() as happening:
        await show.says("今天这件二百四十九元带走，手慢无！")
        told: list[Mapping[str, Any]] = []
        async with asyncio.timeout(5):
            async for event in happening:
                told.append(event)
                if event["type"] == "host.alarm":
                    break
    alarm = told[-1]["alarm"]
    assert alarm["said"] == "今天这件二百四十九元带走，手慢无！"
    assert alarm["claim"] == "249 CNY"
    assert [fact["value"] for fact in alarm["published"]] == ["259"]
    await show.says("二百四十九元，就今天")
    assert show.alarms == [("price", "249 CNY", "open")]
    assert next(iter(show.ear.alarms)).times == 2


async def test_what_raised_an_alarm_is_not_repeated_until_staff_confirm(show: Show) -> None:
    await show.says("今天这件二百五十九元")
    await show.says("今天这件二百四十九元带走")
    assert [line.held_back for line in show.ear.lately()] == [False, True]
    alarm = next(iter(show.ear.alarms))
    show.ear.alarms.settle(alarm.id, right=False)
    assert [line.held_back for line in show.ear.lately()] == [False, True]
    show.ear.alarms.settle(alarm.id, right=True)
    assert [line.held_back for line in show.ear.lately()] == [False, False]


async def test_a_host_who_was_wrong_and_says_it_again_is_told_of_again(show: Show) -> None:
    await show.says("今天这件二百四十九元带走")
    show.ear.alarms.settle(next(iter(show.ear.alarms)).id, right=False)
    await show.says("二百四十九元，二百四十九元")
    assert show.alarms == [("price", "249 CNY", "open")]


async def test_a_host_who_was_right_is_left_in_peace(show: Show) -> None:
    await show.says("今天这件二百四十九元带走")
    show.ear.alarms.settle(next(iter(show.ear.alarms)).id, right=True)
    await show.says("二百四十九元，二百四十九元")
    assert show.alarms == [("price", "249 CNY", "confirmed")]


async def test_a_price_cut_in_two_is_read_as_one(show: Show) -> None:
    await show.says("价格听好了，这件羽绒服二百", breaks_off=True)
    await show.says("五十九元带走", after=0.0)
    assert show.alarms == []
    await show.says("价格听好了，这件羽绒服一百", breaks_off=True)
    await show.says("五十九元带走", after=0.0)
    assert show.alarms == [("price", "159 CNY", "open")]


async def test_a_gift_cut_in_two_is_one_alarm_told_at_once_and_then_whole(show: Show) -> None:
    await show.says("今天下单再送大家一把烘", breaks_off=True)
    assert show.alarms == [("gift", "烘", "open")]
    await show.says("焙铲", after=0.0)
    assert show.alarms == [("gift", "烘焙铲", "open")]
    assert show.told == []


async def test_a_price_before_a_pause_is_whole_once_the_pause_is_heard(show: Show) -> None:
    piece = show.hear("这件羽绒服只要一百九十九块", breaks_off=True)
    piece.breaks_off = False
    await show.ear.idle()
    assert show.alarms == [("price", "199 CNY", "open")]


async def test_a_price_that_did_not_go_on_is_judged_with_what_comes_next(show: Show) -> None:
    await show.says("这件羽绒服只要一百九十九块", breaks_off=True)
    assert show.told == []
    await show.says("三个颜色都有", after=5.0)
    assert show.alarms == [("price", "199 CNY", "open")]
    assert show.told == ["三个颜色都有"]
    await show.says("这件羽绒服只要二百五十九块", breaks_off=True)
    await show.says("男女同款", after=5.0)
    assert show.told == ["三个颜色都有", "这件羽绒服只要二百五十九块", "男女同款"]


async def test_a_number_that_may_go_on_is_not_repeated_before_it_is_whole(show: Show) -> None:
    await show.says("价格听好了，这件羽绒服二百", breaks_off=True)
    assert show.told == []
    await show.says("五十九元带走", after=0.0)
    assert show.told == ["价格听好了，这件羽绒服二百", "五十九元带走"]
    await show.says("这件羽绒服一百", breaks_off=True)
    await show.says("五十九元带走。", after=0.0)
    assert len(show.told) == 2


async def test_what_is_still_being_checked_is_not_repeated(show: Show) -> None:
    async with show.events.subscribe() as happening:
        show.hear("今天这件二百四十九元带走")
        async with asyncio.timeout(5):
            async for event in happening:
                if event["type"] == "host.said":
                    break
        assert show.alarms == []
        assert show.told == []
    await show.ear.idle()
    assert len(show.alarms) == 1
    assert show.told == []


async def test_an_amount_that_was_hardly_said_is_neither_told_of_nor_repeated(show: Show) -> None:
    await show.says("这件羽绒服2509元")
    assert show.alarms == []
    assert show.told == []
    await show.says("三个颜色都有")
    assert show.told == ["三个颜色都有"]


async def test_viewers_go_first_and_the_host_is_understood_after_them(show: Show) -> None:
    show.fails = [GaveWay("another"), GaveWay("another"), GaveWay("another")]
    await show.says("二百五十九元")
    assert show.wanted == [Priority.PARTIAL] * 2 + [Priority.AHEAD] * 2
    assert len(show.ear.transcript) == 1


async def test_what_cannot_be_understood_is_passed_over(show: Show) -> None:
    show.fails = [EngineUnavailable("recogniser")]
    await show.says("听不见")
    assert len(show.ear.transcript) == 0
    show._texts.clear()
    await show.says("听见了")
    assert [line.text for line in show.ear.transcript] == ["听见了"]


async def test_of_more_than_can_be_understood_the_oldest_are_left_out(show: Show) -> None:
    for number in range(WAITING + 5):
        show.hear(f"第{number}句", after=0.0)
    await show.ear.idle()
    assert len(show.ear.transcript) == WAITING


async def test_what_is_loaded_beforehand_was_said_by_nobody(show: Show) -> None:
    await show.ear.prepare()
    assert len(show.ear.transcript) == 0
    assert show.alarms == []
    await show.says("今天这件79元包邮")
    assert show.alarms[0] == ("price", "79 CNY", "open")

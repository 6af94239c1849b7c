"""A theme that goes unanswered is told once, to all who wait for it, and to nobody else."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from support.clock import VirtualClock

from assistant.answering.gist import Gist
from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Answer, Outcome, Question
from assistant.knowledge.facts import Fact
from assistant.room.crowd import Crowd
from assistant.room.helping import themes
from assistant.room.helping.fact_card import FactCard
from assistant.room.inbox.groups import Group
from assistant.room.inbox.inbox import Remark, Verdict
from assistant.telemetry import Telemetry, TurnTimer

COAT, TEA = "coat", "tea"
ASKED = {
    "什么时候发货": (Kind.SHIPPING_TIME, "48小时内发货。"),
    "几天发货": (Kind.SHIPPING_TIME, "48小时内发货。"),
    "包邮吗": (Kind.SHIPPING_FEE, "满59元包邮。"),
    "发什么快递": (Kind.CARRIER, "发中通。"),
    "能退吗": (Kind.RETURNS, "7天内可以退。"),
    "能改地址吗": (Kind.ORDER_CHANGE, "发货前可以改。"),
    "能换颜色吗": (Kind.ORDER_CHANGE, "发货前能换。"),
    "发西藏吗": (Kind.SHIPPING_REGION, "这个我问一下主播。"),
    "哪里发货": (Kind.SHIP_FROM, "可以的。"),
}
KEEPING_BUSY = ("能改地址吗", "能换颜色吗")


class Help:
    """What a room gives: answers by table, and the cards that were told."""

    def __init__(self) -> None:
        self.on = True
        self.stated: list[str] = []
        self.told_: list[tuple[FactCard, list[str]]] = []
        self.broken = False

    async def state(self, group: Group) -> Answer:
        self.stated.append(group.text)
        if self.broken:
            raise RuntimeError("broken")
        await asyncio.sleep(0)
        text = ASKED[group.text][1]
        question = Question(group.text, room="demo")
        if "问一下" in text:
            return Answer(question, text, "zh", Outcome.HANDED_OFF)
        source = "faq" if text == "可以的。" else "policy"
        fact = Fact("policy", group.text, text, source=source)
        return Answer(question, text, "zh", Outcome.ANSWERED, (fact,))

    def title(self, handle: str, language: str) -> str:
        return handle.upper()

    async def told(self, card: FactCard, answered=()) -> None:
        self.told_.append((card, [group.text for group, _ in answered]))


class Room:
    """A crowd whose answers take as long as they like, and a clock that stands."""

    def __init__(self, **told) -> None:
        self.clock, self.help = VirtualClock(), Help()
        self.on_air = COAT
        self.answered: list[str] = []
        self.written: list[FactCard] = []
        self.free = asyncio.Event()
        self.crowd = Crowd(
            self._gist,
            self._reply,
            Telemetry(),
            on_air=lambda: self.on_air,
            tell_card=self._tell_card,
            **{"help_": self.help, "clock": self.clock, **told},
        )
        self._numbers = iter(range(10_000))

    async def ask(self, viewer: str, text: str) -> Verdict:
        remark = Remark(str(next(self._numbers)), viewer, text, name=viewer)
        return (await self.crowd.take(remark)).verdict

    async def is_busy(self) -> None:
        """Whoever answers is at it, with questions of no theme."""
        for text in KEEPING_BUSY:
            await self.ask(f"busy {text}", text)
        await settled()
        assert self.answered == list(KEEPING_BUSY)

    async def passes(self, seconds: float) -> None:
        self.clock.passes(seconds * 1000)
        self.crowd.stir()
        await settled()

    async def _gist(self, text: str, on_air: str, language: str) -> Gist:
        kind, _ = ASKED[text]
        return Gist((kind,), on_air, "zh", Answerable.YES, f"{text} {on_air}")

    async def _reply(self, group: Group, turn: TurnTimer) -> Answer:
        self.answered.append(group.text)
        await self.free.wait()
        return Answer(Question(group.text, room="demo"), "", "zh", Outcome.ANSWERED)

    async def _tell_card(self, card: FactCard) -> None:
        self.written.append(card)


async def settled() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room()
    yield room
    await room.crowd.close()


async def test_a_theme_is_told_after_twenty_seconds_and_not_before(room: Room) -> None:
    await room.is_busy()
    await room.ask("小美", "什么时候发货")
    await room.passes(5)
    await room.ask("小红", "包邮吗")
    await room.passes(14.9)
    assert room.written == []
    await room.passes(0.2)
    (card,) = room.written
    assert card.text == "48小时内发货。满59元包邮。"
    assert (card.reason, card.theme, card.product, card.title) == ("theme", "sending", COAT, "COAT")
    assert room.help.told_ == [(card, ["什么时候发货", "包邮吗"])]
    assert [line.facts[0].field for line in card.lines] == ["什么时候发货", "包邮吗"]
    assert len(room.crowd.inbox) == 0


async def test_it_is_told_when_time_alone_has_passed(monkeypatch) -> None:
    monkeypatch.setattr(themes, "AFTER_S", 0.02)
    told = asyncio.Event()

    async def tell(card: FactCard) -> None:
        told.set()

    room = Room(clock=asyncio.get_running_loop().time)
    room.crowd = Crowd(
        room._gist, room._reply, Telemetry(), on_air=lambda: COAT, tell_card=tell, help_=room.help
    )
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    async with asyncio.timeout(10):
        await told.wait()
    await room.crowd.close()


async def test_everyone_who_asked_is_among_the_askers_once(room: Room) -> None:
    await room.is_busy()
    for number in range(7):
        await room.ask(f"v{number}", "包邮吗")
    for number in range(3):
        await room.ask(f"w{number}", "什么时候发货")
    await room.passes(20)
    (card,) = room.written
    assert set(card.askers) == {*(f"v{n}" for n in range(7)), *(f"w{n}" for n in range(3))}
    assert card.lines[0].text == "满59元包邮。"  # what most ask comes first
    assert card.as_json()["askers"] == 10


async def test_what_two_questions_come_to_is_said_once_and_answers_both(room: Room) -> None:
    await room.is_busy()
    for viewer, text in (("小美", "什么时候发货"), ("小红", "几天发货"), ("小明", "包邮吗")):
        await room.ask(viewer, text)
    await room.passes(20)
    (card,) = room.written
    assert card.text == "48小时内发货。满59元包邮。"
    assert set(card.askers) == {"小美", "小红", "小明"}
    assert len(room.crowd.inbox) == 0


async def test_it_is_not_answered_again_to_who_asked(room: Room) -> None:
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    await room.ask("小红", "什么时候发货")
    await room.passes(20)
    room.free.set()
    await settled()
    assert room.answered == list(KEEPING_BUSY)
    assert await room.ask("小美", "包邮吗") is Verdict.AGAIN
    assert await room.ask("小红", "什么时候发货") is Verdict.AGAIN
    await room.passes(25)
    assert len(room.written) == 1


async def test_other_themes_and_other_products_wait_on(room: Room) -> None:
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    await room.ask("小红", "能退吗")
    room.on_air = TEA
    await room.ask("小明", "包邮吗")
    await room.passes(5)
    await room.ask("小刚", "发什么快递")
    await room.passes(15)
    assert [(card.product, card.theme, card.text) for card in room.written] == [
        (COAT, "sending", "满59元包邮。"),
        (COAT, "returns", "7天内可以退。"),
        (TEA, "sending", "满59元包邮。发中通。"),
    ]


async def test_nothing_is_told_while_it_is_off(room: Room) -> None:
    room.help.on = False
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    await room.passes(30)
    assert room.written == room.help.stated == []
    room.help.on = True
    await room.passes(0)
    assert [card.text for card in room.written] == ["满59元包邮。"]


async def test_a_room_without_help_has_none() -> None:
    room = Room(help_=None)
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    await room.passes(30)
    room.free.set()
    await settled()
    assert room.written == []
    assert room.answered == [*KEEPING_BUSY, "包邮吗"]
    await room.crowd.close()


@pytest.mark.parametrize("text", ["发西藏吗", "哪里发货"])
async def test_what_is_not_for_a_card_is_answered_in_its_turn(room: Room, text: str) -> None:
    await room.is_busy()
    await room.ask("小美", text)
    await room.ask("小红", "包邮吗")
    await room.passes(20)
    assert [card.text for card in room.written] == ["满59元包邮。"]
    await room.passes(20)
    assert room.help.stated.count(text) == 2  # it was looked at alone once, and then let be
    room.free.set()
    await settled()
    assert room.answered == [*KEEPING_BUSY, text]


async def test_a_fault_loses_no_question(room: Room) -> None:
    room.help.broken = True
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    await room.passes(20)
    assert room.written == []
    room.free.set()
    await settled()
    assert room.answered == [*KEEPING_BUSY, "包邮吗"]


async def test_what_does_not_fit_into_one_message_comes_in_the_next() -> None:
    room = Room(fits=lambda card: len(card.text) <= 16)
    await room.is_busy()
    for viewer, text in (("小美", "什么时候发货"), ("小红", "包邮吗"), ("小明", "发什么快递")):
        await room.ask(viewer, text)
        await room.passes(1)
    await room.passes(20)
    assert [(card.text, set(card.askers)) for card in room.written] == [
        ("48小时内发货。满59元包邮。", {"小美", "小红"}),
        ("发中通。", {"小明"}),
    ]
    await room.crowd.close()


async def test_where_nothing_fits_the_crowd_is_answered_as_ever() -> None:
    room = Room(fits=lambda card: False)
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    await room.passes(20)
    room.free.set()
    await settled()
    assert room.written == []
    assert room.answered == [*KEEPING_BUSY, "包邮吗"]
    await room.crowd.close()


async def test_a_theme_that_was_answered_meanwhile_has_no_card() -> None:
    ready = asyncio.Event()
    waits = iter((False, False))  # the two who answer begin at once

    async def when_ready() -> None:
        if next(waits, True):
            await ready.wait()

    room = Room(ready=when_ready)
    await room.is_busy()
    await room.ask("小美", "包邮吗")
    await room.passes(20)  # the card waits until it could be told
    (group,) = room.crowd.inbox.groups()
    room.crowd.inbox.take_out([group])
    ready.set()
    await settled()
    assert room.written == room.help.stated == []
    await room.crowd.close()

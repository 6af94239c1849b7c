"""What is written keeps to a platform's limits, and says nothing by halves."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clock import VirtualClock

from assistant.gateways.link import Limits, LinkError, LinkLost, Visitor, Window
from assistant.gateways.sending import Outgoing, Pace, Sender, cut, length

TWITCH = Limits(windows=(Window(20, 30.0),), length=500)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> VirtualClock:
    """A clock that passes as long as anybody sleeps."""
    clock = VirtualClock()
    asleep = asyncio.sleep

    async def sleep(seconds: float) -> None:
        clock.passes(seconds * 1000)
        await asleep(0)

    monkeypatch.setattr("assistant.gateways.sending.asyncio.sleep", sleep)
    return clock


class Platform:
    """Takes messages, with the time of each; refuses or breaks when told to."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.took: list[tuple[float, str, Visitor | None]] = []
        self.fails: list[Exception] = []

    async def write(self, text: str, to: Visitor | None) -> None:
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails.pop(0)
        self.took.append((self.clock(), text, to))

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.took]


def test_a_window_slides() -> None:
    pace = Pace(Limits(windows=(Window(2, 10.0),)))
    for at in (0.0, 6.0):
        assert pace.wait_s(at) == 0
        pace.sent(at)
    assert pace.wait_s(6.0) == pytest.approx(4.0)
    pace.sent(10.0)
    assert pace.wait_s(10.0) == pytest.approx(6.0), "from the second message on, not from a border"


@given(st.lists(st.floats(0, 5), min_size=1, max_size=80))
def test_no_window_ever_holds_more_than_it_may(waits: list[float]) -> None:
    limits = Limits(windows=(Window(3, 5.0), Window(10, 30.0)), gap_s=1.0)
    pace, now, sent = Pace(limits), 0.0, []
    for wait in waits:
        now += wait
        now += pace.wait_s(now)
        pace.sent(now)
        sent.append(now)
    for at in sent:
        for window in limits.windows:
            assert sum(at - window.seconds + 1e-6 < one <= at for one in sent) <= window.count
    assert all(b - a >= 1.0 - 1e-9 for a, b in pairwise(sent))


async def test_messages_wait_for_their_turn(clock: VirtualClock) -> None:
    platform = Platform(clock)
    sender = Sender(TWITCH, platform.write, clock=clock)
    began = clock()
    for number in range(41):
        assert await sender.send(Outgoing(f"第{number}条", began + 1000))
    times = [at - began for at, _, _ in platform.took]
    assert times[19] < 1
    assert times[20] == pytest.approx(30, abs=0.1)
    assert times[40] == pytest.approx(60, abs=0.1)
    assert sender.counts == {"sent": 41}


async def test_what_would_come_too_late_is_not_written(clock: VirtualClock) -> None:
    platform = Platform(clock)
    sender = Sender(Limits(gap_s=10), platform.write, clock=clock)
    assert await sender.send(Outgoing("一", clock() + 5))
    assert not await sender.send(Outgoing("二", clock() + 5))
    assert await sender.send(Outgoing("三", clock() + 15))
    assert platform.texts == ["一", "三"]
    assert sender.counts == {"sent": 2, "expired": 1}


async def test_to_one_visitor(clock: VirtualClock) -> None:
    platform = Platform(clock)
    visitor = Visitor("7", "小美")
    await Sender(Limits(), platform.write, clock=clock).send(Outgoing("好", clock() + 9, visitor))
    assert platform.took[0][2] == visitor


async def test_a_refusal_is_counted_and_a_break_is_told(clock: VirtualClock) -> None:
    platform = Platform(clock)
    counted: list[str] = []
    sender = Sender(Limits(), platform.write, clock=clock, count=counted.append)
    platform.fails = [LinkError("muted"), LinkLost("gone")]
    assert not await sender.send(Outgoing("一", clock() + 9))
    with pytest.raises(LinkLost):
        await sender.send(Outgoing("二", clock() + 9))
    assert await sender.send(Outgoing("三", clock() + 9))
    assert counted == ["refused", "lost", "sent"]


async def test_ready_waits_until_a_message_could_go(clock: VirtualClock) -> None:
    platform = Platform(clock)
    sender = Sender(Limits(gap_s=3), platform.write, clock=clock)
    await sender.send(Outgoing("一", clock() + 9))
    before = clock()
    await sender.ready()
    assert clock() - before == pytest.approx(3)


def test_a_short_text_is_one_message() -> None:
    assert cut("多少钱？259元。", Limits(length=20)) == (["多少钱？259元。"], True)


def test_a_long_text_is_cut_between_sentences() -> None:
    text = "黑色L码259元。48小时内发货。支持七天无理由退货。"
    messages = ["黑色L码259元。48小时内发货。", "支持七天无理由退货。"]
    assert cut(text, Limits(length=20)) == (messages, True)
    assert cut(text, Limits(length=20, parts=1)) == (messages[:1], False)


def test_a_sentence_is_never_written_by_halves() -> None:
    text = "全国包邮，新疆、西藏和港澳台地区除外，请知悉。"
    assert cut(text, Limits(length=12, parts=1)) == ([], False)
    messages, whole = cut("黑色有货。" + text, Limits(length=12, parts=2))
    assert (messages, whole) == (["黑色有货。"], False)


def test_a_sentence_goes_on_in_the_next_message() -> None:
    text = "全国包邮，新疆和西藏除外。"
    assert cut(text, Limits(length=9, parts=2)) == (["全国包邮，", "新疆和西藏除外。"], True)


def test_english_sentences_keep_the_blank_between_them() -> None:
    text = "It is 259 yuan. It ships within 48 hours."
    assert cut(text, Limits(length=100)) == ([text], True)


@pytest.mark.parametrize(("longest", "fits"), [(12, True), (11, False), (6, False)])
def test_a_text_fits_where_one_message_holds_all_of_it(longest: int, fits: bool) -> None:
    async def write(text: str, to: Visitor | None) -> None:
        raise AssertionError("nothing is written")

    sender = Sender(Limits(length=longest, parts=2), write)
    assert sender.fits("黑色有货。包邮，新疆除外。"[:12]) is fits


@pytest.mark.parametrize(("counted", "expected"), [("characters", 3), ("utf-8", 10), ("utf-16", 4)])
def test_lengths_are_as_the_platform_counts(counted: str, expected: int) -> None:
    assert length("元价😀", Limits(counted=counted)) == expected  # type: ignore[arg-type]


@given(
    st.lists(
        st.sampled_from(["黑色有货。", "包邮，新疆除外。", "It is 259 yuan. ", "48小时内发货！"]),
        max_size=8,
    ),
    st.integers(5, 40),
    st.integers(1, 3),
)
def test_messages_are_within_the_limits_and_hold_the_beginning(
    pieces: list[str], longest: int, parts: int
) -> None:
    text = "".join(pieces)
    messages, whole = cut(text, Limits(length=longest, parts=parts))
    assert all(0 < len(message) <= longest for message in messages)
    assert len(messages) <= parts
    bare = "".join("".join(messages).split())
    wanted = "".join(text.split())
    assert wanted.startswith(bare)
    assert (bare == wanted) == whole


async def test_what_is_no_longer_allowed_when_its_turn_comes_is_not_written(
    clock: VirtualClock,
) -> None:
    platform = Platform(clock)
    sender = Sender(Limits(gap_s=5.0, length=6, parts=2), platform.write, clock=clock)
    began = clock()
    await sender.send(Outgoing("第一条。", began + 100))
    assert not await sender.send(
        Outgoing("第二条。", began + 100, allowed=lambda: clock() < began + 4)
    )
    halves = Outgoing("第三条甲。第三条乙。", began + 100, allowed=lambda: clock() < began + 8)
    assert await sender.send(halves)
    assert platform.texts == ["第一条。", "第三条甲。"]
    assert sender.counts == {"sent": 1, "silenced": 1, "shortened": 1}

"""Playing answers frame by frame: what was heard is exact, stopping is soft and at once."""

import asyncio
import contextlib
import json

import numpy as np
import pytest

from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.speaker import Heard, Place
from assistant.gateways.webrtc.opus import FRAME_BYTES
from assistant.gateways.webrtc.speaker import AHEAD_MS, TrackSpeaker

FIRST, SECOND = Place("resp_1", "item_1"), Place("resp_2", "item_2")
SILENCE = bytes(FRAME_BYTES)


def sound(ms: int) -> bytes:
    return np.full(24 * ms, 8_000, dtype="<i2").tobytes()


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def speaker(outbox: Outbox) -> TrackSpeaker:
    return TrackSpeaker(outbox)


class Client:
    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    async def send(self, text: str) -> None:
        event = json.loads(text)
        self.told.append((event["type"].rpartition(".")[2], event["response_id"]))


async def told(outbox: Outbox) -> list[tuple[str, str]]:
    """What the client is told of the sound."""
    client = Client()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await outbox.deliver(client)
    return client.told


async def test_an_answer_is_played_to_its_last_sample(
    speaker: TrackSpeaker, outbox: Outbox
) -> None:
    assert speaker.next_frame() == SILENCE
    await speaker.play(FIRST, sound(50))
    assert (speaker.next_frame(), speaker.next_frame()) == (sound(20), sound(20))
    assert (speaker.heard_ms(FIRST), speaker.sounding) == (40, True)
    assert speaker.next_frame() == SILENCE, "half a frame waits for the rest"
    speaker.finish(FIRST)
    assert speaker.next_frame() == sound(10) + SILENCE[: FRAME_BYTES // 2]
    assert (speaker.heard_ms(FIRST), speaker.sounding) == (50, False)
    assert speaker.next_frame() == SILENCE
    assert await told(outbox) == [("started", "resp_1"), ("stopped", "resp_1")]


async def test_an_answer_that_ends_with_its_frame_ends_once(
    speaker: TrackSpeaker, outbox: Outbox
) -> None:
    await speaker.play(FIRST, sound(20))
    speaker.next_frame()
    assert speaker.sounding
    speaker.finish(FIRST)
    assert speaker.next_frame() == SILENCE
    assert await told(outbox) == [("started", "resp_1"), ("stopped", "resp_1")]


async def test_stopping_fades_out_within_a_frame(speaker: TrackSpeaker, outbox: Outbox) -> None:
    await speaker.play(FIRST, sound(100))
    speaker.next_frame()
    assert speaker.stop(FIRST) == len(sound(60))
    assert (speaker.heard_ms(FIRST), speaker.sounding) == (40, False)
    faded = np.frombuffer(speaker.next_frame(), dtype="<i2")
    assert (faded[0], faded[-1]) == (8_000, 0)
    assert (np.diff(faded) <= 0).all()
    assert speaker.next_frame() == SILENCE
    assert await told(outbox) == [("started", "resp_1"), ("cleared", "resp_1")]
    assert speaker.hush() == [Heard(FIRST, 40)]
    assert speaker.hush() == []


async def test_what_never_sounded_is_dropped_without_a_sound(
    speaker: TrackSpeaker, outbox: Outbox
) -> None:
    await speaker.play(FIRST, sound(40))
    assert speaker.stop(FIRST) == len(sound(40))
    assert speaker.next_frame() == SILENCE
    assert speaker.hush() == [Heard(FIRST, 0)]
    assert await told(outbox) == []
    assert speaker.stop(FIRST) == 0


async def test_answers_follow_each_other(speaker: TrackSpeaker, outbox: Outbox) -> None:
    for place in (FIRST, SECOND):
        await speaker.play(place, sound(20))
        speaker.finish(place)
    assert speaker.next_frame() == speaker.next_frame() == sound(20)
    assert (speaker.heard_ms(FIRST), speaker.heard_ms(SECOND)) == (0, 20)
    expected = [(what, r) for r in ("resp_1", "resp_2") for what in ("started", "stopped")]
    assert await told(outbox) == expected


async def test_hushing_stops_what_sounds_and_what_waits(speaker: TrackSpeaker) -> None:
    for place in (FIRST, SECOND):
        await speaker.play(place, sound(60))
    speaker.next_frame()
    assert speaker.hush() == [Heard(FIRST, 40), Heard(SECOND, 0)]
    speaker.next_frame()
    assert speaker.next_frame() == SILENCE


async def test_much_that_waits_holds_up_the_making_of_more(speaker: TrackSpeaker) -> None:
    await speaker.play(FIRST, sound(AHEAD_MS))
    more = asyncio.create_task(speaker.play(FIRST, sound(20)))
    await asyncio.sleep(0)
    assert not more.done()
    speaker.next_frame()
    await asyncio.wait_for(more, 1)


async def test_what_is_held_is_silent_and_goes_on_a_syllable_before(
    speaker: TrackSpeaker, outbox: Outbox
) -> None:
    await speaker.play(FIRST, sound(1_000))
    speaker.finish(FIRST)
    for _ in range(20):
        speaker.next_frame()
    assert speaker.hold(FIRST)
    faded = np.frombuffer(speaker.next_frame(), dtype="<i2")
    assert faded[0] > 7_000
    assert abs(int(faded[-1])) < 500
    assert [speaker.next_frame() for _ in range(5)] == [SILENCE] * 5
    assert (speaker.heard_ms(FIRST), speaker.sounding) == (400, True)
    speaker.release()
    assert speaker.heard_ms(FIRST) == 400 - 160
    rest = []
    while (frame := speaker.next_frame()) != SILENCE:
        rest.append(frame)
    assert len(rest) * 20 == 600 + 160
    assert abs(int(np.frombuffer(rest[0], dtype="<i2")[0])) < 500, "it fades in"
    assert speaker.heard_ms(FIRST) == 1_000
    assert await told(outbox) == [("started", "resp_1"), ("stopped", "resp_1")]


async def test_only_what_is_played_now_can_be_held(speaker: TrackSpeaker) -> None:
    assert not speaker.hold(FIRST)
    await speaker.play(FIRST, sound(100))
    await speaker.play(SECOND, sound(100))
    assert not speaker.hold(SECOND)
    assert speaker.hold(FIRST), "before its first frame, too"
    assert speaker.next_frame() == SILENCE
    speaker.release()
    assert speaker.next_frame() == sound(20)


async def test_what_is_held_can_be_stopped(speaker: TrackSpeaker) -> None:
    await speaker.play(FIRST, sound(1_000))
    for _ in range(10):
        speaker.next_frame()
    speaker.hold(FIRST)
    speaker.next_frame()
    assert [(cut.place, cut.heard_ms) for cut in speaker.hush()] == [(FIRST, 200)]
    speaker.next_frame()
    assert speaker.next_frame() == SILENCE
    await speaker.play(SECOND, sound(40))
    assert speaker.next_frame() == sound(20), "the next is not held"


async def test_what_was_played_last_is_known(speaker: TrackSpeaker) -> None:
    assert speaker.played(500).seconds == 0
    await speaker.play(FIRST, sound(3_000))
    for _ in range(100):
        speaker.next_frame()
    assert speaker.played(500).seconds == pytest.approx(0.5)
    assert speaker.played(9_000).seconds == pytest.approx(1.5)

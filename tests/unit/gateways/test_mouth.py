"""The voice in a room: one thing at a time, silent at once, and again from the sentence cut."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from assistant.gateways.link import FRAME_BYTES, FRAME_MS
from assistant.gateways.mouth import AHEAD_S, Fate, Mouth
from assistant.room.floor import Floor
from assistant.speech.audio import SPEAKING_RATE, Audio

LEVELS = {"一。": 0.1, "二。": 0.2, "三。": 0.3}


class Voice:
    """A voice that says each sentence as 200 ms of its own level, in two pieces."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.closed = 0

    async def __call__(self, sentence: str) -> AsyncIterator[Audio]:
        self.made.append(sentence)
        try:
            for _ in range(2):
                await asyncio.sleep(0)
                samples = np.full(SPEAKING_RATE // 10, LEVELS[sentence], np.float32)
                yield Audio(samples, SPEAKING_RATE)
        finally:
            self.closed += 1


class Room:
    """A floor that is free from the first, a mouth, and what is heard of it."""

    def __init__(self) -> None:
        self.at = 0.0
        self.floor = Floor("cohost", pause_s=0.0, clock=lambda: self.at)
        self.mouth = Mouth(self.floor, clock=lambda: self.at)
        self.voice = Voice()
        self.heard: list[float] = []
        self.allowed = True

    async def listen(self, frames: int) -> list[float]:
        """The level of each of the next frames; the room's clock goes on by them."""
        levels = []
        for _ in range(frames):
            for _ in range(12):
                await asyncio.sleep(0)
            frame = np.frombuffer(self.mouth.next_frame(), "<i2").astype(np.float32) / 32767
            assert len(frame) * 2 == FRAME_BYTES
            self.at += FRAME_MS / 1000
            levels.append(round(float(frame.max()), 2))
        self.heard += levels
        return levels

    def say(self, *sentences: str, until: float = 100.0) -> "asyncio.Future[Fate]":
        saying = self.mouth.say(sentences, self.voice, until=until, allowed=lambda: self.allowed)
        return asyncio.ensure_future(saying)


@pytest.fixture
def room() -> Room:
    return Room()


async def test_sentences_are_heard_whole_and_in_order(room: Room) -> None:
    saying = room.say("一。", "二。")
    heard = [level for level in await room.listen(40) if level]
    assert heard == [0.1] * 10 + [0.2] * 10
    assert await saying is Fate.SAID
    assert not room.mouth.speaking


async def test_two_answers_are_never_heard_at_once(room: Room) -> None:
    first, second = room.say("一。", "二。"), room.say("三。")
    heard = [level for level in await room.listen(60) if level]
    assert heard == [0.1] * 10 + [0.2] * 10 + [0.3] * 10
    assert await first is await second is Fate.SAID


async def test_when_the_host_begins_it_is_silent_with_the_frame_after_next(room: Room) -> None:
    saying = room.say("一。", "二。")
    await room.listen(5)
    room.floor.host_speaks(True)
    fading, *after = await room.listen(20)
    assert 0 < fading <= 0.1
    assert after == [0.0] * 19
    saying.cancel()


async def test_in_the_next_pause_the_sentence_that_was_cut_is_said_again(room: Room) -> None:
    saying = room.say("一。", "二。")
    await room.listen(15)
    room.floor.host_speaks(True)
    await room.listen(10)
    assert room.voice.made == ["一。", "二。"]
    room.floor.host_speaks(False)
    assert [level for level in await room.listen(30) if level] == [0.2] * 10
    assert await saying is Fate.SAID
    assert room.voice.made == ["一。", "二。", "二。"]
    assert room.voice.closed == 3


async def test_what_is_too_late_is_not_said(room: Room) -> None:
    room.floor.host_speaks(True)
    saying = room.say("一。", until=1.0)
    await room.listen(60)
    room.floor.host_speaks(False)
    assert await asyncio.wait_for(saying, 2) is Fate.EXPIRED
    assert not any(room.heard)
    assert await asyncio.wait_for(room.say("二。", until=0.5), 2) is Fate.EXPIRED


async def test_making_waits_while_enough_lies_ready(room: Room) -> None:
    async def long(sentence: str) -> AsyncIterator[Audio]:
        for _ in range(10):
            yield Audio(np.full(SPEAKING_RATE, 0.1, np.float32), SPEAKING_RATE)

    saying = asyncio.ensure_future(room.mouth.say(["一。"], long, until=9.0))
    await room.listen(5)
    assert len(room.mouth._waiting) <= (AHEAD_S + 1) * SPEAKING_RATE * 2
    saying.cancel()


async def test_a_voice_that_fails_leaves_the_mouth_usable(room: Room) -> None:
    async def fails(sentence: str) -> AsyncIterator[Audio]:
        raise RuntimeError("no voice")
        yield

    with pytest.raises(RuntimeError, match="no voice"):
        await room.mouth.say(["一。"], fails, until=9.0)
    saying = room.say("二。")
    assert [level for level in await room.listen(20) if level] == [0.2] * 10
    assert await saying is Fate.SAID


async def test_what_is_no_longer_allowed_is_silent_with_the_frame_after_next(room: Room) -> None:
    saying = room.say("一。", "二。")
    await room.listen(5)
    room.allowed = False
    fading, *after = await room.listen(20)
    assert 0 < fading <= 0.1
    assert after == [0.0] * 19
    assert await saying is Fate.SILENCED
    room.allowed = True
    assert not any(await room.listen(20))
    assert room.voice.made == ["一。"]
    assert room.voice.closed == 1


async def test_what_waits_its_turn_is_not_begun_when_it_is_not_allowed(room: Room) -> None:
    first, second = room.say("一。"), room.say("二。")
    await room.listen(5)
    room.allowed = False
    await room.listen(20)
    assert [await first, await second] == [Fate.SILENCED] * 2
    assert room.voice.made == ["一。"]


async def test_after_silence_another_is_heard(room: Room) -> None:
    saying = room.say("一。", "二。")
    await room.listen(5)
    room.allowed = False
    others = asyncio.ensure_future(room.mouth.say(["三。"], room.voice, until=100.0))
    heard = [level for level in await room.listen(30) if level]
    assert heard[-10:] == [0.3] * 10
    assert await saying is Fate.SILENCED
    assert await others is Fate.SAID

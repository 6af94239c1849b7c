"""What every gateway must do, asked of each against a real server or one that behaves as its
protocol's public documentation says.

A gateway's own test module has a fixture `stage` and a class that inherits the suites that apply.
"""

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import numpy as np
import pytest

from assistant.gateways.link import (
    FRAME_BYTES,
    FRAME_MS,
    Abilities,
    Gateway,
    Heard,
    Link,
    LinkError,
    LinkLost,
    LiveEvent,
    Said,
)
from assistant.speech.audio import SPEAKING_RATE, Audio

SOON_S = 20.0
"""For what must happen; a test fails long before anybody waits so long."""

TONE_HZ = 440.0


class Stage(Protocol):
    """The platform's side: its server, and another participant in the same room."""

    def gateway(self) -> Gateway:
        """A gateway to the room, as Xiaoer joins it."""
        ...

    def wrong(self) -> Gateway:
        """A gateway that can never join: no such room, or rights that are refused."""
        ...

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        """The other participant comments."""
        ...

    async def read(self) -> str:
        """The next message of Xiaoer's that the other participant sees."""
        ...

    async def talk(self, audio: Audio) -> None:
        """The other participant is heard; returns when it has been sent."""
        ...

    async def listen(self, seconds: float) -> Audio:
        """What the other participant hears from now on."""
        ...

    async def cut(self) -> None:
        """Break Xiaoer's connection as a network does; the server lives on."""
        ...


class Tone:
    """A voice that hums while it is `on`, and counts the frames asked of it."""

    def __init__(self) -> None:
        self.on = False
        self.frames = 0
        step = np.arange(SPEAKING_RATE * FRAME_MS // 1000)
        wave = 0.4 * np.sin(2 * np.pi * TONE_HZ * step / SPEAKING_RATE)  # whole periods a second
        self._wave = wave

    def next_frame(self) -> bytes:
        """20 ms of the tone in its phase, or of silence."""
        at = self.frames * len(self._wave)
        self.frames += 1
        if not self.on:
            return bytes(FRAME_BYTES)
        step = at + np.arange(len(self._wave))
        wave = 0.4 * np.sin(2 * np.pi * TONE_HZ * step / SPEAKING_RATE)
        return (wave * 32767).astype("<i2").tobytes()


def silent() -> bytes:
    """Nothing to say."""
    return bytes(FRAME_BYTES)


async def first(events: AsyncIterator[LiveEvent], wanted: Callable[[LiveEvent], bool]) -> LiveEvent:
    """The first of `events` that is wanted."""
    async with asyncio.timeout(SOON_S):
        async for event in events:
            if wanted(event):
                return event
    raise AssertionError("the show ended before what was waited for")


async def said(link: Link, text: str) -> Said:
    """The comment `text`, when it comes."""
    event = await first(link.events(), lambda e: isinstance(e, Said) and e.text == text)
    assert isinstance(event, Said)
    return event


@asynccontextmanager
async def reading(link: Link) -> AsyncIterator[None]:
    """Somebody reads what happens in the room, as whoever joins does."""
    watching = asyncio.ensure_future(_watched(link))
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def share_of_tone(audio: Audio) -> float:
    """How much of the sound's energy lies within 20 Hz of the tone, 0 to 1."""
    spectrum = np.abs(np.fft.rfft(audio.samples)) ** 2
    frequencies = np.fft.rfftfreq(len(audio.samples), 1 / audio.rate)
    near = np.abs(frequencies - TONE_HZ) < 20
    return float(spectrum[near].sum() / max(spectrum.sum(), 1e-12))


def loudness(audio: Audio) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(audio.samples.astype(np.float64) ** 2)))


class JoinsAndLeaves:
    """Of every gateway."""

    async def test_what_can_never_be_joined_is_one_clear_sentence(self, stage: Stage) -> None:
        with pytest.raises(LinkError) as refused:
            await _join_and_leave(stage.wrong())
        assert str(refused.value).strip()
        assert "\n" not in str(refused.value)

    async def test_leaving_leaves_no_task_behind(self, stage: Stage) -> None:
        before = asyncio.all_tasks()
        async with stage.gateway().connect(silent):
            pass
        async with asyncio.timeout(SOON_S):
            while left := asyncio.all_tasks() - before:  # noqa: ASYNC110 - tasks tell nobody
                await asyncio.sleep(0.02)
        assert not left

    async def test_a_break_is_told_and_the_room_can_be_joined_again(self, stage: Stage) -> None:
        gateway = stage.gateway()
        before: list[Abilities] = []
        with pytest.raises(LinkLost):
            await _watch_it_break(gateway, stage, before)
        async with gateway.connect(silent) as link:
            assert [link.abilities] == before

    async def test_events_is_an_async_iterator(self, stage: Stage) -> None:
        async with stage.gateway().connect(silent) as link:
            assert inspect.isasyncgen(link.events()) or hasattr(link.events(), "__anext__")


class Reads:
    """Of gateways that read comments."""

    async def test_a_comment_comes_whole_with_who_wrote_it(self, stage: Stage) -> None:
        async with stage.gateway().connect(silent) as link:
            text = "这件有大码吗？ how much 😀 bao nhiêu"
            await stage.say(text, viewer="小美")
            comment = await said(link, text)
            assert comment.id
            assert comment.visitor.id
            assert comment.at.tzinfo is not None

    async def test_comments_come_in_order_each_once(self, stage: Stage) -> None:
        async with stage.gateway().connect(silent) as link:
            texts = [f"第{n}个问题" for n in range(5)]
            for text in texts:
                await stage.say(text)
            seen: list[Said] = []
            async with asyncio.timeout(SOON_S):
                async for event in link.events():
                    if isinstance(event, Said):
                        seen.append(event)
                    if len(seen) == len(texts):
                        break
            assert [comment.text for comment in seen] == texts
            assert len({comment.id for comment in seen}) == len(texts)

    async def test_it_reads_on_after_a_break(self, stage: Stage) -> None:
        gateway = stage.gateway()
        with contextlib.suppress(LinkLost):
            async with asyncio.timeout(SOON_S), gateway.connect(silent) as link:
                await stage.say("断线之前")
                await said(link, "断线之前")
                await stage.cut()
                async for _ in link.events():
                    pass
        async with gateway.connect(silent) as link:
            await stage.say("断线之后")
            assert (await said(link, "断线之后")).text == "断线之后"


class Writes:
    """Of gateways that write; somebody reads what happens meanwhile, as always in a live room."""

    async def test_a_message_reaches_the_room_unchanged(self, stage: Stage) -> None:
        async with stage.gateway().connect(silent) as link:
            text = "@小美 黑色L码259元，48小时内发货～"
            async with asyncio.timeout(SOON_S), reading(link):
                await link.write(text)
                assert await stage.read() == text

    async def test_line_breaks_cannot_smuggle_a_command(self, stage: Stage) -> None:
        async with (
            stage.gateway().connect(silent) as link,
            asyncio.timeout(SOON_S),
            reading(link),
        ):
            await link.write("第一行\r\nQUIT :bye")
            await link.write("还在")
            seen = [await stage.read()]
            while "还在" not in seen[-1]:
                seen.append(await stage.read())


class Hears:
    """Of gateways that hear."""

    async def test_sound_in_the_room_is_heard(self, stage: Stage) -> None:
        tone = Tone()
        tone.on = True
        pcm = b"".join(tone.next_frame() for _ in range(150))
        sound = Audio(np.frombuffer(pcm, "<i2").astype(np.float32) / 32768, SPEAKING_RATE)
        async with stage.gateway().connect(silent) as link:
            talking = asyncio.ensure_future(stage.talk(sound))
            pieces: list[Audio] = []
            async with asyncio.timeout(SOON_S):
                async for event in link.events():
                    if isinstance(event, Heard) and loudness(event.audio) > 0.02:
                        pieces.append(event.audio)
                    if sum(piece.seconds for piece in pieces) > 1.5:
                        break
            await talking
        samples = np.concatenate([piece.at(SPEAKING_RATE).samples for piece in pieces])
        assert share_of_tone(Audio(samples, SPEAKING_RATE)) > 0.7


class Speaks:
    """Of gateways that carry Xiaoer's voice."""

    async def test_its_voice_is_heard_and_ends_when_it_is_stopped(self, stage: Stage) -> None:
        tone = Tone()
        async with stage.gateway().connect(tone.next_frame):
            tone.on = True
            await asyncio.sleep(1.0)  # it is on its way: encoders and buffers have a beginning
            heard = await stage.listen(1.5)
            assert share_of_tone(heard) > 0.7
            tone.on = False
            await asyncio.sleep(1.0)
            assert loudness(await stage.listen(1.0)) < loudness(heard) / 10

    async def test_frames_are_asked_for_at_the_pace_they_last(self, stage: Stage) -> None:
        tone = Tone()
        async with stage.gateway().connect(tone.next_frame):
            await asyncio.sleep(0.5)
            before, began = tone.frames, asyncio.get_running_loop().time()
            await asyncio.sleep(3.0)
            frames, seconds = tone.frames - before, asyncio.get_running_loop().time() - began
            assert frames * FRAME_MS / 1000 == pytest.approx(seconds, rel=0.1)


async def _join_and_leave(gateway: Gateway) -> None:
    async with asyncio.timeout(SOON_S), gateway.connect(silent):
        pass


async def _watch_it_break(gateway: Gateway, stage: Stage, abilities: list[Abilities]) -> None:
    async with asyncio.timeout(SOON_S), gateway.connect(silent) as link:
        abilities.append(link.abilities)
        watching = asyncio.ensure_future(_watched(link))
        await asyncio.sleep(0.1)  # as long as a reader takes to be waiting
        await stage.cut()
        await watching


async def _watched(link: Link) -> None:
    async for _ in link.events():
        pass

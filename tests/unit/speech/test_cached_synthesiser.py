"""A synthesiser that remembers, over one that is scripted."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from assistant.speech.audio import Audio
from assistant.speech.synthesisers.cached import CachedSynthesiser
from assistant.speech.synthesisers.port import SynthesiserError
from assistant.speech.synthesisers.sound_store import SoundStore

RATE = 24_000


class Scripted:
    """Speaks a tenth of a second a character; while `going` is clear, only the first."""

    name = "scripted"
    rate = RATE

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stopped: list[str] = []
        self.going = asyncio.Event()
        self.going.set()
        self.failing = False
        self.closed = False

    def voices(self, language: str) -> tuple[str, ...]:
        return ("one", "two")

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        self.asked.append(text)
        try:
            for number, _ in enumerate(text):
                if number:
                    await self.going.wait()
                if self.failing and number:
                    raise SynthesiserError("the voice is gone; try again")
                yield Audio(np.full(RATE // 10, 0.1 * (number + 1), np.float32), RATE)
        except (asyncio.CancelledError, GeneratorExit):
            self.stopped.append(text)
            raise

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def inner() -> Scripted:
    return Scripted()


@pytest.fixture
def counted() -> list[bool]:
    return []


@pytest.fixture
def cached(inner: Scripted, tmp_path: Path, counted: list[bool]) -> CachedSynthesiser:
    store = SoundStore(tmp_path, max_bytes=10_000_000)
    return CachedSynthesiser(inner, store, count=counted.append)


async def whole(synthesiser: CachedSynthesiser, text: str, voice: str = "") -> list[Audio]:
    return [piece async for piece in synthesiser.speak(text, language="zh", voice=voice)]


async def kept(synthesiser: CachedSynthesiser) -> None:
    """Wait until what was spoken is kept."""
    await asyncio.gather(*(making.task for making in synthesiser._making.values()))


async def test_what_was_spoken_once_is_not_spoken_again(
    cached: CachedSynthesiser, inner: Scripted, counted: list[bool]
) -> None:
    made = await whole(cached, "你好吗")
    assert len(made) == 3
    await kept(cached)
    (ready,) = await whole(cached, "你好吗")
    assert np.allclose(ready.samples, np.concatenate([p.samples for p in made]), atol=1e-4)
    assert inner.asked == ["你好吗"]
    assert counted == [False, True]


async def test_another_voice_is_another_sound_and_an_unknown_one_the_first(
    cached: CachedSynthesiser, inner: Scripted
) -> None:
    for voice in ("one", "two", "", "nobody"):
        await whole(cached, "你好", voice)
    assert len(inner.asked) == 2


async def test_two_who_ask_at_once_share_one_making(
    cached: CachedSynthesiser, inner: Scripted
) -> None:
    first, second = await asyncio.gather(whole(cached, "你好吗"), whole(cached, "你好吗"))
    assert len(first) == len(second) == 3
    assert inner.asked == ["你好吗"]


async def test_one_who_leaves_does_not_silence_the_other(
    cached: CachedSynthesiser, inner: Scripted
) -> None:
    inner.going.clear()
    staying = asyncio.create_task(whole(cached, "你好吗"))
    leaving = asyncio.create_task(whole(cached, "你好吗"))
    await asyncio.sleep(0)
    leaving.cancel()
    inner.going.set()
    assert len(await staying) == 3
    assert inner.stopped == []


async def test_what_its_last_listener_left_is_stopped_and_not_kept(
    cached: CachedSynthesiser, inner: Scripted
) -> None:
    inner.going.clear()
    async with aclosing(cached.speak("你好吗", language="zh")) as pieces:
        async for _ in pieces:
            break
    assert inner.stopped == ["你好吗"]
    inner.going.set()
    assert len(await whole(cached, "你好吗")) == 3
    assert inner.asked == ["你好吗", "你好吗"]


async def test_a_failure_is_told_and_not_kept(cached: CachedSynthesiser, inner: Scripted) -> None:
    inner.failing = True
    with pytest.raises(SynthesiserError, match="the voice is gone"):
        await whole(cached, "你好吗")
    inner.failing = False
    assert len(await whole(cached, "你好吗")) == 3


async def test_closing_ends_what_is_being_made(cached: CachedSynthesiser, inner: Scripted) -> None:
    inner.going.clear()
    speaking = asyncio.create_task(whole(cached, "你好吗"))
    await asyncio.sleep(0.01)
    await cached.close()
    assert inner.closed
    await asyncio.gather(speaking, return_exceptions=True)
    assert inner.stopped == ["你好吗"]

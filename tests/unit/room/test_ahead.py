"""Speaking ahead: what is likely asked of the product on air lies ready as sound."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.values import AnswerEvent, Question, Sentence, Turn
from assistant.knowledge.shelf import Shelf
from assistant.room.ahead import Ahead
from assistant.room.engines import EngineLoader
from assistant.room.likely import likely_questions
from assistant.speech.audio import Audio
from assistant.speech.synthesisers.cached import CachedSynthesiser
from assistant.speech.synthesisers.sound_store import SoundStore
from assistant.telemetry import Telemetry
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load


class Voice:
    """Speaks at once, and lets itself be stopped between two pieces."""

    name = "voice"
    rate = 24_000

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.begun = asyncio.Event()
        self.second = asyncio.Event()
        self.second.set()

    def voices(self, language: str) -> tuple[str, ...]:
        return ("one",)

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        self.asked.append(text)
        self.begun.set()
        yield Audio(np.full(240, 0.1, np.float32), 24_000)
        await self.second.wait()
        yield Audio(np.full(240, 0.2, np.float32), 24_000)

    async def close(self) -> None:
        pass


class Room:
    """An engine loader with a real answerer and a scripted voice."""

    def __init__(self, folder: Path) -> None:
        self.voice = Voice()
        self.cached = CachedSynthesiser(self.voice, SoundStore(folder, max_bytes=10_000_000))
        self.answerer = Answerer(embedder=None, chat=None)
        openers: Any = {"synthesiser": self._synthesiser, "answerer": self._answerer}
        self.loader = EngineLoader(openers, Telemetry())
        self.loader.start()
        self.ahead = Ahead(self.loader, "demo")

    async def _synthesiser(self, _: EngineLoader) -> Any:
        return self.cached

    async def _answerer(self, _: EngineLoader) -> Any:
        return self.answerer

    def ready(self, text: str) -> bool:
        return self.cached.key(text, language="zh", voice="one") in self.cached.store

    async def filled(self) -> None:
        async with asyncio.timeout(30):
            await self.ahead.finished()


@pytest.fixture
def shelf() -> Shelf:
    catalog = load(demo_catalog_path()).catalog
    handles = tuple(product.handle for product in catalog.products)
    return Shelf(catalog, handles).with_on_air("light-down-jacket")


async def answer_to(answerer: Answerer, question: str, shelf: Shelf) -> list[str]:
    asked = Question(text=question, room="demo")
    return [e.text async for e in answerer.answer(asked, shelf) if isinstance(e, Sentence)]


def test_questions_are_likely_of_what_is_on_air_and_come_once(shelf: Shelf) -> None:
    asked = likely_questions(shelf, "zh")
    assert len(asked) == len(set(asked)) > 100
    assert asked[0] == "多少钱"
    assert {"羽绒服多少钱", "有黑色吗", "充绒量（L码）是多少"} <= set(asked)
    assert not any("{" in question for question in asked)
    assert likely_questions(shelf, "en")
    assert likely_questions(shelf, "th") == []  # spoken at once anyhow


async def test_what_viewers_ask_of_it_lies_ready(shelf: Shelf, tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.ahead.show(shelf, language="zh", voice="one")
    await room.filled()
    likely = ("多少钱", "有黑色的吗", "怎么洗", "什么时候发货", "可以七天无理由退货吗")
    for question in (
        *likely,
        "身高210体重40公斤穿什么码",
        "今天天气怎么样",
    ):  # and what is not known
        for sentence in await answer_to(room.answerer, question, shelf):
            assert room.ready(sentence), sentence
    await room.ahead.close()


async def test_what_a_fact_made_untrue_is_dropped_and_made_anew(
    shelf: Shelf, tmp_path: Path
) -> None:
    room = Room(tmp_path)
    room.ahead.show(shelf, language="zh", voice="one")
    await room.filled()
    (before, *_) = await answer_to(room.answerer, "多少钱", shelf)
    product = shelf.product("light-down-jacket")
    assert product is not None
    dearer = tuple(
        v.model_copy(update={"price": v.price.model_copy(update={"minor": 29_900})})
        for v in product.variants
        if v.price
    )
    changed = product.model_copy(update={"variants": dearer, "offers": ()})
    products = tuple(changed if p is product else p for p in shelf.catalog.products)
    catalog = shelf.catalog.model_copy(update={"products": products})
    later = Shelf(catalog, shelf.listing).with_on_air("light-down-jacket")
    room.ahead.show(later, language="zh", voice="one")
    await room.filled()
    (after, *_) = await answer_to(room.answerer, "多少钱", later)
    assert "299" in after
    assert room.ready(after)
    assert not room.ready(before)
    await room.ahead.close()


async def test_it_gives_way_to_a_viewer_and_goes_on_after(shelf: Shelf, tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.voice.second.clear()
    room.ahead.show(shelf, language="zh", voice="one")
    await room.voice.begun.wait()
    with room.loader.live.work():
        room.voice.second.set()
        await asyncio.sleep(0.1)
        asked = len(room.voice.asked)
        await asyncio.sleep(0.1)
        assert len(room.voice.asked) == asked
        assert not room.ahead.done
    await room.filled()
    assert room.ready(room.voice.asked[0])
    await room.ahead.close()


async def test_nothing_is_asked_as_a_viewer_would(shelf: Shelf, tmp_path: Path) -> None:
    seen: list[Question] = []

    class Watched(Answerer):
        async def answer(
            self, question: Question, shelf: Shelf, history: Sequence[Turn] = ()
        ) -> AsyncIterator[AnswerEvent]:
            seen.append(question)
            async for event in super().answer(question, shelf, history):
                yield event

    room = Room(tmp_path)
    room.answerer = Watched(embedder=None, chat=None)
    room.ahead.show(shelf, language="zh", voice="one")
    await room.filled()
    assert seen
    assert {question.viewer for question in seen} == {""}
    await room.ahead.close()

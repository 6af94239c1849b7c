"""A small shop of our own, at a fixed moment, with nothing that has to be loaded."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from support.moments import NOW

from assistant.answering.answerer import Answerer
from assistant.answering.understand.understander import Understander
from assistant.answering.understand.understanding import Understanding
from assistant.answering.values import Answer, Question, Turn
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from catalog_loader.load import load
from catalog_loader.product import Catalog

Ask = Callable[..., Awaitable[Answer]]
Understand = Callable[..., Awaitable[tuple[Understanding, ...]]]


@pytest.fixture(scope="session")
def small_catalog() -> Catalog:
    return load(Path(__file__).with_name("shop.jsonl")).catalog


@pytest.fixture(scope="session")
def small_shelf(small_catalog: Catalog) -> Shelf:
    handles = tuple(product.handle for product in small_catalog.products)
    return Shelf(small_catalog, handles, "linen-shirt")


@pytest.fixture
def understand(small_shelf: Shelf, small_catalog: Catalog) -> Understand:
    index = ShelfIndex(small_catalog)
    understander = Understander()

    async def run(
        text: str, on_air: str = "linen-shirt", history: Sequence[Turn] = (), language: str = ""
    ) -> tuple[Understanding, ...]:
        question = Question(text, "demo", language=language)
        shelf = small_shelf.with_on_air(on_air)
        return await understander.understand(question, shelf, index, history)

    return run


@pytest.fixture
def ask(small_shelf: Shelf) -> Ask:
    answerer = Answerer(embedder=None, chat=None, clock=lambda: NOW)

    async def run(
        text: str, on_air: str = "linen-shirt", history: Sequence[Turn] = (), language: str = ""
    ) -> Answer:
        question = Question(text, "demo", language=language)
        shelf = small_shelf.with_on_air(on_air)
        events = [event async for event in answerer.answer(question, shelf, history)]
        answer = events[-1]
        assert isinstance(answer, Answer)
        assert not any(isinstance(event, Answer) for event in events[:-1])
        return answer

    return run

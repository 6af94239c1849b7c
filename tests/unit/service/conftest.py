"""A small shop, and engines that are honest but tiny: they answer from the shelf they are given."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import numpy as np
import pytest
import structlog
from fastapi import FastAPI
from starlette.testclient import TestClient
from support.staff import LOCAL_KEY

from assistant.answering.gist import Gist
from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import Kind
from assistant.answering.values import (
    Answer,
    AnswerEvent,
    Heard,
    HostLine,
    Outcome,
    Question,
    Sentence,
    Turn,
    heard_nothing,
)
from assistant.knowledge.facts import Fact
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.room.engines import EngineLoader, Opener
from assistant.room.rooms import Rooms
from assistant.settings import Settings
from assistant.speech.audio import Audio
from assistant.speech.recognisers.port import Transcript, Wanted
from assistant.store import Database
from assistant.telemetry import Telemetry
from assistant.web.app import ShopToOpen, create_app
from catalog_loader.export import export
from catalog_loader.product import Availability, Catalog, Money, Product, Shop, Variant


class TinyAnswerer:
    """Says the price of what is on air, in two sentences, and remembers how it was asked."""

    def __init__(self) -> None:
        self.prepared: list[Catalog] = []
        self.asked: list[str] = []
        self.histories: list[tuple[Turn, ...]] = []
        self.heard: tuple[HostLine, ...] = ()
        self.cancelled: list[str] = []
        self.gates: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.running = 0
        self.most_running = 0

    async def prepare(self, catalog: Catalog) -> None:
        self.prepared.append(catalog)

    async def index(self, catalog: Catalog) -> ShelfIndex:
        return ShelfIndex(catalog)

    async def gist(self, question: Question, shelf: Shelf) -> Gist:
        kind = Kind.PRICE if question.text.endswith(("吗", "钱", "呀")) else Kind.OFF_TOPIC
        key = f"{kind} {question.text} {shelf.on_air}"
        return Gist((kind,), shelf.on_air, "zh", Answerable.YES, key)

    async def state(self, question: Question, shelf: Shelf, kind: Kind | None = None) -> Answer:
        """The price of what is on air, to whatever is asked; of other kinds it knows nothing."""
        product = shelf.on_air_product
        assert product is not None
        price = product.variants[0].price
        if price is None or kind not in (None, Kind.PRICE):
            return Answer(question, "不知道。", "zh", Outcome.UNKNOWN)
        fact = Fact(product.handle, "price", price.plain, price.currency)
        text = f"{product.title}{price.plain}元。"
        return Answer(question, text, "zh", Outcome.ANSWERED, (fact,), product=product.handle)

    async def answer(
        self,
        question: Question,
        shelf: Shelf,
        history: Sequence[Turn] = (),
        heard: Heard = heard_nothing,
    ) -> AsyncIterator[AnswerEvent]:
        self.asked.append(question.text)
        self.histories.append(tuple(history))
        self.heard = tuple(heard())
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            if "坏" in question.text:
                raise RuntimeError("broken")
            if "等" in question.text:
                await self.gates[question.text].wait()
            product = shelf.on_air_product
            assert product is not None
            price = product.variants[0].price
            assert price is not None
            first, second = f"{price.plain}元。", f"这是{product.title}。"
            yield Sentence(first, "zh", 0)
            await asyncio.sleep(0)
            yield Sentence(second, "zh", 1)
            fact = Fact(product.handle, "price", price.plain, price.currency)
            answer = Answer(
                question=question,
                text=first + second,
                language="zh",
                outcome=Outcome.ANSWERED,
                facts=(fact,),
                kind="price",
                product=product.handle,
            )
            yield answer.timed(understood=1.0, grounded=2.0, first_sentence=3.0, done=4.0)
        except asyncio.CancelledError:
            self.cancelled.append(question.text)
            raise
        finally:
            self.running -= 1


class TinyRecogniser:
    """Hears its vocabulary's first word in any sound but silence."""

    name = "tiny-recogniser"

    async def recognise(
        self,
        audio: Audio,
        *,
        language: str = "",
        languages: Sequence[str] = (),
        vocabulary: Sequence[str] = (),
        wanted: Wanted | None = None,
    ) -> Transcript:
        loud = bool(np.abs(audio.samples).max() > 0.01)
        return Transcript(" ".join(vocabulary[:2]) if loud else "", language or "zh")

    async def close(self) -> None:
        return


class TinySynthesiser:
    """Speaks each character as 10 ms of a tone."""

    name = "tiny-synthesiser"
    rate = 24_000

    def __init__(self) -> None:
        self.spoken: list[tuple[str, str, str]] = []

    def voices(self, language: str) -> tuple[str, ...]:
        return {"zh": ("zf_xiaoxiao", "zm_yunxi"), "en": ("af_heart",)}.get(language, ())

    async def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        self.spoken.append((text, language, voice))
        tone = np.sin(np.arange(240) * 0.2).astype(np.float32) / 2
        for _ in text:
            yield Audio(tone, self.rate)

    async def close(self) -> None:
        return


def money(minor: int) -> Money:
    return Money(minor=minor, currency="CNY")


def small_catalog() -> Catalog:
    coat = Product(
        handle="coat",
        title="羽绒服",
        brand="羽间",
        images=("pictures/coat.svg",),
        option_names=("颜色",),
        variants=tuple(
            Variant(
                sku=f"COAT-{name}",
                options={"颜色": colour},
                price=money(minor),
                availability=Availability.IN_STOCK,
                quantity=5,
            )
            for name, colour, minor in (("B", "黑色", 25900), ("W", "白色", 29900))
        ),
    )
    tea = Product(handle="tea", title="龙井茶", variants=(Variant(sku="TEA", price=money(8850)),))
    secret = Product(
        handle="secret", title="未上架", published=False, variants=(Variant(sku="SECRET"),)
    )
    return Catalog(shop=Shop(name="小店", currency="CNY"), products=(coat, tea, secret))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    # what is logged is kept, not rendered: a rich traceback takes seconds
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
def catalog() -> Catalog:
    return small_catalog()


@pytest.fixture
def answerer() -> TinyAnswerer:
    return TinyAnswerer()


@pytest.fixture
def synthesiser() -> TinySynthesiser:
    return TinySynthesiser()


@pytest.fixture
def openers(answerer: TinyAnswerer, synthesiser: TinySynthesiser) -> Mapping[str, Opener]:
    async def open_recogniser(_: EngineLoader) -> TinyRecogniser:
        return TinyRecogniser()

    async def open_synthesiser(_: EngineLoader) -> TinySynthesiser:
        return synthesiser

    async def open_answerer(_: EngineLoader) -> TinyAnswerer:
        return answerer

    return {
        "recogniser": open_recogniser,
        "synthesiser": open_synthesiser,
        "answerer": open_answerer,
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
async def rooms(
    settings: Settings, openers: Mapping[str, Opener], catalog: Catalog
) -> AsyncIterator[Rooms]:
    """Rooms over a real database, with the room `demo` selling the small catalog."""
    database = await Database.open(settings.resolved_database_url)
    telemetry = Telemetry()
    engines = EngineLoader(openers, telemetry)
    engines.start()
    await engines.finished()
    opened = Rooms(database, engines, telemetry, settings)
    await opened.import_catalog("demo", catalog)
    await opened.create("demo", catalog="demo")
    yield opened
    await opened.close()
    await engines.close()
    await database.close()


@pytest.fixture
def shop(tmp_path: Path, catalog: Catalog) -> ShopToOpen:
    path = tmp_path / "shop.jsonl"
    with path.open("w") as file:
        export(catalog, file)
    return ShopToOpen(catalog=path, room="demo")


@pytest.fixture
async def app(
    settings: Settings, openers: Mapping[str, Opener], shop: ShopToOpen
) -> AsyncIterator[FastAPI]:
    made = create_app(settings, shop=shop, engines=openers)
    async with made.router.lifespan_context(made):
        assert await made.state.engines.finished(), made.state.engines.failed
        yield made


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as client:
        yield client


@pytest.fixture
async def desk(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """As `http`, showing the key of the machine: it may do what staff do."""
    app.state.local_key = LOCAL_KEY
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://xiaoer",
        headers={"Authorization": f"Bearer {LOCAL_KEY}"},
    ) as client:
        yield client


@pytest.fixture
def client(
    settings: Settings, openers: Mapping[str, Opener], catalog: Catalog, tmp_path: Path
) -> Iterator[TestClient]:
    path = tmp_path / "shop.jsonl"
    with path.open("w") as file:
        export(catalog, file)
    app = create_app(settings, shop=ShopToOpen(catalog=path), engines=openers)
    with TestClient(app) as opened:
        assert opened.portal is not None
        opened.portal.call(app.state.engines.finished)
        yield opened


@pytest.fixture
def staff_client(client: TestClient) -> TestClient:
    """`client`, showing the key of the machine: it may do what staff do."""
    client.app.state.local_key = LOCAL_KEY  # type: ignore[attr-defined]
    client.headers["Authorization"] = f"Bearer {LOCAL_KEY}"
    return client

"""The TikTok gateway behind a fake of the package's surface, and that surface in the package."""

import asyncio
import importlib
import inspect
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from support.links import first, silent

from assistant.gateways import tiktok
from assistant.gateways.link import Happened, LinkError, LinkLost, Said
from assistant.settings import Settings

CLASSES = ("CommentEvent", *tiktok.HAPPENED, "LiveEndEvent")


class Fake:
    """A client that connects to nothing and tells what it is told to."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.listeners: dict[Any, Any] = {}
        self.fails: Exception | None = None
        self.broken = asyncio.Event()
        self.task: asyncio.Task[Any] | None = None

    def add_listener(self, event: Any, f: Any) -> Any:
        self.listeners[event] = f

    async def start(self, *, process_connect_events: bool) -> asyncio.Task[Any]:
        if self.fails:
            raise self.fails
        self.task = asyncio.create_task(self._run())
        return self.task

    async def _run(self) -> None:
        await self.broken.wait()

    async def disconnect(self, close_client: bool = False) -> None:
        self.broken.set()
        if self.task:
            await self.task


@pytest.fixture
def fake() -> Fake:
    return Fake("@shop")


def made(fake: Fake) -> tiktok.TikTok:
    events = SimpleNamespace(**{name: name for name in CLASSES})
    errors = SimpleNamespace(**{name: type(name, (Exception,), {}) for name in tiktok.FINAL})
    return tiktok.TikTok("shop", tiktok.Library(lambda _: fake, events, errors))


def told(**more: Any) -> SimpleNamespace:
    user = SimpleNamespace(id=7, display_id="xiaomei", nickname="小美")
    return SimpleNamespace(user=user, common=SimpleNamespace(msg_id=42), **more)


async def test_comments_and_gifts_are_told_apart(fake: Fake) -> None:
    async with made(fake).connect(silent) as link:
        await fake.listeners["GiftEvent"](told())
        await fake.listeners["CommentEvent"](told(comment="多少钱"))
        gift = await first(link.events(), lambda event: isinstance(event, Happened))
        comment = await first(link.events(), lambda event: isinstance(event, Said))
    assert isinstance(comment, Said)
    assert (gift.kind, gift.id) == ("gift", "42")  # type: ignore[union-attr]
    assert (comment.id, comment.text, comment.visitor.name) == ("42", "多少钱", "小美")


async def test_the_end_and_a_break_differ(fake: Fake) -> None:
    async with made(fake).connect(silent) as link:
        await fake.listeners["LiveEndEvent"](None)
        assert [event async for event in link.events()] == []
    broken = Fake("@shop")
    async with made(broken).connect(silent) as link:
        broken.broken.set()
        with pytest.raises(LinkLost):
            await first(link.events(), lambda _: False)


async def test_what_is_final_is_told_from_what_passes(fake: Fake) -> None:
    gateway = made(fake)
    for fails, raised in (
        (gateway.library.errors.UserNotFoundError("no such user"), LinkError),
        (OSError("unreachable"), LinkLost),
    ):
        fake.fails = fails
        with pytest.raises(raised, match="@shop"):
            async with gateway.connect(silent):
                pass


def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "TikTokLive", None)
    with pytest.raises(LinkError, match="pip install"):
        tiktok.make("https://www.tiktok.com/@shop/live", Settings())


def test_the_package_has_the_surface_relied_on() -> None:
    pytest.importorskip("TikTokLive", reason="the extra [tiktok] is not installed")
    real = tiktok.library()
    client: Any = real.client
    assert list(inspect.signature(client.add_listener).parameters) == ["self", "event", "f"]
    assert "process_connect_events" in inspect.signature(client.start).parameters
    assert "close_client" in inspect.signature(client.disconnect).parameters
    assert all(hasattr(real.events, name) for name in CLASSES)
    assert all(issubclass(getattr(real.errors, name), Exception) for name in tiktok.FINAL)
    proto: Any = importlib.import_module("TikTokLive.proto")
    event = real.events.CommentEvent(
        user=proto.User(id=7, nickname="小美"),
        common=proto.CommonMessageData(msg_id=42),
        content="多少钱",
    )
    comment = tiktok.event_of("CommentEvent", real.events.CommentEvent().parse(bytes(event)))
    assert isinstance(comment, Said)
    assert (comment.id, comment.visitor.name, comment.text) == ("42", "小美", "多少钱")

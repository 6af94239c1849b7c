"""LiveKit's own packages, where they are installed: the stand-in has their surface, and what they
do without a server is as the gateway expects."""

import asyncio
import importlib.util
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from pydantic import SecretStr
from support import livekit_sdk
from support.links import SOON_S, silent

from assistant.gateways.link import FRAME_BYTES, LinkError, LinkLost
from assistant.gateways.livekit.address import Address
from assistant.gateways.livekit.gateway import LiveKit
from assistant.gateways.livekit.room import CHAT
from assistant.gateways.livekit.sdk import load
from assistant.gateways.livekit.voice import Voice

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("livekit") is None,
    reason="LiveKit's SDK is not installed: make test-livekit",
)

WHERE = Address("ws://127.0.0.1:7880", "live", identity="xiaoer")
KEY, SECRET = "key", "a secret of thirty-two characters"


def stand_ins() -> Iterator[type]:
    """The classes of the stand-in that the SDK has, too."""
    others = ("Server", "_Enum", "RemoteTrack")
    for name, value in vars(livekit_sdk).items():
        own = inspect.isclass(value) and value.__module__ == livekit_sdk.__name__
        if own and name not in others:
            yield value


def real(name: str) -> Any:
    """What the SDK has by that name."""
    for module in ("livekit.rtc", "livekit.rtc.data_stream", "livekit.rtc.participant"):
        found = getattr(importlib.import_module(module), name, None)
        if found is not None:
            return found
    return getattr(importlib.import_module("livekit.api"), name)


@pytest.mark.parametrize("mine", list(stand_ins()), ids=lambda mine: mine.__name__)
def test_the_stand_in_has_the_surface_of_the_sdk(mine: type) -> None:
    theirs = real(mine.__name__)
    if issubclass(mine, livekit_sdk._Enum):
        assert set(mine.items()) <= set(theirs.items())
        return
    if mine is livekit_sdk.TrackPublishOptions:  # a message of protobuf's
        theirs(**vars(mine()))
        return
    if is_dataclass(mine) and is_dataclass(theirs):
        assert {f.name for f in fields(mine)} <= {f.name for f in fields(theirs)}
    for name in public(mine):
        assert hasattr(theirs, name) or name in annotations(theirs), f"{mine.__name__}.{name}"
        method = inspect.getattr_static(mine, name)
        if inspect.isfunction(method) or isinstance(method, staticmethod):
            assert taken(getattr(mine, name)) <= taken(getattr(theirs, name)), name
            real_one, own = (inspect.iscoroutinefunction(getattr(c, name)) for c in (theirs, mine))
            assert real_one == own, f"{mine.__name__}.{name} is awaited in one only"


def public(mine: type) -> list[str]:
    """What the gateway calls of a class: what is not the test's own way in."""
    tests = {"heard", "cleared", "streams", "rate", "frames", "tracks", "can_publish", "subscribed"}
    tests |= {"add", "publish", "open", "gone", "later", "source"}
    own = [name for name in vars(mine) if not name.startswith("_") or name == "__init__"]
    if is_dataclass(mine) or issubclass(mine, Exception) or mine.__name__ in LENT:
        own = [name for name in own if name != "__init__"]
    return [name for name in own if name not in tests]


LENT = ("Room", "RemoteTrackPublication", "LocalParticipant", "LocalAudioTrack", "TextStreamReader")
"""Classes whose objects the SDK makes."""


def annotations(theirs: type) -> set[str]:
    return {name for base in theirs.__mro__ for name in vars(base).get("__annotations__", {})}


def taken(function: Any) -> set[str]:
    return set(inspect.signature(function).parameters)


def test_a_token_of_theirs_is_for_one_room() -> None:
    from livekit.api import TokenVerifier

    token = LiveKit(WHERE, KEY, SecretStr(SECRET))._token(load())
    claims = TokenVerifier(KEY, SECRET).verify(token)
    assert (claims.identity, claims.name) == ("xiaoer", "店小二")
    assert claims.video is not None
    assert (claims.video.room, claims.video.room_join) == ("live", True)


@asynccontextmanager
async def refusing(status: str) -> AsyncIterator[str]:
    """A server that lets nobody in."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def joined(server: str) -> None:
    there = LiveKit(Address(server, "live", identity="xiaoer"), KEY, SecretStr(SECRET))
    async with asyncio.timeout(3 * SOON_S), there.connect(silent):
        pass


async def test_a_server_that_refuses_the_token_is_final() -> None:
    async with refusing("401 Unauthorized") as server:
        with pytest.raises(LinkError, match="lets Xiaoer not in"):
            await joined(server)


async def test_a_server_that_is_away_may_come_back() -> None:
    async with refusing("503 Service Unavailable") as server:
        with pytest.raises(LinkLost, match="could not be joined"):
            await joined(server)
    with pytest.raises(LinkLost, match="could not be joined"):
        await joined(server)


async def test_its_source_takes_the_voice() -> None:
    voice = Voice(load())
    frames, enough = 0, asyncio.Event()

    def next_frame() -> bytes:
        nonlocal frames
        frames += 1
        if frames == 50:
            enough.set()
        return bytes([0, 32]) * (FRAME_BYTES // 2) if frames % 2 else silent()

    speaking = asyncio.create_task(voice.speak(next_frame))
    try:
        async with asyncio.timeout(SOON_S):
            await enough.wait()
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        await voice.close()


async def test_a_handler_of_the_chat_can_be_registered() -> None:
    room = load().Room()
    room.on("disconnected", lambda reason: None)
    room.register_text_stream_handler(CHAT, lambda reader, identity: None)
    assert not room.isconnected()

"""A bridge between a platform and Xiaoer, as partners write one by the feed's documentation."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from assistant.gateways.feed.client import FeedGateway
from assistant.gateways.link import Gateway
from assistant.speech.audio import SPEAKING_RATE, Audio

HELLO = {
    "type": "hello",
    "platform": "test",
    "writes": True,
    "hears": True,
    "speaks": True,
    "limits": {"windows": [{"count": 20, "seconds": 30}], "length": 100},
}


class Bridge:
    """A WebSocket server with one room; a `Stage` of the gateways' conformance suites."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.hello: dict[str, Any] | str = dict(HELLO)
        self.refuses = ""
        self.faults: list[str] = []
        self.silences = 0
        self._number = 0
        self._here: ServerConnection | None = None
        self._written: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._heard: list[np.ndarray[Any, Any]] = []
        self._arrived = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["Bridge"]:
        bridge = cls(0)
        async with serve(bridge._serve, "127.0.0.1", 0, process_request=bridge._admit) as server:
            bridge.port = server.sockets[0].getsockname()[1]
            yield bridge

    def gateway(self) -> Gateway:
        return FeedGateway(f"ws://127.0.0.1:{self.port}/room")

    def wrong(self) -> Gateway:
        return FeedGateway(f"ws://127.0.0.1:{self.port}/no-such-room")

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        self._number += 1
        await self.tell(
            type="comment",
            id=f"c{self._number}",
            viewer={"id": f"id-{viewer}", "name": viewer},
            text=text,
            at="2026-11-11T20:00:00+08:00",
        )

    async def tell(self, **message: Any) -> None:
        await self._arrived.wait()
        assert self._here is not None
        await self._here.send(json.dumps(message))

    async def read(self) -> str:
        return str((await self._written.get())["text"])

    async def talk(self, audio: Audio) -> None:
        step = SPEAKING_RATE // 10
        samples = audio.at(SPEAKING_RATE)
        for at in range(0, len(samples.samples), step):
            piece = Audio(samples.samples[at : at + step], SPEAKING_RATE)
            pcm = base64.b64encode(piece.pcm16()).decode()
            await self.tell(type="sound", pcm16=pcm, viewer={"id": "host", "role": "host"})
            await asyncio.sleep(0.02)

    async def listen(self, seconds: float) -> Audio:
        self._heard.clear()
        await asyncio.sleep(seconds)
        wanted = round(seconds * SPEAKING_RATE)
        samples = np.concatenate([*self._heard, np.zeros(wanted)])[:wanted]
        return Audio(samples.astype(np.float32), SPEAKING_RATE)

    async def cut(self) -> None:
        await self._arrived.wait()
        assert self._here is not None
        self._here.transport.abort()

    def _admit(self, connection: ServerConnection, request: Any) -> Any:
        return None if request.path == "/room" else connection.respond(404, "no such room\n")

    async def _serve(self, connection: ServerConnection) -> None:
        hello = self.hello if isinstance(self.hello, str) else json.dumps(self.hello)
        await connection.send(hello)
        try:
            async for message in connection:
                await self._take(connection, json.loads(message))
        except ConnectionClosed:
            pass
        finally:
            self._arrived.clear()

    async def _take(self, connection: ServerConnection, message: dict[str, Any]) -> None:
        match message["type"]:
            case "welcome":
                self._here = connection
                self._arrived.set()
            case "message":
                self._written.put_nowait(message)
                answer = {"type": "taken", "id": message["id"]}
                if self.refuses:
                    answer = {"type": "refused", "id": message["id"], "reason": self.refuses}
                await connection.send(json.dumps(answer))
            case "sound":
                pcm = base64.b64decode(message["pcm16"])
                self._heard.append(np.frombuffer(pcm, "<i2").astype(np.float32) / 32768)
            case "silence":
                self.silences += 1
            case "fault":
                self.faults.append(message["detail"])

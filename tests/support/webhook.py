"""Somebody's webhook: takes signed posts on a port of its own, and posts back."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from assistant.gateways.feed import messages
from assistant.gateways.feed.webhook import SIGNATURE, WebhookGateway, signature
from assistant.gateways.link import Gateway
from assistant.speech.audio import Audio

SECRET = "between us"


class Receiver:
    """An HTTP server; a `Stage` of the gateways' conformance suites."""

    def __init__(self) -> None:
        self.port = 0
        self.statuses: list[int] = []
        """What the next posts are answered; 200 when there is none."""
        self.hello: bytes = b""
        self.posts: list[dict[str, Any]] = []
        self.unsigned = 0
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._gateway: WebhookGateway | None = None
        self._number = 0

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["Receiver"]:
        receiver = cls()
        server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0)
        receiver.port = server.sockets[0].getsockname()[1]
        async with server:
            yield receiver

    def gateway(self) -> Gateway:
        self._gateway = WebhookGateway(
            f"http://127.0.0.1:{self.port}/hook", SECRET, pauses_s=(0.01, 0.01)
        )
        return self._gateway

    def wrong(self) -> Gateway:
        return WebhookGateway(f"http://127.0.0.1:{self.port}/nowhere", SECRET, pauses_s=())

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        self._number += 1
        whom = messages.Viewer(id=f"id-{viewer}", name=viewer)
        comment = messages.Comment(type="comment", id=f"c{self._number}", viewer=whom, text=text)
        assert self._gateway is not None
        self._gateway.push(comment)

    async def read(self) -> str:
        return str((await self._messages.get())["text"])

    async def talk(self, audio: Audio) -> None:
        raise NotImplementedError("a webhook carries no sound")

    async def listen(self, seconds: float) -> Audio:
        raise NotImplementedError("a webhook carries no sound")

    async def cut(self) -> None:
        raise NotImplementedError("a webhook holds no connection that could break")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                lines = head.split("\r\n")
                headers = dict(line.split(": ", 1) for line in lines[1:] if line)
                fields = {name.lower(): value for name, value in headers.items()}
                body = await reader.readexactly(int(fields["content-length"]))
                status, said = self._answer(lines[0].split()[1], fields, body)
                length = f"Content-Length: {len(said)}"
                writer.write(f"HTTP/1.1 {status} x\r\n{length}\r\n\r\n".encode() + said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, path: str, fields: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if path != "/hook":
            return 404, b""
        given = fields.get(SIGNATURE.lower(), "")
        at = int(given.split(",")[0].removeprefix("t=") or 0)
        if given != signature(SECRET, body, at=at):
            self.unsigned += 1
            return 401, b""
        message = json.loads(body)
        self.posts.append(message)
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200 and message["type"] == "message":
            self._messages.put_nowait(message)
        return status, self.hello if message["type"] == "welcome" and status == 200 else b""

"""A server that does as Bilibili's open platform documents: signatures, games, frames, heartbeats.

Written from open-live.bilibili.com/document alone, on purpose without a line of the gateway's: that
both frame and sign the same is what the tests show.
"""

import asyncio
import contextlib
import hashlib
import hmac
import json
import struct
import time
import zlib
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

KEY, SECRET, APP, CODE = "key", "secret", 1234, "BCode42"
SIGNED = (
    "x-bili-accesskeyid",
    "x-bili-content-md5",
    "x-bili-signature-method",
    "x-bili-signature-nonce",
    "x-bili-signature-version",
    "x-bili-timestamp",
)


def packed(operation: int, body: bytes, version: int = 0) -> bytes:
    """A frame."""
    return struct.pack(">IHHII", 16 + len(body), 16, version, operation, 0) + body


class OpenLive:
    """The platform with one broadcaster. A game without heartbeat for `patience_s` is ended."""

    def __init__(self, patience_s: float = 60.0) -> None:
        self.patience_s = patience_s
        self.game = ""
        self.games = 0
        self.beats = 0
        self.game_beats = 0
        self.ended: list[str] = []
        self.port = 0
        self.socket_port = 0
        self._nonces: set[str] = set()
        self._last_beat = 0.0
        self._in: set[ServerConnection] = set()
        self._messages = 0

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["OpenLive"]:
        """Both servers, and who ends forgotten games."""
        app = Starlette(
            routes=[Route("/v2/app/{what}", self._asked, methods=["POST"])],
        )
        web = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
        serving = asyncio.create_task(web.serve())
        while not web.started:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.01)
        self.port = web.servers[0].sockets[0].getsockname()[1]
        sockets: Server
        async with serve(self._comments, "127.0.0.1", 0, close_timeout=0.5) as sockets:
            self.socket_port = next(iter(sockets.sockets)).getsockname()[1]
            watching = asyncio.create_task(self._watch())
            try:
                yield self
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
        web.should_exit = True
        await serving

    async def send(self, command: str, data: dict[str, Any], version: int = 0) -> None:
        """A message to everybody in, folded as `version` says."""
        self._messages += 1
        whole = {"msg_id": f"m{self._messages}", "timestamp": int(time.time()), **data}
        frame = packed(5, json.dumps({"cmd": command, "data": whole}).encode())
        if version == 2:
            frame = packed(5, zlib.compress(frame), 2)
        for socket in list(self._in):
            await socket.send(frame)

    async def raw(self, data: bytes) -> None:
        """Those bytes to everybody in."""
        for socket in list(self._in):
            await socket.send(data)

    def cut(self) -> None:
        """Break every comment connection as a network does."""
        for socket in list(self._in):
            socket.transport.abort()

    async def _asked(self, request: Request) -> JSONResponse:
        body = await request.body()
        refused = self._signed(request, body)
        if refused:
            return JSONResponse({"code": refused, "message": "签名异常", "data": {}})
        asked = json.loads(body)
        what = request.path_params["what"]
        if what == "start":
            return self._start(asked)
        if what not in ("heartbeat", "end") or asked.get("game_id") != self.game or not self.game:
            return JSONResponse({"code": 7003, "message": "心跳过期或场次不存在", "data": {}})
        if what == "heartbeat":
            self.game_beats += 1
            self._last_beat = time.monotonic()
        else:
            self.ended.append(self.game)
            self.game = ""
        return JSONResponse({"code": 0, "message": "0", "data": {}})

    def _signed(self, request: Request, body: bytes) -> int:
        """0, or the code of what is wrong with the request's signature."""
        headers = request.headers
        if any(name not in headers for name in SIGNED) or headers["x-bili-accesskeyid"] != KEY:
            return 4001
        if headers["x-bili-content-md5"] != hashlib.md5(body).hexdigest():
            return 4000
        if abs(time.time() - int(headers["x-bili-timestamp"])) > 600:
            return 4003
        if headers["x-bili-signature-nonce"] in self._nonces:
            return 4004
        self._nonces.add(headers["x-bili-signature-nonce"])
        text = "\n".join(f"{name}:{headers[name]}" for name in SIGNED)
        right = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        return 0 if hmac.compare_digest(headers.get("authorization", ""), right) else 4002

    def _start(self, asked: dict[str, Any]) -> JSONResponse:
        if asked != {"code": CODE, "app_id": APP}:
            return JSONResponse({"code": 7007, "message": "身份码错误", "data": {}})
        self.games += 1
        self.game = f"game{self.games}"
        self._last_beat = time.monotonic()
        data = {
            "game_info": {"game_id": self.game},
            "websocket_info": {
                "auth_body": json.dumps({"key": self.game}),
                # The first is out of order: a client is to go on to the next.
                "wss_link": ["ws://127.0.0.1:9/sub", f"ws://127.0.0.1:{self.socket_port}/sub"],
            },
            "anchor_info": {"room_id": 1, "uname": "主播", "open_id": "anchor"},
        }
        return JSONResponse({"code": 0, "message": "0", "data": data})

    async def _comments(self, socket: ServerConnection) -> None:
        try:
            length, header, _, operation, _ = struct.unpack(
                ">IHHII", (first := await _got(socket))[:16]
            )
            if length != len(first) or header != 16 or operation != 7:
                return
            if json.loads(first[16:]) != {"key": self.game}:
                await socket.send(packed(8, b'{"code":-101}'))
                return
            await socket.send(packed(8, b'{"code":0}', 1))
            self._in.add(socket)
            while True:
                if struct.unpack(">IHHII", (await _got(socket))[:16])[3] == 2:
                    self.beats += 1
                    await socket.send(packed(3, struct.pack(">I", 7), 1))
        except ConnectionClosed:
            pass
        finally:
            self._in.discard(socket)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(0.02)
            if self.game and time.monotonic() - self._last_beat > self.patience_s:
                game, self.game = self.game, ""
                await self.send("LIVE_OPEN_PLATFORM_INTERACTION_END", {"game_id": game})


async def _got(socket: ServerConnection) -> bytes:
    data = await socket.recv()
    assert isinstance(data, bytes)
    return data

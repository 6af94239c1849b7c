"""A real Janus server for tests, on free ports of this machine, and clients of its rooms."""

import asyncio
import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from support.participant import Participant
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

JANUS = shutil.which("janus")
STARTED_S = 20.0

ALWAYS = 1234
"""An AudioBridge room that every server has, open to all."""

_LIBRARIES = "/usr/lib/x86_64-linux-gnu/janus"


def free_port() -> int:
    """One that nobody listens on just now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def free_ports(count: int) -> str:
    """A range of UDP ports, `first-last`, of which most are free."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        first = min(int(held.getsockname()[1]), 65_000 - count)
    return f"{first}-{first + count}"


@contextlib.contextmanager
def serving(
    folder: Path, *, full_trickle: bool = False, api_secret: str = "", session_timeout_s: int = 60
) -> Iterator[str]:
    """A server that ends with this; gives the address of its WebSocket."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    general = f"session_timeout = {session_timeout_s}"
    general += f'  api_secret = "{api_secret}"' if api_secret else ""
    _configure(folder, port, general=general, nat=f"full_trickle = {str(full_trickle).lower()}")
    log = folder / "janus.log"
    command = [str(JANUS), "--config", str(folder / "janus.jcfg"), "--configs-folder", str(folder)]
    command += ["--log-file", str(log), "--disable-stdout", "--disable-colors"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server, log)
            yield f"ws://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(STARTED_S)
            except subprocess.TimeoutExpired:
                server.kill()


class Client:
    """A client of a Janus server that only tests use."""

    def __init__(self, socket: ClientConnection, api_secret: str) -> None:
        self._socket = socket
        self._always = {"apisecret": api_secret} if api_secret else {}
        self._session = 0
        self.happened: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, url: str, *, api_secret: str = "") -> AsyncIterator["Client"]:
        """One with a session, which ends with this."""
        async with connect(url, subprotocols=[Subprotocol("janus-protocol")]) as socket:
            client = cls(socket, api_secret)
            try:
                client._session = (await client.ask({"janus": "create"}))["data"]["id"]
                yield client
                await client.ask({"janus": "destroy"})
            finally:
                client._reading.cancel()
                await asyncio.gather(client._reading, return_exceptions=True)

    async def attach(self, plugin: str) -> int:
        """A handle of a plugin."""
        answer = await self.ask({"janus": "attach", "plugin": f"janus.plugin.{plugin}"})
        return int(answer["data"]["id"])

    async def message(
        self, handle: int, body: dict[str, Any], **jsep: Any
    ) -> tuple[dict[str, Any], str]:
        """What the plugin answers, and the SDP that comes with it."""
        message = {"janus": "message", "handle_id": handle, "body": body}
        answer = await self.ask(message | ({"jsep": jsep} if jsep else {}))
        return answer["plugindata"]["data"], answer.get("jsep", {}).get("sdp", "")

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """What answers `message`, acknowledgements left out."""
        transaction = uuid4().hex
        told: dict[str, Any] = {**message, **self._always, "transaction": transaction}
        if self._session:
            told["session_id"] = self._session
        answer = asyncio.get_running_loop().create_future()
        self._answers[transaction] = answer
        await self._socket.send(json.dumps(told))
        async with asyncio.timeout(STARTED_S):
            return await answer

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            answer = self._answers.get(message.get("transaction", ""))
            if answer is None:
                self.happened.put_nowait(message)
            elif message["janus"] != "ack" and not answer.done():
                answer.set_result(message)


@contextlib.asynccontextmanager
async def room(client: Client, plugin: str, **about: Any) -> AsyncIterator[int]:
    """A room of its own, destroyed with this."""
    handle = await client.attach(plugin)
    made, _ = await client.message(handle, {"request": "create", **about})
    assert made.get(plugin) == "created", made
    try:
        yield made["room"]
    finally:
        await client.message(handle, {"request": "destroy", "room": made["room"]})


@contextlib.asynccontextmanager
async def in_bridge(
    client: Client, number: int, display: str, **about: Any
) -> AsyncIterator[Participant]:
    """A participant of an AudioBridge."""
    participant = Participant()
    handle = await client.attach("audiobridge")
    try:
        join = {"request": "join", "room": number, "display": display, **about}
        joined, _ = await client.message(handle, join)
        assert joined.get("audiobridge") == "joined", joined
        offer = await participant.offer()
        _, answer = await client.message(
            handle, {"request": "configure", "muted": False}, type="offer", sdp=offer
        )
        await participant.accept(answer)
        yield participant
    finally:
        await participant.close()


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + STARTED_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"Janus is not up: {log.read_text('utf-8')}") from None
            time.sleep(0.05)  # it tells nobody when it listens
        else:
            return


def _configure(folder: Path, port: int, *, general: str, nat: str) -> None:
    files = {
        "janus.jcfg": f"""
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{_LIBRARIES}/plugins"
  transports_folder = "{_LIBRARIES}/transports"
  events_folder = "{_LIBRARIES}/events"
  loggers_folder = "{_LIBRARIES}/loggers"
  debug_level = 4
  admin_secret = "{uuid4().hex}"
  {general}
}}
media: {{ ipv6 = false  rtp_port_range = "{free_ports(400)}" }}
nat: {{ {nat} }}
plugins: {{ disable = "{_others()}" }}
transports: {{ disable = "libjanus_http.so,libjanus_pfunix.so,libjanus_mqtt.so,\
libjanus_nanomsg.so,libjanus_rabbitmq.so" }}
""",
        "janus.transport.websockets.jcfg": f"""
general: {{ json = "compact"  ws = true  ws_ip = "127.0.0.1"  ws_port = {port}  wss = false }}
admin: {{ admin_ws = false  admin_wss = false }}
""",
        "janus.plugin.audiobridge.jcfg": f"""
general: {{ }}
room-{ALWAYS}: {{ sampling_rate = 48000 }}
""",
        "janus.plugin.videoroom.jcfg": "general: { }\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def _others() -> str:
    """The plugins that no test needs."""
    names = {path.name for path in Path(_LIBRARIES, "plugins").glob("*.so")}
    return ",".join(sorted(names - {"libjanus_audiobridge.so", "libjanus_videoroom.so"}))

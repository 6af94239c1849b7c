"""A real Janus server for tests, on free ports of this machine."""

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

JANUS = shutil.which("janus")
STARTED_S = 20.0

ALWAYS = 1234
"""An AudioBridge room that every server has, open to all."""

_LIBRARIES = next(Path("/usr/lib").glob("*/janus"), Path("/usr/lib/janus"))
_ADMIN = Subprotocol("janus-admin-protocol")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: `url` is its WebSocket, at `port` of this machine."""

    port: int
    admin_port: int
    admin_secret: str

    @property
    def url(self) -> str:
        """Where its clients connect."""
        return f"ws://127.0.0.1:{self.port}"

    async def administer(self, kind: str, **about: Any) -> dict[str, Any]:
        """Ask it what only its operator may."""
        body = {"janus": kind, "transaction": kind, "admin_secret": self.admin_secret, **about}
        where = f"ws://127.0.0.1:{self.admin_port}"
        async with connect(where, subprotocols=[_ADMIN]) as socket:
            await socket.send(json.dumps(body))
            answer: dict[str, Any] = json.loads(await socket.recv())
        assert answer["janus"] == "success", answer
        return answer

    async def handles(self, of: Callable[[dict[str, Any]], bool]) -> list[tuple[int, int]]:
        """The sessions and handles of which `of` is true, by what the server knows of them."""
        found = []
        for session in (await self.administer("list_sessions"))["sessions"]:
            listed = await self.administer("list_handles", session_id=session)
            for handle in listed["handles"]:
                about = {"session_id": session, "handle_id": handle}
                if of((await self.administer("handle_info", **about))["info"]):
                    found.append((session, handle))
        return found


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
) -> Iterator[Server]:
    """A server that ends with this."""
    made = Server(free_port(), free_port(), uuid4().hex)
    folder.mkdir(parents=True, exist_ok=True)
    general = f"session_timeout = {session_timeout_s}"
    general += f'  api_secret = "{api_secret}"' if api_secret else ""
    _configure(folder, made, general=general, nat=f"full_trickle = {str(full_trickle).lower()}")
    log = folder / "janus.log"
    command = [str(JANUS), "--config", str(folder / "janus.jcfg"), "--configs-folder", str(folder)]
    command += ["--log-file", str(log), "--disable-stdout", "--disable-colors"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(made.port, server, log)
            yield made
        finally:
            server.terminate()
            try:
                server.wait(STARTED_S)
            except subprocess.TimeoutExpired:
                server.kill()


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


def _configure(folder: Path, server: Server, *, general: str, nat: str) -> None:
    files = {
        "janus.jcfg": f"""
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{_LIBRARIES}/plugins"
  transports_folder = "{_LIBRARIES}/transports"
  events_folder = "{_LIBRARIES}/events"
  loggers_folder = "{_LIBRARIES}/loggers"
  debug_level = 4
  admin_secret = "{server.admin_secret}"
  {general}
}}
media: {{ ipv6 = false  rtp_port_range = "{free_ports(400)}" }}
nat: {{ {nat} }}
plugins: {{ disable = "{_others()}" }}
transports: {{ disable = "libjanus_http.so,libjanus_pfunix.so,libjanus_mqtt.so,\
libjanus_nanomsg.so,libjanus_rabbitmq.so" }}
""",
        "janus.transport.websockets.jcfg": f"""
general: {{ json = "compact"  ws = true  ws_ip = "127.0.0.1"  ws_port = {server.port} }}
admin: {{ admin_ws = true  admin_ws_ip = "127.0.0.1"  admin_ws_port = {server.admin_port} }}
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

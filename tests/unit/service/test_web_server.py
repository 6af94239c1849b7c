import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from assistant.web.server import PortInUse, bind


def test_any_free_port_can_be_had() -> None:
    with bind("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse) as error:
            bind("127.0.0.1", port)
    assert str(error.value) == (
        f"port {port} of 127.0.0.1 cannot be used (address already in use); "
        "stop what listens there, or choose another with --port"
    )


def test_a_port_is_free_again_at_once() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            pass
    with bind("127.0.0.1", port):
        pass


SERVER = """
import asyncio, sys, time
from functools import partial
from pathlib import Path
import conftest as tiny
from assistant.settings import Settings
from assistant.telemetry import configure_logging
from assistant.web import app, server

async def stuck(loader):
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)
    return tiny.TinyRecogniser()

async def answerer(loader):
    return tiny.TinyAnswerer()

configure_logging("console", "INFO")
engines = {"recogniser": stuck, "answerer": answerer}
server.create_app = partial(app.create_app, engines=engines)
sys.exit(server.serve(Settings(home=Path(sys.argv[1]), port=0)))
"""


def test_ctrl_c_ends_it_with_a_watcher_and_an_inference_under_way(tmp_path: Path) -> None:
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parents[1])])  # for conftest, and its support
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("店小二 is ready: http://127.0.0.1:")
            assert line.endswith("/rooms/demo\n")
            port = int(line.rsplit(":", 1)[1].split("/")[0])
            with connect(f"ws://127.0.0.1:{port}/api/rooms/demo/events") as watcher:
                assert "room.state" in str(watcher.recv(timeout=10))
                process.send_signal(signal.SIGINT)
                with pytest.raises(ConnectionClosed) as closed:
                    watcher.recv(timeout=5)
                assert process.wait(10) == 0
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code in (1001, 1012)
            assert process.stdout.read() == ""
            assert process.stderr is not None
            errors = process.stderr.read()
            assert "Traceback" not in errors
            told = [part for part in errors.split() if "/sign-in#link=" in part]
            assert [part.split("/sign-in")[0] for part in told] == [f"http://127.0.0.1:{port}"]
            assert not list(tmp_path.glob("local/*"))
        finally:
            process.kill()


async def test_what_is_written_is_sent_at_once() -> None:
    accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        accepted.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with bind("127.0.0.1", 0) as listener:
        async with await asyncio.start_server(answer, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            assert await accepted
            writer.close()

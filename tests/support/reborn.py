"""A server process that is stopped and started again on the same port."""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

START_S = 120


class Reborn:
    """`python -m support.MODULE PORT`, as often as it is started; killed, not asked to stop."""

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._command = [sys.executable, "-m", module, str(self.port), *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        tests = Path(__file__).parents[1]
        paths = [str(tests), str(tests.parent), os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        self._process = subprocess.Popen(self._command, env=environment)
        deadline = monotonic() + START_S
        while monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            sleep(0.05)
        raise RuntimeError(f"{self._command} did not begin to listen")

    def stop(self) -> None:
        """Kill it, in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

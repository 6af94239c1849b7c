"""The real service in a process of its own, with the real models."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO
from urllib.parse import urlsplit

import psutil

from assistant.review.access.local_key import read_local_key

START_TIMEOUT_S = 180


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A running `xiaoer up`. `url` has no slash at its end, nor has `ws_url`.

    `resident_at_start` is what it and its children held when it said it was ready, in bytes.
    """

    url: str
    home: Path
    process: "subprocess.Popen[str]"
    resident_at_start: int

    @property
    def ws_url(self) -> str:
        """Where its WebSockets are."""
        return self.url.replace("http", "ws", 1)

    @property
    def as_staff(self) -> dict[str, str]:
        """Headers that show the key which the service leaves for its own user."""
        key = read_local_key(self.home, urlsplit(self.url).port or 0)
        return {"Authorization": f"Bearer {key}"}

    def __str__(self) -> str:
        return self.url


@contextmanager
def serving(home: Path) -> Iterator[LiveServer]:
    """`xiaoer up` on a free port, until the block ends. Raises RuntimeError with what it said where
    it does not come up."""
    log = home / "server.log"
    command = [str(Path(sys.executable).with_name("xiaoer")), "up", "--port", "0"]
    environment = {**os.environ, "XIAOER_HOME": str(home), "XIAOER_LOG_FORMAT": "json"}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            line = _first_line(process)
            parts = urlsplit(line.rsplit(" ", 1)[-1])
            if "ready" not in line:
                raise RuntimeError(f"it did not come up: {line}\n{log.read_text()[-4000:]}")
            url = f"{parts.scheme}://{parts.netloc}"
            yield LiveServer(url, home, process, _resident(process.pid))
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _resident(pid: int) -> int:
    """What a process and its children hold in memory, in bytes."""
    server = psutil.Process(pid)
    return sum(each.memory_info().rss for each in (server, *server.children(recursive=True)))


def lines_of(stream: IO[str] | None) -> "Queue[str]":
    """What a process says, line by line, as it comes; read to its end, so that no pipe is full."""
    assert stream is not None
    lines: Queue[str] = Queue()
    Thread(target=lambda: [lines.put(line) for line in stream], daemon=True).start()
    return lines


def _first_line(process: "subprocess.Popen[str]") -> str:
    try:
        return lines_of(process.stdout).get(timeout=START_TIMEOUT_S).strip()
    except Empty:
        return f"nothing within {START_TIMEOUT_S} s"

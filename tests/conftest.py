"""What tests of every kind share: the real server, started once for all of them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from urllib.parse import urlsplit

import psutil
import pytest

from assistant.review.access.local_key import read_local_key
from assistant.settings import Settings

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


def real_models() -> Path:
    """The folder of the assembled model files; fails the test where they are not complete."""
    folder = Settings().models_dir
    needed = ("whisper-base/model.bin", "kokoro-82m/model.onnx", "qwen2.5-coder-1.5b-instruct")
    if missing := [name for name in needed if not (folder / name).exists()]:
        pytest.fail(f"{missing[0]} is not in {folder}: run make setup")
    return folder


@pytest.fixture(scope="session")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An `XIAOER_HOME` of its own, with the real models in it."""
    home = tmp_path_factory.mktemp("xiaoer")
    (home / "models").symlink_to(real_models(), target_is_directory=True)
    return home


@pytest.fixture(scope="session")
def embeddings(model_home: Path) -> Path:
    """Where vectors are kept between tests: the example questions are embedded once."""
    return model_home / "embeddings"


@pytest.fixture(scope="session")
def live_server(model_home: Path) -> Iterator[LiveServer]:
    """The demo room on a free port, with the real models, until the last test is done."""
    log = model_home / "server.log"
    command = [str(Path(sys.executable).with_name("xiaoer")), "up", "--port", "0"]
    environment = {**os.environ, "XIAOER_HOME": str(model_home), "XIAOER_LOG_FORMAT": "json"}
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
                pytest.fail(f"the server did not come up: {line}\n{log.read_text()[-4000:]}")
            url = f"{parts.scheme}://{parts.netloc}"
            yield LiveServer(url, model_home, process, _resident(process.pid))
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


def _first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    lines: Queue[str] = Queue()
    Thread(
        target=lambda out: lines.put(out.readline()), args=(process.stdout,), daemon=True
    ).start()
    try:
        return lines.get(timeout=START_TIMEOUT_S).strip()
    except Empty:
        return f"nothing within {START_TIMEOUT_S} s"

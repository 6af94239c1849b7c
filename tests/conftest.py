"""What tests of every kind share: the real server, started once for all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.live import LiveServer, serving

from assistant.settings import Settings


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
    with serving(model_home) as server:
        yield server

"""What the conformance suites share: the models, and an address where nobody listens."""

import socket

import pytest

from assistant.models import ModelStore
from assistant.settings import Settings


@pytest.fixture(scope="session")
def store(model_home) -> ModelStore:
    """The assembled models."""
    return ModelStore(Settings(home=model_home).models_dir)


@pytest.fixture(scope="session")
def nobody() -> str:
    """The base URL of a server that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}/v1"

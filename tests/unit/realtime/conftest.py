"""One session with a scripted room, closed at the end whatever happened."""

from collections.abc import AsyncIterator

import pytest
from realtime_fakes import Client, FakeRoom

from assistant.settings import Settings


@pytest.fixture
def room() -> FakeRoom:
    return FakeRoom()


@pytest.fixture
def settings() -> Settings:
    return Settings(turn_end_ms=400, max_audio_s=5)


@pytest.fixture
async def client(room: FakeRoom, settings: Settings) -> AsyncIterator[Client]:
    client = Client(room, settings)
    await client.until("session.created")
    yield client
    await client.close()

"""Calls to a scripted room, over real sockets of this machine."""

from collections.abc import AsyncIterator

import pytest
from realtime_fakes import FakeRoom, loud_detector
from support.peer import Viewer

from assistant.gateways.webrtc.call import Asked
from assistant.gateways.webrtc.calls import Calls
from assistant.settings import Settings
from assistant.telemetry import Telemetry


@pytest.fixture
def room() -> FakeRoom:
    return FakeRoom()


@pytest.fixture
async def calls() -> AsyncIterator[Calls]:
    settings = Settings(turn_end_ms=400, max_audio_s=5, webrtc_calls=3)
    calls = Calls(settings, Telemetry(), make_detector=loud_detector)
    yield calls
    await calls.close()
    assert len(calls) == 0


@pytest.fixture
async def viewer(calls: Calls, room: FakeRoom) -> AsyncIterator[Viewer]:
    """Somebody who has called."""

    async def signal(offer: str) -> str:
        return (await calls.take(Asked(offer, "room:demo", "小李"), room))[1]

    viewer = Viewer()
    await viewer.call(signal)
    yield viewer
    await viewer.close()

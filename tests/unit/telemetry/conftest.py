import pytest
from support.clock import VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()

"""How much a session may ask in a minute, and what it is told of it."""

from collections.abc import AsyncIterator

import pytest
from realtime_fakes import Client, FakeRoom

from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.rate_limits import RateLimits
from assistant.settings import Settings


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_requests_refill_within_a_minute() -> None:
    clock = Clock()
    limits = RateLimits(2, 1000, clock)
    shown = limits.admit()[0]
    assert shown == {"name": "requests", "limit": 2, "remaining": 1, "reset_seconds": 30.0}
    limits.admit()
    with pytest.raises(ProtocolError, match=r"2 requests per minute.*30\.0s") as refused:
        limits.admit()
    assert refused.value.code == "rate_limit_exceeded"
    clock.now += 30.1
    assert limits.admit()[0]["remaining"] == 0
    clock.now += 600
    assert limits.admit()[0]["remaining"] == 1


def test_tokens_spent_are_paid_off_before_the_next_request() -> None:
    clock = Clock()
    limits = RateLimits(10, 600, clock)
    limits.spend(900)
    with pytest.raises(ProtocolError, match="600 tokens per minute"):
        limits.admit()
    clock.now += 31
    assert limits.admit()[1]["remaining"] == 10


@pytest.fixture
async def hurried(room: FakeRoom) -> AsyncIterator[Client]:
    """A session that may ask twice a minute."""
    client = Client(room, Settings(realtime_requests_per_minute=2, realtime_tokens_per_minute=100))
    await client.until("session.created")
    yield client
    await client.close()


async def test_a_client_that_asks_too_much_is_refused_and_goes_on(hurried: Client) -> None:
    for left in (1, 0):
        hurried.ask("多少钱", output_modalities=["text"])
        requests, tokens = (await hurried.until("rate_limits.updated"))["rate_limits"]
        assert (requests["limit"], requests["remaining"]) == (2, left)
        assert tokens["remaining"] > 0
        await hurried.until("response.done")
    assert tokens["remaining"] < tokens["limit"], "the first answer was counted"
    hurried.ask("多少钱")
    assert (await hurried.until("error"))["error"]["code"] == "rate_limit_exceeded"
    hurried.send("session.update", session={"type": "realtime"})
    await hurried.until("session.updated")

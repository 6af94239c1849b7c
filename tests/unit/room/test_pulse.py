"""How lively a room is: counted to the second, told seldom, and quiet when nobody writes."""

from support.clock import VirtualClock

from assistant.room import pulse
from assistant.room.events import EventBus
from assistant.room.inbox.inbox import Decision, Verdict
from assistant.room.pulse import LastMinute, Pulse


def test_a_minute_is_counted_however_much_happens_in_it() -> None:
    clock = VirtualClock()
    lately = LastMinute(clock)
    for _ in range(90):
        for _ in range(1000):
            lately.add()
        clock.passes(1000)
    assert lately.count == 59_000
    clock.passes(30_000)
    assert lately.count == 29_000
    clock.passes(30_000)
    assert lately.count == 0


async def test_many_comments_are_told_of_at_once(monkeypatch) -> None:
    monkeypatch.setattr(pulse, "BEAT_S", 0.01)
    bus = EventBus()
    beating = Pulse(bus, [])
    async with bus.subscribe() as messages:
        for number in range(500):
            beating.commented()
            verdict = Verdict.MERGED if number % 5 == 0 else Verdict.CHATTER
            beating.decided(Decision(str(number), verdict))
        told = await anext(messages)
        assert told == {"type": "room.pulse", "comments": 500, "questions": 100, "waiting": []}
        beating.close()


async def test_it_comes_to_rest_when_the_minute_is_over(monkeypatch) -> None:
    monkeypatch.setattr(pulse, "BEAT_S", 0.01)
    monkeypatch.setattr(pulse, "REST_S", 0.02)
    clock, bus = VirtualClock(), EventBus()
    beating = Pulse(bus, [], clock=clock)
    async with bus.subscribe() as messages:
        beating.commented()
        assert (await anext(messages))["comments"] == 1
        clock.passes(61_000)
        assert (await anext(messages))["comments"] == 0
        assert beating.at_rest
        beating.commented()
        assert not beating.at_rest
        beating.close()
        assert beating.at_rest

"""Of a flood a page is shown what it can draw, of a calm room everything."""

from support.clock import VirtualClock

from assistant.room.glimpses import Glimpses


def test_in_a_calm_room_everything_is_shown() -> None:
    clock = VirtualClock()
    glimpses = Glimpses(10, 20, clock=clock)
    for _ in range(100):
        clock.passes(200)
        assert glimpses.show()


def test_of_a_flood_as_much_as_is_allowed() -> None:
    clock = VirtualClock()
    glimpses = Glimpses(10, 20, clock=clock)
    shown = 0
    for _ in range(10_000):
        clock.passes(1)
        shown += glimpses.show()
    assert 115 <= shown <= 121


def test_after_a_calm_some_are_shown_at_once_and_no_more() -> None:
    clock = VirtualClock()
    glimpses = Glimpses(10, 20, clock=clock)
    clock.passes(60_000)
    assert sum(glimpses.show() for _ in range(100)) == 20

"""Which windows a sound is made in: short first, in time, nothing twice and nothing left out."""

import pytest

from assistant.speech.synthesisers.windows import (
    AFTER,
    BEFORE,
    LONGEST,
    SHORTEST,
    STEP_S,
    Pace,
    Window,
    first_length,
)


class Machine:
    """Makes windows at `cost` seconds a step, by a clock of its own."""

    def __init__(self, cost: float, believed: float | None = None) -> None:
        self.now = 100.0
        self.cost = cost
        self.pace = Pace(believed or cost, lambda: self.now)
        self.gaps: list[float] = []

    def make(self, begin: int, end: int, steps: int) -> list[Window]:
        windows = []
        at = begin
        while at < end:
            window = self.pace.window(at, end, steps)
            self.now += window.made * self.cost
            self.pace.observe(window, window.made * self.cost)
            if windows:
                self.gaps.append(-self.pace.unheard)
            self.pace.hand_over((window.end - window.begin) * STEP_S)
            windows.append(window)
            at = window.end
        return windows


@pytest.mark.parametrize("cost", [0.0005, 0.0025, 0.004, 0.006, 0.008, 0.0093, 0.02])
@pytest.mark.parametrize(("begin", "end", "steps"), [(28, 250, 300), (0, 900, 900), (10, 13, 40)])
def test_windows_cover_everything_once_and_never_too_late(
    cost: float, begin: int, end: int, steps: int
) -> None:
    machine = Machine(cost)
    windows = machine.make(begin, end, steps)
    assert [w.begin for w in windows] == [begin, *(w.end for w in windows[:-1])]
    assert windows[-1].end == end
    assert all(gap <= 0 for gap in machine.gaps)
    assert all(0 <= w.low <= w.begin < w.end <= w.high <= steps for w in windows)


def test_the_first_is_short_and_they_grow() -> None:
    windows = Machine(0.003).make(28, 828, 900)
    lengths = [w.end - w.begin for w in windows]
    assert lengths[0] == SHORTEST
    assert lengths[:-1] == sorted(lengths[:-1])
    assert max(lengths) <= LONGEST + SHORTEST
    assert windows[0].made == BEFORE + SHORTEST + AFTER


def test_a_slow_machine_begins_later_not_to_stop() -> None:
    """`first_length` is the fixed point: a window of it makes one as long in the time it lasts."""
    costs = [0.002, 0.004, 0.006, 0.008, 0.009]
    lengths = [first_length(cost) for cost in costs]
    assert lengths == sorted(lengths)
    for cost, length in zip(costs, lengths, strict=True):
        in_time = 0.75 * length * STEP_S / cost
        assert in_time >= length + BEFORE + AFTER
    assert len(Machine(0.02).make(0, 500, 500)) == 1


def test_a_machine_that_turns_slow_pauses_once() -> None:
    machine = Machine(0.014, believed=0.003)
    machine.make(28, 828, 900)
    assert sum(gap > 0 for gap in machine.gaps) <= 2


def test_no_window_is_a_remnant() -> None:
    for end in range(60, 400, 7):
        windows = Machine(0.004).make(20, end, 420)
        assert all(w.end - w.begin >= SHORTEST for w in windows)


def test_what_can_be_made_in_time_is_made_at_once() -> None:
    machine = Machine(0.002)
    assert machine.pace.at_once(100)
    assert not machine.pace.at_once(200)
    machine.pace.hand_over(2.0)
    assert machine.pace.at_once(700)
    machine.now += 1.5
    assert not machine.pace.at_once(700)


def test_the_cost_of_a_step_follows_the_machine() -> None:
    pace = Pace(0.002, lambda: 0.0)
    window = Window(0, 100, 100)
    for _ in range(20):
        pace.observe(window, 0.8)
    assert pace.step_cost == pytest.approx(0.008, rel=0.01)

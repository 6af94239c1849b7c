"""Who has the word: every state, every happening."""

from itertools import product

import pytest

from assistant.gateways.realtime.floor import NEXT, Floor, Happening, State


def at(state: State, *, sounding: bool = True) -> Floor:
    floor = Floor(lambda: sounding)
    floor._state = state
    return floor


@pytest.mark.parametrize(("state", "happening"), list(product(State, Happening)))
def test_a_happening_moves_as_the_table_says_or_not_at_all(
    state: State, happening: Happening
) -> None:
    assert at(state).on(happening) is NEXT.get((state, happening), state)


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_left_and_come_to(state: State) -> None:
    assert any(before is state for before, _ in NEXT)
    assert any(after is state for after in NEXT.values())


def test_from_everywhere_there_is_a_way_back_to_quiet() -> None:
    for state in State:
        reached, fresh = {state}, {state}
        while fresh:
            fresh = {a for (b, _), a in NEXT.items() if b in fresh} - reached
            reached |= fresh
        assert State.QUIET in reached


def test_a_held_answer_is_left_by_every_verdict() -> None:
    assert at(State.HELD).on(Happening.REAL) is State.HEARING
    assert at(State.HELD).on(Happening.FALSE) is State.SPEAKING


def test_an_answer_that_has_been_heard_to_its_end_is_over_by_itself() -> None:
    assert at(State.SPEAKING, sounding=False).state is State.QUIET
    assert at(State.SPEAKING, sounding=False).on(Happening.VOICE) is State.HEARING

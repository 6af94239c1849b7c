from itertools import pairwise

from assistant.review.access.roles import OPERATORS, ORDER, PERSONS, Right, Role, lower, rights


def test_each_role_may_all_that_the_one_before_may_and_more() -> None:
    for less, more in pairwise(ORDER):
        assert rights(less) < rights(more)
    assert rights(Role.ADMIN) == set(Right)


def test_what_is_for_people_is_never_open_to_operators() -> None:
    assert not OPERATORS & PERSONS
    assert not OPERATORS & {Right.WATCH, Right.ANSWER, Right.AUDIT, Right.HISTORY, Right.TOKENS}


def test_the_lower_of_two_roles() -> None:
    assert lower(Role.ADMIN, Role.AGENT) is Role.AGENT
    assert lower(Role.VIEWER, Role.VIEWER) is Role.VIEWER

"""What may happen to a question, by everything that rules it."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.room.conduct.ruling import Conduct, Ruling
from assistant.store.conduct import RoomConduct, Takeover

NOW = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)


def taken(*viewers: str, until: datetime | None = None) -> tuple[Takeover, ...]:
    return tuple(Takeover(viewer, "小王", NOW, until) for viewer in viewers)


@pytest.mark.parametrize(
    ("mode", "takeovers", "stopped", "viewers", "ruling"),
    [
        ("auto", (), False, ("a",), Ruling("answer")),
        ("assist", (), False, ("a",), Ruling("draft")),
        ("off", (), False, ("a",), Ruling("hold", "off")),
        ("auto", (), True, ("a",), Ruling("hold", "stopped")),
        ("off", taken(""), True, ("a",), Ruling("hold", "stopped")),
        ("off", taken(""), False, ("a",), Ruling("hold", "taken_over")),
        ("auto", taken(""), False, (), Ruling("hold", "taken_over")),
        ("assist", taken("a"), False, ("a",), Ruling("hold", "taken_over")),
        ("auto", taken("a"), False, ("b",), Ruling("answer")),
        ("auto", taken("a"), False, ("a", "b"), Ruling("answer")),
        ("auto", taken("a", "b"), False, ("a", "b"), Ruling("hold", "taken_over")),
        ("auto", taken("a"), False, ("",), Ruling("answer")),
        ("auto", taken("a"), False, ("a", ""), Ruling("answer")),
    ],
)
def test_the_strictest_that_is_in_force_rules(
    mode: str, takeovers: tuple[Takeover, ...], stopped: bool, viewers: tuple[str, ...], ruling
) -> None:
    assert Conduct(RoomConduct(mode, takeovers), stopped).ruling(viewers, NOW) == ruling


def test_a_takeover_ends_at_its_moment() -> None:
    conduct = Conduct(RoomConduct("auto", taken("", until=NOW)), stopped=False)
    assert conduct.ruling(("a",), NOW - timedelta(seconds=1)).says == "hold"
    assert conduct.ruling(("a",), NOW).says == "answer"


@pytest.mark.parametrize(
    ("mode", "takeovers", "stopped", "by"),
    [
        ("auto", (), False, "assistant"),
        ("assist", taken("a"), False, "assistant"),
        ("off", (), False, "nobody"),
        ("auto", (), True, "nobody"),
        ("auto", taken(""), True, "staff"),
    ],
)
def test_who_answers_the_room(
    mode: str, takeovers: tuple[Takeover, ...], stopped: bool, by: str
) -> None:
    assert Conduct(RoomConduct(mode, takeovers), stopped).answered_by(NOW) == by


def test_what_is_stricter() -> None:
    order = [Ruling("answer"), Ruling("draft"), Ruling("hold", "off")]
    for at, one in enumerate(order):
        assert [one.stricter_than(other) for other in order] == [at > n for n in range(3)]

"""Times as catalogs write them: the short dates of a locale, and when a last day is over."""

from datetime import UTC, datetime

import pytest

from catalog_loader.readers.toolkit.times import (
    NotATime,
    end_of,
    month_first,
    parse_moment,
    parse_short,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/26/26", True),
        ("11/26/2026, 8:21 AM", True),
        ("1/2/26, 8:21 AM", True),
        ("1/2/26, 8:21\u202fPM", True),
        ("26/11/26", False),
        ("26-11-2026 08:21", False),
        ("1.2.26", False),
        ("26/11/26, 8:21 AM", False),
        ("1/2/26", None),
        ("1/2/26, 8:21 am", None),
        ("1/2/26, 08:21", None),
        ("2026-11-26", None),
        ("2026/1/2", None),
        ("soon", None),
        ("", None),
    ],
)
def test_whether_the_month_comes_first(text, expected):
    assert month_first(text) is expected


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("11/26/26", None, datetime(2026, 11, 26)),
        ("11/26/26", False, datetime(2026, 11, 26)),
        ("26/11/2026", True, datetime(2026, 11, 26)),
        ("4/5/26", True, datetime(2026, 4, 5)),
        ("4/5/26", False, datetime(2026, 5, 4)),
        ("4.5.26", True, datetime(2026, 5, 4)),
        ("5/5/26", None, datetime(2026, 5, 5)),
        ("4/15/26, 12:05 AM", None, datetime(2026, 4, 15, 0, 5)),
        ("4/15/26, 12:05 PM", None, datetime(2026, 4, 15, 12, 5)),
        ("4/15/26 9:05:07 pm", None, datetime(2026, 4, 15, 21, 5, 7)),
        ("2026-04-05", None, datetime(2026, 4, 5)),
        ("2026-11-01 0:00:00", None, datetime(2026, 11, 1)),
    ],
)
def test_a_short_date(text, known, expected):
    assert parse_short(text, UTC, known) == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "known"),
    [("4/5/26", None), ("13/13/26", None), ("0/5/26", True), ("2/30/26", True), ("", None),
     ("4/5", True), ("4/5-26", True), ("4/15/26, 25:00", None), ("4/15/0000", None)],
)  # fmt: skip
def test_no_date(text, known):
    with pytest.raises(NotATime):
        parse_short(text, UTC, known)


def test_an_ambiguous_date_is_none_where_nothing_is_known_of_the_file():
    with pytest.raises(NotATime):
        parse_moment("03/04/2026", UTC)


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("2026-11-11", datetime(2026, 11, 12)),
        ("2026-11-11 23:59:59", datetime(2026, 11, 12)),
        ("2026-11-11 23:59", datetime(2026, 11, 11, 23, 59)),
        ("2026-11-11 00:00:00", datetime(2026, 11, 11)),
        ("9999-12-31", datetime(9999, 12, 31)),
    ],
)
def test_when_what_lasts_through_a_time_is_over(text, over):
    assert end_of(text, parse_moment(text, UTC)) == over.replace(tzinfo=UTC)

"""Numbers, units and dates as the judge reads them, in every language."""

from decimal import Decimal

import pytest

from assistant.answering.evaluate.figures import Day, days_and_figures, flat


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("现在259元", "259", "money"),
        ("现在２５９元", "259", "money"),
        ("二百五十九元", "259", "money"),
        ("¥259", "259", "money"),
        ("Rp159.000", "159000", "money"),
        ("Rp159,000", "159000", "money"),
        ("129 ribu", "129000", ""),
        ("199k", "199000", ""),
        ("4.2kg", "4.2", "weight"),
        ("0.125", "0.125", ""),
        ("12,9 元", "12.9", "money"),
        ("90%白鸭绒", "90", "percent"),
        ("保修两年", "2", "year"),
        ("two years", "2", "year"),
        ("dua tahun", "2", "year"),
        ("ba tháng", "3", "month"),
        ("7 วัน", "7", "day"),
        ("3个工作日", "3", "day"),
        ("1.75L", "1.75", "volume"),
    ],
)
def test_a_number_with_its_unit(text: str, value: str, unit: str) -> None:
    _, figures = days_and_figures(text)
    assert (Decimal(value), unit) in {(figure.value, figure.unit) for figure in figures}


@pytest.mark.parametrize(
    "text",
    [
        "活动到2026年12月15日",
        "until 15 December 2026",
        "sampai 15 Desember 2026",
        "đến 15 tháng 12 năm 2026",
        "ถึง 15 ธันวาคม 2026",
        "15/12/2026",
        "2026-12-15T23:59:59+07:00",
    ],
)
def test_a_date_is_one_day_however_written(text: str) -> None:
    days, figures = days_and_figures(text)
    assert [(day.year, day.month, day.day) for day in days] == [(2026, 12, 15)]
    assert not {Decimal(2026), Decimal(12)} & {figure.value for figure in figures}


def test_a_day_without_a_year_is_that_day_of_any_year() -> None:
    (day,), _ = days_and_figures("12月15日起发货")
    assert day.same(Day(2026, 12, 15, ""))
    assert not day.same(Day(2026, 12, 16, ""))


def test_a_time_is_its_hour_and_its_minutes() -> None:
    _, figures = days_and_figures("22点00分，8:30开门")
    assert [figure.value for figure in figures] == [22, 8, 30]


def test_what_is_no_thousands_separator_stays() -> None:
    assert flat("1.75L、12.5、Rp1.250.000") == "1.75l、12.5、rp1250000"


def test_a_chinese_comma_joins_no_numbers() -> None:
    _, figures = days_and_figures("运费Rp95,000，7到12天到")
    assert [figure.value for figure in figures] == [95000, 7, 12]

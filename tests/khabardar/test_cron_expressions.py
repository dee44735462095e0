"""Cron expressions and windows as config.yaml has them."""

from datetime import date, datetime, time

import pytest

from khabardar.cron import parse_cron, parse_window

MONDAY = date(2026, 3, 16)
SUNDAY = date(2026, 3, 15)


def test_the_days_of_the_week_count_as_in_cron_and_not_as_in_python():
    for expression in ("0 0 * * 0", "0 0 * * 7", "0 0 * * sun"):
        assert parse_cron(expression).falls_on(SUNDAY)
        assert not parse_cron(expression).falls_on(MONDAY)
    assert parse_cron("0 0 * * 1-5").falls_on(MONDAY)
    assert not parse_cron("0 0 * * mon-fri").falls_on(SUNDAY)
    assert parse_cron("0 0 * * mon-sun").falls_on(SUNDAY)


def test_a_day_of_the_month_or_one_of_the_week_is_enough():
    cron = parse_cron("0 0 1 * mon")
    assert cron.falls_on(date(2026, 4, 1))  # a Wednesday
    assert cron.falls_on(MONDAY)
    assert not cron.falls_on(SUNDAY)


@pytest.mark.parametrize(
    ("expression", "times"),
    [
        ("30 3 * * *", [time(3, 30)]),
        ("*/20 6 * * *", [time(6, 0), time(6, 20), time(6, 40)]),
        ("0 22-23 * * *", [time(22), time(23)]),
        ("5/30 1 * * *", [time(1, 5), time(1, 35)]),
        ("0,15 1 * * *", [time(1, 0), time(1, 15)]),
    ],
)
def test_times_of_a_day(expression, times):
    assert list(parse_cron(expression).times()) == times


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("30 3 * *", "five fields"),
        ("60 3 * * *", "from 0 to 59"),
        ("0 3 * * noday", "sun"),
        ("0 5-3 * * *", "nothing fits"),
        ("*/0 3 * * *", "nothing fits"),
        ("a b c d e", "minute"),
    ],
)
def test_a_fault_names_the_field_and_what_it_may_be(expression, told):
    with pytest.raises(ValueError, match=told):
        parse_cron(expression)


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins():
    window = parse_window("fri 22:00-04:00")
    assert window.is_open(datetime(2026, 3, 20, 23, 0))  # Friday
    assert window.is_open(datetime(2026, 3, 21, 3, 59))
    assert not window.is_open(datetime(2026, 3, 21, 4, 0))
    assert not window.is_open(datetime(2026, 3, 20, 3, 0))


def test_windows_of_days_and_of_the_whole_day():
    assert not parse_window("mon-fri 06:00-23:00").is_open(datetime(2026, 3, 15, 12, 0))
    assert parse_window("sat,sun 00:00-24:00").is_open(datetime(2026, 3, 15, 23, 59))
    assert parse_window("fri-mon 08:00-09:00").is_open(datetime(2026, 3, 15, 8, 30))


@pytest.mark.parametrize("text", ["6-23", "06:00-06:00", "25:00-26:00", "monday 06:00-07:00"])
def test_a_window_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"window|empty|time of the day|names no days"):
        parse_window(text)

"""Durations as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabardar.config.durations import format_duration, parse_duration, written_duration


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("1h30m", 5400), ("2d", 172800), ("0.5h", 1800), ("0s", 0)]
)
def test_a_number_and_its_unit(text, seconds):
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "15", 15, "m", "15 minutes", "-3m", None, "1h 30m"])
def test_anything_else_is_refused_with_examples(text):
    with pytest.raises(ValueError, match="such as 90s, 15m, 1h30m or 2d"):
        parse_duration(text)


@given(st.integers(0, 10**7))
def test_what_is_written_is_read_back(seconds):
    assert parse_duration(format_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@given(st.integers(0, 10**13))
def test_parts_of_a_second_are_written_too(microseconds):
    duration = timedelta(microseconds=microseconds)
    assert abs(parse_duration(written_duration(duration)) - duration) <= timedelta(microseconds=1)
    assert written_duration(timedelta(seconds=90)) == "1m30s"

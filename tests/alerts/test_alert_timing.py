"""Quiet hours, digests and retries, by the clocks of zones."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from alerts.timing import is_quiet, last_digest, next_try
from khabardar.cron import parse_window

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NIGHT = (parse_window("22:00-06:00"),)


@pytest.mark.parametrize(
    ("utc", "zone", "quiet"),
    [
        ("2026-03-10T16:59", "Asia/Karachi", False),
        ("2026-03-10T17:00", "Asia/Karachi", True),
        ("2026-03-11T00:59", "Asia/Karachi", True),
        ("2026-03-11T01:00", "Asia/Karachi", False),
        ("2026-03-10T17:00", "UTC", False),
        # In Berlin summer begins on March 29: 06:00 is 04:00 UTC from then on.
        ("2026-03-28T04:30", "Europe/Berlin", True),
        ("2026-03-29T04:30", "Europe/Berlin", False),
    ],
)
def test_quiet_hours_are_those_of_the_zone(utc: str, zone: str, quiet: bool) -> None:
    assert is_quiet(NIGHT, zone, datetime.fromisoformat(utc).replace(tzinfo=UTC)) is quiet


def test_no_windows_are_never_quiet() -> None:
    assert not is_quiet((), "UTC", NOW)


@pytest.mark.parametrize(
    ("times", "zone", "slot"),
    [
        ([time(8)], "UTC", "2026-03-10T08:00"),
        ([time(13)], "UTC", "2026-03-09T13:00"),
        ([time(8), time(11, 59)], "UTC", "2026-03-10T11:59"),
        ([time(12)], "UTC", "2026-03-10T12:00"),
        ([time(8)], "Asia/Karachi", "2026-03-10T03:00"),
        ([time(18)], "Asia/Karachi", "2026-03-09T13:00"),
        ([time(23)], "Pacific/Kiritimati", "2026-03-10T09:00"),
    ],
)
def test_the_last_digest_lies_behind_us(times: list[time], zone: str, slot: str) -> None:
    assert last_digest(times, zone, NOW) == datetime.fromisoformat(slot).replace(tzinfo=UTC)


def test_tries_wait_ever_longer_and_end() -> None:
    waits = [next_try(tries, 10, None, NOW) for tries in range(1, 10)]
    seconds = [round((again - NOW).total_seconds()) for again in waits if again]
    assert seconds == [30, 90, 270, 810, 2430, 3600, 3600, 3600, 3600]
    assert next_try(10, 10, None, NOW) is None


def test_a_receiver_may_ask_for_more_patience_not_for_less() -> None:
    assert next_try(1, 10, timedelta(minutes=20), NOW) == NOW + timedelta(minutes=20)
    assert next_try(1, 10, timedelta(seconds=1), NOW) == NOW + timedelta(seconds=30)

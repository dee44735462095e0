"""When a duty is due, over sleep, clocks that jump, and changes to and from summer time."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabardar.config.jobs import JobConfig, at, every
from scheduler.when import following, in_window, is_due, next_due

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"  # 2026: to summer time on 29 March at 02:00, back on 25 October at 03:00
MINUTE = timedelta(minutes=1)


def times(job, zone, start, end):
    """All times of the job between two moments, as the daemon would meet them one after the other."""
    place, moment, found = ZoneInfo(zone), start, []
    while (moment := following(job, place, moment)) is not None and moment < end:
        found.append(moment)
    return found


def local(moments, zone=BERLIN):
    return [moment.astimezone(ZoneInfo(zone)).strftime("%d %H:%M") for moment in moments]


def test_what_was_never_done_is_due():
    assert is_due(every("1h"), "UTC", None, NOW)
    assert is_due(at("30 3 * * *"), "UTC", None, NOW)


def test_what_is_off_is_never_due():
    assert next_due(JobConfig(), "UTC", None, NOW) is None


def test_an_interval_counts_from_the_last_beginning():
    assert not is_due(every("15m"), "UTC", NOW - 14 * MINUTE, NOW)
    assert is_due(every("15m"), "UTC", NOW - 15 * MINUTE, NOW)


def test_a_run_that_was_missed_for_days_is_due_once():
    last = NOW - timedelta(days=9)
    assert next_due(at("30 3 * * *"), "UTC", last, NOW) == NOW
    assert next_due(at("30 3 * * *"), "UTC", NOW, NOW + MINUTE) == datetime(2026, 3, 15, 3, 30, tzinfo=UTC)


def test_a_clock_that_was_set_back_makes_it_due_instead_of_waiting_for_the_future():
    last = NOW + timedelta(days=400)
    assert next_due(every("1h"), "UTC", last, NOW) == NOW
    assert next_due(at("30 3 * * *"), "UTC", last, NOW) == NOW
    assert not is_due(every("1h"), "UTC", NOW + timedelta(seconds=20), NOW)  # two clocks that differ a little


def test_a_time_that_summer_time_skips_comes_once_right_after():
    found = times(at("30 2 * * *"), BERLIN, datetime(2026, 3, 28, 0, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC))
    assert local(found) == ["28 02:30", "29 03:30", "30 02:30"]


def test_a_time_that_winter_time_repeats_comes_once():
    found = times(at("30 2 * * *"), BERLIN, datetime(2026, 10, 24, 0, tzinfo=UTC), datetime(2026, 10, 27, tzinfo=UTC))
    assert local(found) == ["24 02:30", "25 02:30", "26 02:30"]


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
def test_every_quarter_of_an_hour_stays_a_quarter_of_an_hour_over_both_changes(day):
    found = times(at("*/15 * * * *"), BERLIN, day - timedelta(hours=3), day + timedelta(hours=6))
    assert {later - earlier for earlier, later in itertools.pairwise(found)} == {15 * MINUTE}


def test_an_interval_does_not_know_of_summer_time():
    found = times(every("6h"), BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC))
    assert {later - earlier for earlier, later in itertools.pairwise(found)} == {timedelta(hours=6)}


def test_the_zone_of_a_job_wins_over_the_common_one():
    karachi = JobConfig(cron="30 3 * * *", timezone="Asia/Karachi")
    assert next_due(karachi, "UTC", NOW, NOW + MINUTE) == datetime(2026, 3, 14, 22, 30, tzinfo=UTC)


def test_outside_of_its_window_a_duty_waits_for_the_opening():
    job = JobConfig(every="10m", within=["mon-fri 06:00-20:00"], timezone="Asia/Karachi")
    saturday = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
    assert not in_window(job, "UTC", saturday)
    assert next_due(job, "UTC", saturday - timedelta(days=1), saturday) == datetime(2026, 3, 16, 1, 0, tzinfo=UTC)


def test_a_window_that_opens_in_the_gap_of_summer_time_opens_behind_it():
    job = JobConfig(every="10m", within=["02:15-04:00"], timezone=BERLIN)
    night = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert local([next_due(job, "UTC", None, night)]) == ["29 03:15"]


def test_a_day_that_no_month_has_is_never():
    assert next_due(at("0 0 31 2 *"), "UTC", NOW, NOW + MINUTE) is None
    assert next_due(at("0 0 29 2 *"), "UTC", NOW, NOW + MINUTE) == datetime(2028, 2, 29, tzinfo=UTC)


@given(
    st.sampled_from(["15m", "*/7 * * * *", "30 2 * * *", "0 */6 * * 1-5", "59 23 28-31 * *"]),
    st.sampled_from([BERLIN, "America/St_Johns", "Asia/Tehran", "Africa/Casablanca", "Pacific/Apia", "UTC"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.lists(st.integers(-3_000_000, 3_000_000), max_size=6),
)
def test_whatever_the_clock_does_a_duty_is_never_done_twice_at_once_and_never_put_off_for_ever(
    text, zone, start, jumps
):
    job = JobConfig.model_validate(text)
    now, last = start.replace(tzinfo=UTC), None
    for jump in [*jumps, 60]:
        now += timedelta(seconds=jump)
        due = next_due(job, zone, last, now)
        assert due is not None
        assert due >= now
        if due == now:
            last = now
            assert next_due(job, zone, last, now) > now
        else:
            later = following(job, ZoneInfo(zone), now)
            assert due <= later or later is None

"""When a source brings news, learnt from its visits; how long to wait; when silence is unusual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from strategies import rhythms

from khabardar.records import Rhythm
from khabardar.silence import habit, silence
from scheduler.rhythm import expected_wait, learn

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=12)


def wait(rhythm: Rhythm, now: datetime = NOW) -> timedelta:
    return expected_wait(rhythm, now, SHORTEST, LONGEST)


def watched_for_days(days: int, hours_with_news: list[int], each: int = 4) -> Rhythm:
    """Visited every hour; in these hours of the day it brought so many articles each."""
    rhythm = Rhythm()
    moment = NOW - timedelta(days=days)
    while moment < NOW:
        later = moment + HOUR
        dates = [moment + timedelta(minutes=10 * n) for n in range(each)] if moment.hour in hours_with_news else []
        rhythm = learn(rhythm, moment, later, dates, 0)
        moment = later
    return rhythm


def test_a_source_of_which_nothing_is_known_is_visited_again_in_half_an_hour():
    assert wait(Rhythm()) == timedelta(minutes=30)


def test_the_dates_of_the_first_visit_s_items_are_a_rhythm_already():
    busy = learn(Rhythm(), None, NOW, [NOW - HOUR * n / 6 for n in range(60)], 0)
    quiet = learn(Rhythm(), None, NOW, [NOW - timedelta(days=n) for n in range(10)], 0)
    assert wait(busy) < timedelta(minutes=20)
    assert wait(quiet) > 6 * HOUR


def test_a_source_is_visited_often_in_the_hours_in_which_it_brings_news_and_rarely_in_the_others():
    rhythm = watched_for_days(14, [6, 7, 8, 9, 10])
    morning, evening = NOW.replace(hour=7), NOW.replace(hour=12)
    assert wait(rhythm, morning) < timedelta(minutes=30)
    assert wait(rhythm, evening) > 3 * HOUR


def test_a_visit_that_is_due_in_the_quiet_comes_when_news_are_expected():
    rhythm = watched_for_days(14, [6, 7, 8], each=6)
    evening = NOW.replace(hour=23)
    comes = evening + wait(rhythm, evening)
    assert 3 <= comes.hour <= 6


def test_a_new_habit_replaces_the_old_one_in_some_weeks():
    rhythm = watched_for_days(30, list(range(24)), each=2)
    before = wait(rhythm)
    moment = NOW
    for _ in range(60 * 24):
        rhythm = learn(rhythm, moment, moment + HOUR, [], 0)
        moment += HOUR
    assert before < timedelta(hours=1)
    assert wait(rhythm, moment) > 5 * before


def test_undated_articles_count_over_the_time_in_which_they_may_have_come():
    rhythm = learn(Rhythm(), NOW - 4 * HOUR, NOW, [], 8)
    assert sum(rhythm.news) == 8
    assert rhythm.last_at == NOW


def test_dates_in_the_future_and_before_the_last_visit_are_taken_for_now_and_for_then():
    rhythm = learn(Rhythm(), NOW - HOUR, NOW, [NOW + timedelta(days=9), NOW - timedelta(days=400)], 0)
    assert rhythm.last_at == NOW
    assert sum(rhythm.news) == 2
    assert max(rhythm.pauses) <= 1


def test_a_habit_needs_some_pauses_to_be_known():
    assert habit(Rhythm(pauses=(1, 2))) is None
    assert habit(Rhythm(pauses=(1, 2, 7, 2, 1))) == 7 * HOUR


def test_silence_is_reported_when_it_is_thrice_the_longest_pause_and_a_day_at_least():
    rhythm = Rhythm(pauses=(10.0,) * 6, last_at=NOW - timedelta(hours=31))
    assert silence(rhythm, NOW) == timedelta(hours=31)
    assert silence(rhythm, NOW - timedelta(hours=2)) is None
    lively = Rhythm(pauses=(1.0,) * 6, last_at=NOW - timedelta(hours=20))
    assert silence(lively, NOW) is None
    assert silence(lively, NOW + timedelta(hours=5)) == timedelta(hours=25)


def test_a_source_that_could_not_be_asked_is_not_called_silent():
    rhythm = Rhythm(pauses=(2.0,) * 6, last_at=NOW - timedelta(days=20))
    assert silence(rhythm, NOW - timedelta(days=20)) is None
    assert silence(rhythm, None) is None


@given(
    rhythm=rhythms,
    ago=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    dates=st.lists(st.timedeltas(timedelta(days=-400), timedelta(days=400)), max_size=8),
    undated=st.integers(0, 500),
)
def test_whatever_a_visit_brings_the_next_wait_is_within_the_bounds(rhythm, ago, dates, undated):
    since = NOW - ago if ago is not None else None
    learnt = learn(rhythm, since, NOW, [NOW + date for date in dates], undated)
    assert SHORTEST <= wait(learnt) <= LONGEST
    assert min(learnt.news) >= 0
    assert len(learnt.pauses) <= 20

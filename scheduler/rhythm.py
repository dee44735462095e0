"""When does a source bring news? Pure: what its visits showed in, how long to wait out.

For each hour of the day (UTC) it is kept how long the source was watched in it and how many articles came out; old
days fade, so that a new habit replaces the old one in some weeks. The first visit counts too: a feed of forty dated
items tells of the days that they span. A visit is due when one new article is to be expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from khabardar.records import Rhythm

_HALF_LIFE = timedelta(days=14)
_LONGEST_SPAN = timedelta(days=14)  # of a first visit's dates, or of a gap in which nobody looked
_EXPECTED = 1.0  # articles
_PRIOR_HOURS = 1.0  # before anything is known: one article in half an hour, a weight that one day outdoes
_PRIOR_NEWS = 2.0
_SMOOTHING = 2.0  # hours: how much the mean of the whole day counts in each of its hours
_PAUSES_KEPT = 20
_BUNCH = timedelta(minutes=30)  # articles closer together are one bunch
_HOUR = timedelta(hours=1)


def learn(
    rhythm: Rhythm, watched_since: datetime | None, until: datetime, dates: Sequence[datetime], undated: int
) -> Rhythm:
    """The rhythm after a visit at `until`; `watched_since` is the one before, None at the first."""
    known = sorted(min(date, until) for date in dates)
    since = watched_since or (known[0] if len(known) > 1 else until)
    since = max(since, until - _LONGEST_SPAN)
    faded = _faded(rhythm, until - since)
    watched, news = list(faded.watched), list(faded.news)
    for start, share in _by_hour(since, until):
        watched[start.hour] += share / _HOUR
    # What came before we looked says nothing about the hours watched; late finds count where they were found.
    inside = [max(date, since) for date in known if watched_since or date >= since]
    for date in inside:
        news[date.astimezone(UTC).hour] += 1
    if undated and watched_since and since < until:
        for start, share in _by_hour(since, until):
            news[start.hour] += undated * (share / (until - since))
    moments = inside + [until] * bool(undated)
    return replace(_with_pauses(faded, moments), watched=tuple(watched), news=tuple(news))


def expected_wait(rhythm: Rhythm, now: datetime, shortest: timedelta, longest: timedelta) -> timedelta:
    """How long until one new article is to be expected, within the two bounds."""
    mean = (sum(rhythm.news) + _PRIOR_NEWS) / (sum(rhythm.watched) + _PRIOR_HOURS)
    expected = 0.0
    for start, share in _by_hour(now, now + longest):
        rate = _rate(rhythm, start.hour, mean)
        coming = rate * (share / _HOUR)
        if expected + coming >= _EXPECTED:
            wait = start - now + _HOUR * ((_EXPECTED - expected) / rate)
            return min(max(wait, shortest), longest)
        expected += coming
    return longest


def _rate(rhythm: Rhythm, hour: int, mean: float) -> float:
    """Articles an hour in this hour of the day, drawn to the mean of the day where little is known."""
    return (rhythm.news[hour] + mean * _SMOOTHING) / (rhythm.watched[hour] + _SMOOTHING)


def _by_hour(since: datetime, until: datetime) -> Iterable[tuple[datetime, timedelta]]:
    """The span cut at full hours: (start in UTC, length)."""
    start, end = since.astimezone(UTC), until.astimezone(UTC)
    while start < end:
        cut = min(start.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        yield start, cut - start
        start = cut


def _faded(rhythm: Rhythm, elapsed: timedelta) -> Rhythm:
    kept = 0.5 ** (elapsed / _HALF_LIFE)
    return replace(
        rhythm,
        watched=tuple(hours * kept for hours in rhythm.watched),
        news=tuple(count * kept for count in rhythm.news),
    )


def _with_pauses(rhythm: Rhythm, moments: Sequence[datetime]) -> Rhythm:
    pauses, last = list(rhythm.pauses), rhythm.last_at
    for moment in moments:
        if last is not None and moment - last > _BUNCH:
            pauses.append((moment - last) / _HOUR)
        last = max(moment, last) if last else moment
    return replace(rhythm, pauses=tuple(pauses[-_PAUSES_KEPT:]), last_at=last)

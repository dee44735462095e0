"""When is a duty due? Pure: what the config says, when it was last done, and now. The daemon and cron ask alike.

    interval     so long after it was last begun; clocks that are set for summer don't matter
    cron         at times of the wall clock in its zone. A time that a change of the clock skips comes right after the
                 gap; one that it repeats counts once, unless the expression names no hour
    windows      a duty that falls due outside of them waits for the next one to open

However many times were missed, by sleep, a stopped machine or a clock that jumped, a duty is done once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from khabardar.config.jobs import JobConfig
from khabardar.cron import Cron, Window

_SKEW = timedelta(minutes=1)  # two clocks, or one that is being adjusted: less than this is no jump
_YEARS = 5 * 366  # days: the 29th of February comes within them


def next_due(job: JobConfig, zone: str, last: datetime | None, now: datetime) -> datetime | None:
    """When to do it, `now` at the earliest; None: never. `last` is when it was last begun, None never.

    One that was begun in the future, so before the clock was set back, is due: waiting would be for nobody knows how
    long, and it is done again at most once.
    """
    if job.is_off:
        return None
    place = ZoneInfo(job.timezone or zone)
    if last is None or last > now + _SKEW:
        due: datetime | None = now
    else:
        due = following(job, place, last)
    return None if due is None else _opening(job.within, place, max(due, now))


def is_due(job: JobConfig, zone: str, last: datetime | None, now: datetime) -> bool:
    """Whether it is to be done now."""
    due = next_due(job, zone, last, now)
    return due is not None and due <= now


def following(job: JobConfig, place: ZoneInfo, after: datetime) -> datetime | None:
    """The first time after `after` that the interval or the cron expression names, whatever the windows."""
    if job.every is not None:
        return after + job.every
    return None if job.cron is None else _next_time(job.cron, place, after)


def in_window(job: JobConfig, zone: str, now: datetime) -> bool:
    """Whether it may be done at all now."""
    return _is_open(job.within, now.astimezone(ZoneInfo(job.timezone or zone)))


def _next_time(cron: Cron, place: ZoneInfo, after: datetime) -> datetime | None:
    first = after.astimezone(place).date() - timedelta(days=1)  # a gap at midnight moves a time into the next day
    for number in range(_YEARS):
        day = first + timedelta(days=number)
        if cron.falls_on(day):
            later = [moment for moment in _moments(cron, place, day) if moment > after]
            if later:
                return min(later)
    return None


def _moments(cron: Cron, place: ZoneInfo, day: date) -> list[datetime]:
    """Of one day. `fold=0` puts a time that is skipped as far behind the gap as it lay in it."""
    walls = [datetime.combine(day, time, place) for time in cron.times()]
    moments = [wall.astimezone(UTC) for wall in walls]
    if cron.any_hour:
        moments += [wall.replace(fold=1).astimezone(UTC) for wall in walls]
    return moments


def _opening(windows: Sequence[Window], place: ZoneInfo, moment: datetime) -> datetime | None:
    if _is_open(windows, moment.astimezone(place)):
        return moment
    today = moment.astimezone(place).date()
    starts = [
        datetime.combine(today + timedelta(days=number), window.start, place).astimezone(UTC)
        for window in windows
        for number in range(-1, 9)
    ]
    # A window that opens in a gap of the clock opens behind it, perhaps not at all.
    return min((at for at in starts if at > moment and _is_open(windows, at.astimezone(place))), default=None)


def _is_open(windows: Sequence[Window], wall: datetime) -> bool:
    return not windows or any(window.is_open(wall) for window in windows)

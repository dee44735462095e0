"""When a channel may be written to, and when a failed send is tried again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from khabardar.cron import Window

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_GROWTH = 3


def is_quiet(windows: Sequence[Window], zone: str, now: datetime) -> bool:
    """Whether the channel's quiet hours hold, by the wall clock of its zone."""
    wall = now.astimezone(ZoneInfo(zone))
    return any(window.is_open(wall) for window in windows)


def last_digest(times: Sequence[time], zone: str, now: datetime) -> datetime:
    """The latest moment, not after now, at which a digest was due. A time that a change of the clock skips comes
    after the gap; one that it repeats counts once."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    slots = (
        datetime.combine(today - timedelta(days=days), moment, place).astimezone(UTC)
        for days in range(3)
        for moment in times
    )
    return max(slot for slot in slots if slot <= now)


def next_try(tries: int, most: int, wait: timedelta | None, now: datetime) -> datetime | None:
    """After `tries` failed sends; None: no more. 30 s, 90 s, and so on, an hour at most, or what the receiver asks."""
    if tries >= most:
        return None
    own = min(_FIRST_WAIT * int(_GROWTH ** min(tries - 1, 10)), _LONGEST_WAIT)
    return now + max(own, wait or timedelta())

"""How long a host that answers 429 or 503 is left alone, the whole of it. Pure.

What it asks for with Retry-After counts; beyond that, and where it asks for nothing, each further refusal doubles the
pause. The hold outlives the crawl: the desk keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from khabardar.records import HostHold

_FIRST = timedelta(minutes=5)
_LONGEST = timedelta(hours=12)  # of our own making; Retry-After may ask for a day
_IN_A_ROW = timedelta(hours=4)  # after the end of a hold: a refusal that soon is one more of the same trouble
_MOST_DOUBLINGS = 8
_STAY = 120.0  # seconds that a cycle may wait for a host whose robots.txt asks for long pauses


def fitting(pause: float) -> int:
    """How many pages of a host with so long a Crawl-delay a cycle asks for; one at least. `pause`: seconds."""
    return max(1, int(_STAY // pause))


def kept_apart(host: str, pause: float, until: datetime) -> HostHold:
    """Of a host with a Crawl-delay of `pause` seconds; it is no refusal, so that none is counted."""
    return HostHold(host, until, 0, f"its robots.txt asks for {pause:g} s between two requests")


def next_hold(host: str, before: HostHold | None, status: int, asked: timedelta | None, now: datetime) -> HostHold:
    """The hold after a refusal. One that comes while the host is held already is no further one."""
    if before is not None and before.until > now:
        return replace(before, until=max(before.until, now + (asked or timedelta())))
    hits = before.hits + 1 if before is not None and now - before.until < _IN_A_ROW else 1
    own = min(_FIRST * 2 ** min(hits - 1, _MOST_DOUBLINGS), _LONGEST)
    wait = max(own, asked or timedelta())
    wish = "" if asked is None else f" with Retry-After {asked.total_seconds():.0f} s"
    return HostHold(host, now + wait, hits, f"it answered {status}{wish}")

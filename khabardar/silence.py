"""Is a source that answers silent beyond its habit? One answer for `doctor`, the page and alerts. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from khabardar.records import Rhythm

BEYOND_HABIT = 3.0  # times the longest known pause
_ENOUGH_PAUSES = 5  # to call anything a habit
_SHORTEST_SILENCE = timedelta(days=1)


def habit(rhythm: Rhythm) -> timedelta | None:
    """The longest of its last pauses; None while too few are known."""
    if len(rhythm.pauses) < _ENOUGH_PAUSES:
        return None
    return timedelta(hours=max(rhythm.pauses))


def silence(rhythm: Rhythm, last_success_at: datetime | None, beyond_habit: float = BEYOND_HABIT) -> timedelta | None:
    """How long a source that answers has been silent, where that is beyond its habit; None where it is not.

    Counted to its last successful visit: while nobody could look, nobody knows.
    """
    usual = habit(rhythm)
    if usual is None or rhythm.last_at is None or last_success_at is None:
        return None
    quiet = last_success_at - rhythm.last_at
    return quiet if quiet > max(usual * beyond_habit, _SHORTEST_SILENCE) else None

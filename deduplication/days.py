"""How the days of two reports lie to one another, and whether a night can bridge a difference."""

from __future__ import annotations

from enum import StrEnum

from khabardar.records import Facts
from khabardar.vocabulary import DatePrecision


class Closeness(StrEnum):
    """From the same day to different days."""

    SAME = "the same day"
    OVERLAP = "days that overlap"
    ASSUMED_SAME = "the same day, not told by one"
    ASSUMED_NEXT = "a day apart, not told by one"
    NEXT = "a day apart"
    SAME_MONTH = "the same month, no day told"
    IN_MONTH = "a day and its month"
    APART = "different days"


def gap_days(a: Facts, b: Facts) -> int:
    """Days between the two spans of days; 0 where they overlap."""
    return max(0, (a.date_start - b.date_end).days, (b.date_start - a.date_end).days)


def closeness(a: Facts, b: Facts) -> Closeness:
    """Symmetric. NEXT is for the caller to judge: only a night, or a find of bodies, bridges two told days."""
    gap, precisions = gap_days(a, b), {a.date_precision, b.date_precision}
    if DatePrecision.MONTH in precisions:
        if gap:
            return Closeness.APART
        return Closeness.SAME_MONTH if len(precisions) == 1 else Closeness.IN_MONTH
    if gap > 1:
        return Closeness.APART
    if DatePrecision.ASSUMED in precisions:
        return Closeness.ASSUMED_NEXT if gap else Closeness.ASSUMED_SAME
    if gap:
        return Closeness.NEXT
    same = (a.date_start, a.date_end) == (b.date_start, b.date_end)
    return Closeness.SAME if same else Closeness.OVERLAP

"""Which report of one reading is which report of another reading of the same article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from khabardar.records import Facts, Report

_DAY = timedelta(days=1)


def pairs(ours: Sequence[Report], theirs: Sequence[Report]) -> dict[int, int]:
    """Index in `ours` to index in `theirs`, one to one, best first."""
    ranked = sorted(
        (-points, i, j)
        for i, one in enumerate(ours)
        for j, other in enumerate(theirs)
        if (points := _points(one.facts, other.facts)) > 0
    )
    found: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in found and j not in found.values():
            found[i] = j
    return found


def _points(one: Facts, other: Facts) -> int:
    """0: not the same incident."""
    days = one.date_start - _DAY <= other.date_end and other.date_start <= one.date_end + _DAY
    same_place = one.place == other.place
    same_area = (one.admin2, one.admin1, one.country) == (other.admin2, other.admin1, other.country)
    if not days or not (same_place or same_area):
        return 0
    same_type = 2 * (one.sub_event_type is other.sub_event_type) + (one.event_type is other.event_type)
    return 1 + 3 * same_place + same_type + (one.killed == other.killed) + (one.injured == other.injured)

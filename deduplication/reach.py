"""Which pairs of many reports are worth a score: those of one area, so that a batch from many provinces stays cheap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, product

from deduplication.places import in_other_area
from khabardar.records import StoredReport


def pairs_in_reach(reports: Sequence[StoredReport]) -> list[tuple[int, int]]:
    """Pairs of places in `reports` that are not told of two areas, lower first, in order. All others are vetoed."""
    by_area: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for place, report in enumerate(reports):
        by_area[report.report.facts.country, report.report.facts.admin1].append(place)
    found = [pair for places in by_area.values() for pair in combinations(places, 2)]
    for ours, theirs in combinations(by_area.values(), 2):
        if not in_other_area(reports[ours[0]].report.facts, reports[theirs[0]].report.facts):
            found += [(min(pair), max(pair)) for pair in product(ours, theirs)]
    return sorted(found)

"""People's decisions as bounds on a clustering: which reports stay together, and which never come together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from khabardar.records import StoredReport
from khabardar.reviews import NO_DECISIONS, Decisions

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Pairs of places in the sorted reports, lower first."""

    together: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()


def bounds(reports: Sequence[StoredReport], decisions: Decisions) -> Bounds:
    """The decisions that bear on these reports.

    Reports that stay in the row that they are in stay together, and apart from those of another such row. What the
    machine added to a row since is bound to nothing, or the order of arrival would show.
    """
    if decisions == NO_DECISIONS:
        return Bounds()
    place_of = {report.id: place for place, report in enumerate(reports)}
    kept = list(_kept(reports, decisions).values())
    together = {pair for places in kept for pair in pairwise(places)}
    apart = {pair for one, other in combinations(kept, 2) for pair in product(one, other)}
    return Bounds(
        _sorted_pairs(together | _places(decisions.together, place_of)),
        _sorted_pairs(apart | _places(decisions.apart, place_of)),
    )


def units(size: int, together: Iterable[Pair]) -> list[int]:
    """For each place the first place of those that it stays together with, itself where there are none."""
    first = list(range(size))
    for pair in sorted(together):
        one, other = sorted(first[place] for place in pair)
        first = [one if name == other else name for name in first] if one != other else first
    return first


def _kept(reports: Sequence[StoredReport], decisions: Decisions) -> dict[str, list[int]]:
    """Row -> places of the reports that stay in it."""
    rows: dict[str, list[int]] = defaultdict(list)
    for place, report in enumerate(reports):
        if report.incident_id is not None and report.id in decisions.kept:
            rows[report.incident_id].append(place)
    return rows


def _places(pairs: Iterable[Pair], place_of: dict[int, int]) -> set[Pair]:
    return {(place_of[a], place_of[b]) for a, b in pairs if a in place_of and b in place_of}


def _sorted_pairs(pairs: Iterable[Pair]) -> frozenset[Pair]:
    return frozenset((min(pair), max(pair)) for pair in pairs)

"""Which reports of a connected group make a row: agglomeration under constraints, the same in whatever order they came.

A chain (A like B, B like C) must not glue what A and C tell apart: two clusters join only where no pair between
them is vetoed, one pair at least scores SAME, and the pairs between them agree on average. What people decided comes
first: reports that they put together begin as one unit, in which no member speaks against those that are like a fellow
whom the machine would not have put with it; and nothing joins what they parted.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product

from deduplication.decided import Bounds, Pair, units
from deduplication.reach import pairs_in_reach
from deduplication.scoring import POSSIBLE_FROM, SAME_FROM, Outcome, PairScore, score
from khabardar.records import StoredReport

_MEAN_FROM = POSSIBLE_FROM

ReportKey = tuple[datetime, str, str]
_UNBOUND = Bounds()


def stable_key(report: StoredReport) -> ReportKey:
    """Orders reports by what they are, never by when they were stored."""
    return report.published, report.article_url, report.report.key


def pair_scores(reports: Sequence[StoredReport]) -> dict[Pair, PairScore]:
    """The scores of all pairs that no veto parts, by their places in `reports`, lower first."""
    pairs = ((i, j, score(reports[i], reports[j])) for i, j in pairs_in_reach(reports))
    return {(i, j): result for i, j, result in pairs if result.veto is None}


def connected(
    reports: Sequence[StoredReport], scores: Mapping[Pair, PairScore], bounds: Bounds = _UNBOUND
) -> list[list[int]]:
    """Groups of places that hang together: by pairs scored SAME or POSSIBLE, by people's word or by their row now."""
    group_of = list(range(len(reports)))
    first_of_row: dict[str, int] = {}
    ties = [pair for pair, result in scores.items() if result.outcome is not Outcome.DIFFERENT]
    ties.extend(sorted(bounds.together))
    for place, report in enumerate(reports):
        if report.incident_id is not None:
            ties.append((first_of_row.setdefault(report.incident_id, place), place))
    for i, j in ties:
        one, other = sorted((_root(group_of, i), _root(group_of, j)))
        group_of[other] = one
    groups: dict[int, list[int]] = {}
    for place in range(len(reports)):
        groups.setdefault(_root(group_of, place), []).append(place)
    return list(groups.values())


def cluster(
    places: Sequence[int],
    scores: Mapping[Pair, PairScore],
    reports: Sequence[StoredReport] = (),
    bounds: Bounds = _UNBOUND,
) -> list[list[int]]:
    """Groups of these places, each sorted. Places are taken to be in `stable_key` order: they break ties.

    `reports` are all that places count in; they are needed where `bounds` put some together.
    """
    return _Agglomeration(_Units(places, scores, reports, bounds)).run()


def _root(group_of: list[int], place: int) -> int:
    while group_of[place] != place:
        group_of[place] = group_of[group_of[place]]
        place = group_of[place]
    return place


class _Link:
    """What is known between two clusters: the sum over their pairs, and the best of them."""

    __slots__ = ("best", "total")

    def __init__(self, total: float, best: float) -> None:
        self.total = total
        self.best = best


class _Units:
    """What agglomeration begins with: single reports, and those that people put together. Named by the first member."""

    def __init__(
        self,
        places: Sequence[int],
        scores: Mapping[Pair, PairScore],
        reports: Sequence[StoredReport],
        bounds: Bounds,
    ) -> None:
        self.names = sorted(places)
        wanted = set(places)
        self._scores = {p: s for p, s in scores.items() if p[0] in wanted and p[1] in wanted}
        self._unit = units(max(wanted, default=-1) + 1, [p for p in bounds.together if wanted.issuperset(p)])
        self._members = self.members()
        self._parted = {p for p in bounds.apart if wanted.issuperset(p)} | self._one_article(reports)

    def members(self) -> dict[int, list[int]]:
        """Unit -> its places."""
        members: dict[int, list[int]] = {}
        for place in self.names:
            members.setdefault(self._unit[place], []).append(place)
        return members

    def links(self) -> dict[Pair, _Link]:
        """Between units that nothing parts, over all pairs of their members: a veto between two of them is no link."""
        values: dict[Pair, list[float]] = {}
        for pair, value in self._values().items():
            values.setdefault(self._between(pair), []).append(value)
        parted = {self._between(pair) for pair in self._parted}
        return {
            (i, j): _Link(sum(told), max(told))
            for (i, j), told in values.items()
            if (i, j) not in parted and len(told) == len(self._members[i]) * len(self._members[j])
        }

    def _values(self) -> dict[Pair, float]:
        """For each pair of two units how like they are.

        People put together what the machine tells apart: a member that is unlike its fellow does not speak against
        reports that are like that fellow. A unit of members that are all alike is met as any other cluster is.
        """
        if len(self._members) == len(self.names):
            return {pair: result.value for pair, result in self._scores.items()}
        fellows = {place: (place, *self._unlike(place)) for place in self.names}
        values: dict[Pair, float] = {}
        for (i, j), result in self._scores.items():
            if self._unit[i] != self._unit[j]:
                for one, other in product(fellows[i], fellows[j]):
                    pair = (min(one, other), max(one, other))
                    values[pair] = max(values.get(pair, 0.0), result.value)
        return values

    def _unlike(self, place: int) -> list[int]:
        """Members of its unit that the machine would not put together with it."""
        others = [other for other in self._members[self._unit[place]] if other != place]
        return [other for other in others if self._is_unlike((min(place, other), max(place, other)))]

    def _is_unlike(self, pair: Pair) -> bool:
        return pair not in self._scores or self._scores[pair].outcome is Outcome.DIFFERENT

    def _between(self, pair: Pair) -> Pair:
        one, other = sorted((self._unit[pair[0]], self._unit[pair[1]]))
        return one, other

    def _one_article(self, reports: Sequence[StoredReport]) -> set[Pair]:
        """The one veto that holds against a whole unit: an article that tells one of its reports and another incident.

        Others may only show that the outlets put together tell it differently.
        """
        bound = [place for place in self.names if len(self._members[self._unit[place]]) > 1]
        pairs = ((min(i, j), max(i, j)) for i in bound for j in self.names if self._unit[i] != self._unit[j])
        return {(i, j) for i, j in pairs if reports[i].article_id == reports[j].article_id}


class _Agglomeration:
    """Clusters are named by their first member; a vetoed pair of clusters has no link."""

    def __init__(self, units: _Units) -> None:
        self.members = units.members()
        self.links: dict[int, dict[int, _Link]] = {name: {} for name in self.members}
        self.queue: list[tuple[float, int, int, int]] = []
        for (i, j), link in units.links().items():
            self._connect(i, j, link)

    def run(self) -> list[list[int]]:
        while self.queue:
            _, i, j, size = heapq.heappop(self.queue)
            if i in self.members and j in self.members and len(self.members[i]) + len(self.members[j]) == size:
                self._join(i, j)
        return [sorted(self.members[name]) for name in sorted(self.members)]

    def _connect(self, i: int, j: int, link: _Link) -> None:
        self.links[i][j] = self.links[j][i] = link
        pairs = len(self.members[i]) * len(self.members[j])
        mean = round(link.total / pairs, 6)
        if link.best >= SAME_FROM and mean >= _MEAN_FROM:
            size = len(self.members[i]) + len(self.members[j])
            heapq.heappush(self.queue, (-mean, min(i, j), max(i, j), size))

    def _join(self, i: int, j: int) -> None:
        """Put cluster `j` into `i`, whose name comes first; others stay linked only where they were to both."""
        ours, theirs = self.links.pop(i), self.links.pop(j)
        self.members[i] += self.members.pop(j)
        self.links[i] = {}
        for other in (ours.keys() | theirs.keys()) - {i, j}:
            self.links[other].pop(i, None)
            self.links[other].pop(j, None)
        for other in sorted((ours.keys() & theirs.keys()) - {i, j}):
            a, b = ours[other], theirs[other]
            self._connect(i, other, _Link(a.total + b.total, max(a.best, b.best)))

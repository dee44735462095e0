"""From reports to rows: what storage is asked for, which reports hang together, and what rows they make."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from deduplication.clustering import cluster, connected, pair_scores, stable_key
from deduplication.confidence import confidence, voices
from deduplication.decided import Bounds, Pair, bounds
from deduplication.fusing import fuse, role_of
from deduplication.reasons import latest, why
from deduplication.rows import RowName, name_rows
from deduplication.scoring import Outcome, PairScore, score
from khabardar.interfaces import Cluster, Neighbourhood, Resolution
from khabardar.records import ScoredPair, StoredReport
from khabardar.reviews import NO_DECISIONS, Decisions
from khabardar.vocabulary import DatePrecision, TollPolicy

_A_DAY = timedelta(days=1)


def neighbourhood(report: StoredReport) -> Neighbourhood:
    """Where a report's like could be: a day either way, in its province; reports that tell no province are in all."""
    facts = report.report.facts
    slack = timedelta() if facts.date_precision is DatePrecision.MONTH else _A_DAY
    return Neighbourhood(facts.date_start - slack, facts.date_end + slack, facts.country, facts.admin1)


def component(
    seeds: Sequence[StoredReport],
    look: Callable[[Neighbourhood], Sequence[StoredReport]],
    look_row: Callable[[str], Sequence[StoredReport]],
) -> list[StoredReport]:
    """All reports that hang together with the seeds, by pairs scored SAME or POSSIBLE or by a common row."""
    known: dict[int, StoredReport] = {}
    rows: set[str] = set()
    looked: dict[Neighbourhood, Sequence[StoredReport]] = {}
    waiting = deque(seeds)
    while waiting:
        report = waiting.popleft()
        if report.id in known:
            continue
        known[report.id] = report
        where = neighbourhood(report)
        if where not in looked:
            looked[where] = look(where)
        waiting.extend(other for other in looked[where] if other.id not in known and _hang_together(report, other))
        if report.incident_id is not None and report.incident_id not in rows:
            rows.add(report.incident_id)
            waiting.extend(look_row(report.incident_id))
    return sorted(known.values(), key=stable_key)


def resolve(
    reports: Sequence[StoredReport], policy: TollPolicy, decisions: Decisions = NO_DECISIONS
) -> tuple[Resolution, ...]:
    """The rows that these reports make: one resolution a connected group, and the same for any order of the reports.

    `reports` has to be whole: what `component` gave, or several of it together. No verdict goes against `decisions`.
    """
    ordered = sorted(reports, key=stable_key)
    bound = bounds(ordered, decisions)
    scores = {pair: result for pair, result in pair_scores(ordered).items() if pair not in bound.apart}
    matching = _Matching(ordered, scores, bound, decisions.kept, policy)
    return tuple(matching.resolution(group) for group in connected(ordered, scores, bound))


def make_row(reports: Sequence[StoredReport], policy: TollPolicy) -> Cluster:
    """The row of these very reports, whoever put them together, and whichever row it is (`incident_id` None)."""
    ordered = sorted(reports, key=stable_key)
    return _row(ordered, RowName(None), policy, _ties(range(len(ordered)), ordered, pair_scores(ordered)))


def _hang_together(a: StoredReport, b: StoredReport) -> bool:
    return score(a, b).outcome is not Outcome.DIFFERENT


@dataclass(frozen=True, slots=True)
class _Matching:
    """What all groups of one call share."""

    ordered: Sequence[StoredReport]
    scores: Mapping[Pair, PairScore]
    bound: Bounds
    kept: frozenset[int]
    policy: TollPolicy

    def resolution(self, group: Sequence[int]) -> Resolution:
        places = cluster(group, self.scores, self.ordered, self.bound)
        members = [[self.ordered[place] for place in row] for row in places]
        clusters = tuple(
            _row(reports, name, self.policy, _ties(row, self.ordered, self.scores))
            for row, reports, name in zip(places, members, name_rows(members, self.kept), strict=True)
        )
        return Resolution(clusters, _doubts(places, self.ordered, self.scores))


def _row(reports: Sequence[StoredReport], name: RowName, policy: TollPolicy, ties: tuple[ScoredPair, ...]) -> Cluster:
    return Cluster(
        report_ids=tuple(report.id for report in reports),
        incident_id=name.incident_id,
        facts=fuse(reports, policy),
        role=role_of(reports),
        confidence=confidence(reports),
        publishers=len(voices(reports)),
        absorbed=name.absorbed,
        why=why(reports, name),
        latest_report_id=latest(reports).id,
        ties=ties,
    )


def _ties(
    places: Sequence[int], ordered: Sequence[StoredReport], scores: Mapping[Pair, PairScore]
) -> tuple[ScoredPair, ...]:
    """For each report the pair of highest score with another of its row, its own number first."""
    ties = []
    for place in places:
        likes = [(scores[pair].value, other) for other in places if (pair := _pair(place, other)) in scores]
        if likes:
            other = max(likes, key=lambda like: (like[0], -like[1]))[1]
            ties.append(_scored(ordered[place], ordered[other], scores[_pair(place, other)]))
    return tuple(ties)


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


def _scored(a: StoredReport, b: StoredReport, result: PairScore) -> ScoredPair:
    return ScoredPair(a.id, b.id, result.value, result.parts)


def _doubts(
    places: Sequence[Sequence[int]], ordered: Sequence[StoredReport], scores: Mapping[Pair, PairScore]
) -> tuple[ScoredPair, ...]:
    """Pairs in two rows that a person should look at: scored POSSIBLE, or SAME but kept apart by other members."""
    row_of = {place: row for row, members in enumerate(places) for place in members}
    return tuple(
        _scored(ordered[i], ordered[j], result)
        for (i, j), result in scores.items()
        if i in row_of and j in row_of and row_of[i] != row_of[j] and result.outcome is not Outcome.DIFFERENT
    )

"""One row's facts from many reports, cell by cell; the same for any order of the reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from deduplication.agreement import named
from deduplication.clustering import stable_key
from deduplication.counts import main_reports, merge_counts
from deduplication.episodes import is_bare_child
from deduplication.names import same_name
from deduplication.places import Nearness, level, nearness
from khabardar.records import Facts, StoredReport
from khabardar.vocabulary import (
    SUB_EVENT_PRECEDENCE,
    Attribution,
    DatePrecision,
    Outcome,
    Role,
    SubEventType,
    TollPolicy,
)

_TYPE_QUORUM = 1 / 3  # of the voices: a type told by fewer is one outlet's slip, not a phase
_DATE_RANK = {DatePrecision.DAY: 0, DatePrecision.RANGE: 0, DatePrecision.ASSUMED: 1, DatePrecision.MONTH: 2}
_ATTRIBUTION_RANK = {
    Attribution.CLAIMED: 0,
    Attribution.WITNESSED: 1,
    Attribution.BLAMED: 2,
    Attribution.SUSPECTED: 3,
    Attribution.UNKNOWN: 4,
}
_UNIDENTIFIED_RANK = 5
_NOBODY_RANK = 6

Value = TypeVar("Value", bound=Hashable)


def fuse(reports: Sequence[StoredReport], policy: TollPolicy) -> Facts:
    """The row's facts. What a main report says comes before what another article recalls as background."""
    ordered = sorted(reports, key=stable_key)
    told = main_reports(ordered)
    start, end, precision = _date(told)
    place = _place(told)
    who = _perpetrator(ordered)
    counts = merge_counts(told, policy)
    return Facts(
        date_start=start,
        date_end=end,
        date_precision=precision,
        place=place.place,
        country=place.country,
        geo_precision=place.geo_precision,
        admin2=place.admin2,
        admin1=place.admin1,
        latitude=place.latitude,
        longitude=place.longitude,
        sub_event_type=_type(told),
        outcome=_outcome(told),
        tags=frozenset(tag for report in told for tag in report.report.facts.tags),
        perpetrator=who.perpetrator,
        perpetrator_type=who.perpetrator_type,
        attribution=who.attribution,
        claimed_by=_claimed_by(ordered),
        targets=tuple(dict.fromkeys(target for report in told for target in report.report.facts.targets)),
        killed=counts.killed,
        killed_low=counts.killed_low,
        killed_high=counts.killed_high,
        injured=counts.injured,
        abducted=counts.abducted,
        freed=counts.freed,
        arrested=counts.arrested,
    )


def role_of(reports: Sequence[StoredReport]) -> Role:
    """Main as soon as one article has the incident as its news."""
    return Role.MAIN if any(report.report.role is Role.MAIN for report in reports) else Role.BACKGROUND


def _votes(reports: Sequence[StoredReport], of: Callable[[StoredReport], Value]) -> dict[Value, int]:
    """Voices for each value, values in order of their first report."""
    told_by: dict[Value, set[str]] = defaultdict(set)
    for report in reports:
        told_by[of(report)].add(report.voice)
    return {value: len(who) for value, who in told_by.items()}


def _date(reports: Sequence[StoredReport]) -> tuple[date, date, DatePrecision]:
    """The most precise, then the most agreed, then the earliest: a night is the day on which it began."""
    rank = min(_DATE_RANK[report.report.facts.date_precision] for report in reports)
    best = [report for report in reports if _DATE_RANK[report.report.facts.date_precision] == rank]
    starts = _votes(best, lambda report: report.report.facts.date_start)
    if rank == _DATE_RANK[DatePrecision.ASSUMED]:
        starts = dict.fromkeys(starts, 1)  # publication days: the first is nearest to the deed, however many follow
    start = min(starts, key=lambda day: (-starts[day], day))
    # a siege told of while it lasts has not ended yet
    end = max(f.date_end for report in best if (f := report.report.facts).date_start == start)
    if rank:
        return start, end, best[0].report.facts.date_precision
    return start, end, DatePrecision.DAY if end == start else DatePrecision.RANGE


def _place(reports: Sequence[StoredReport]) -> Facts:
    """The finest place that is told; of places as fine, the one of most voices, then the first.

    A coarser place that holds it is no vote against it. What the chosen report leaves open comes from its like.
    """
    finest = max(_fineness(report.report.facts) for report in reports)
    fine = [report for report in reports if _fineness(report.report.facts) == finest]
    chosen = max(fine, key=lambda report: _place_votes(fine, report))
    alike = [report.report.facts for report in reports if _same_place(report.report.facts, chosen.report.facts)]
    return _completed(_spelling(fine, chosen), alike)


def _fineness(facts: Facts) -> float:
    """A town that bears its district's name may stand for the district, so any other town of it is finer."""
    seat = level(facts) == 3 and same_name(facts.place, facts.admin2)
    return level(facts) - 0.5 * seat


def _place_votes(reports: Sequence[StoredReport], wanted: StoredReport) -> int:
    return len({r.voice for r in reports if _same_place(r.report.facts, wanted.report.facts)})


def _same_place(a: Facts, b: Facts) -> bool:
    if level(a) != level(b):
        return False
    return nearness(a, b) in (Nearness.SAME_SPOT, Nearness.SAME_DISTRICT, Nearness.SAME_PROVINCE, Nearness.SAME_COUNTRY)


def _spelling(reports: Sequence[StoredReport], chosen: StoredReport) -> Facts:
    """Of the spellings of one place, the one of most voices, then the first told."""
    alike = [report for report in reports if _same_place(report.report.facts, chosen.report.facts)]
    votes = _votes(alike, lambda report: report.report.facts.place)
    name = max(votes, key=lambda place: votes[place])
    return next(report.report.facts for report in alike if report.report.facts.place == name)


def _completed(place: Facts, alike: Sequence[Facts]) -> Facts:
    """Fill what the chosen report leaves open from others that tell the same place."""
    if place.latitude is None:
        located = next((f for f in alike if f.latitude is not None and same_name(f.place, place.place)), None)
        if located is not None:
            place = replace(place, latitude=located.latitude, longitude=located.longitude)
    return replace(
        place,
        admin2=place.admin2 or next((f.admin2 for f in alike if f.admin2), None),
        admin1=place.admin1 or next((f.admin1 for f in alike if f.admin1), None),
        country=place.country or next((f.country for f in alike if f.country), None),
    )


def _type(reports: Sequence[StoredReport]) -> SubEventType:
    """The highest by the codebook's order, of the types that a third of the voices tell; bare children tell none."""
    telling = [report for report in reports if not is_bare_child(report)] or list(reports)
    votes = _votes(telling, lambda report: report.report.facts.sub_event_type)
    everyone = len({report.voice for report in telling})
    told = [kind for kind, count in votes.items() if count >= _TYPE_QUORUM * everyone]
    return min(told or votes, key=SUB_EVENT_PRECEDENCE.index)


def _outcome(reports: Sequence[StoredReport]) -> Outcome:
    """Of most voices; of equals, the one told first. A bare child says nothing of it."""
    telling = [report for report in reports if not is_bare_child(report)] or list(reports)
    votes = _votes(telling, lambda report: report.report.facts.outcome)
    return max(votes, key=lambda outcome: votes[outcome])


def _perpetrator(reports: Sequence[StoredReport]) -> Facts:
    """The best attributed; of equals the one of most voices, then the one told last. A claim may come in passing."""
    rank = min(_who_rank(report.report.facts) for report in reports)
    best = [report for report in reports if _who_rank(report.report.facts) == rank]
    votes = _votes(best, lambda report: report.report.facts.perpetrator)
    return max(enumerate(best), key=lambda item: (votes[item[1].report.facts.perpetrator], item[0]))[1].report.facts


def _who_rank(facts: Facts) -> int:
    if facts.perpetrator is None:
        return _NOBODY_RANK
    return _ATTRIBUTION_RANK[facts.attribution] if named(facts) else _UNIDENTIFIED_RANK


def _claimed_by(reports: Sequence[StoredReport]) -> str | None:
    votes = _votes([r for r in reports if r.report.facts.claimed_by], lambda report: report.report.facts.claimed_by)
    return max(votes, key=lambda group: votes[group], default=None)

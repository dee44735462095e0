"""The figures of a row: several outlets' tolls, and the policy that chooses among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from deduplication.clustering import stable_key
from khabardar.records import Facts, StoredReport, Toll
from khabardar.vocabulary import Role, Side, TollPolicy, VictimGroup

_NAMED = (VictimGroup.CIVILIANS, VictimGroup.SECURITY, VictimGroup.MILITANTS)


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures that stand in the row; low and high span what all of its main reports say."""

    killed: Toll
    killed_low: int | None
    killed_high: int | None
    injured: Toll
    abducted: int | None
    freed: int | None
    arrested: int | None


def merge_counts(reports: Sequence[StoredReport], policy: TollPolicy) -> Counts:
    """Choose each figure. Background never counts beside a main report; a group's figures only where none else are."""
    told = sorted(main_reports(reports), key=stable_key)
    killed = choose_toll(told, lambda facts: facts.killed, policy)
    low, high = _bounds(told, killed)
    return Counts(
        killed=killed,
        killed_low=low,
        killed_high=high,
        injured=choose_toll(told, lambda facts: facts.injured, policy),
        abducted=_choose_number(told, lambda facts: facts.abducted, policy),
        freed=_choose_number(told, lambda facts: facts.freed, policy),
        arrested=_choose_number(told, lambda facts: facts.arrested, policy),
    )


def main_reports(reports: Sequence[StoredReport]) -> list[StoredReport]:
    """Those whose article has the incident as its news; all, where none has."""
    return [report for report in reports if report.report.role is Role.MAIN] or list(reports)


def choose_toll(reports: Sequence[StoredReport], of: Callable[[Facts], Toll], policy: TollPolicy) -> Toll:
    """The toll by `policy`, of reports in order of publication; an empty one where none states any."""
    stating = _credible([report for report in reports if of(report.report.facts).total is not None])
    tolls = [of(report.report.facts) for report in stating]
    if not tolls:
        return Toll()
    if policy is TollPolicy.LATEST_CREDIBLE:
        return reduce(update, tolls)
    totals = [toll.total or 0 for toll in tolls]
    wanted = min(totals) if policy is TollPolicy.CONSERVATIVE else _most_told(stating, totals)
    return reduce(update, [toll for toll in tolls if toll.total == wanted])


def update(earlier: Toll, later: Toll) -> Toll:
    """The toll after a later report, cell by cell: what it states stands, what it leaves open stays.

    A breakdown by side is not erased by a bare total: what is more goes to `unspecified`, and only where all of the
    dead were of one side can a lower total lower it.
    """
    named = {group: later.of(group) for group in _NAMED}
    known = {group: n for group in _NAMED if (n := earlier.of(group)) is not None}
    if all(n is None for n in named.values()):
        return _with_total(earlier, known, later.unspecified)
    if later.unspecified is None:
        kept = {group: known.get(group) if n is None else n for group, n in named.items()}
        return _toll(kept, _rest(earlier, later, sum(n or 0 for n in kept.values())))
    rest = later.unspecified
    for group, n in known.items():
        # its unspecified hold the sides that it does not tell apart
        if named[group] is None and rest:
            named[group] = min(n, rest)
            rest -= min(n, rest)
    return _toll(named, rest or (None if later.unspecified else 0))


def _with_total(earlier: Toll, known: dict[VictimGroup, int], total: int | None) -> Toll:
    if total is None or not known:
        return Toll(unspecified=total)
    told = sum(known.values())
    if total < told:
        return _toll(dict.fromkeys(known, total), None) if len(known) == 1 else _toll(dict(known), None)
    return _toll(dict(known), total - told or (0 if earlier.unspecified == 0 else None))


def _rest(earlier: Toll, later: Toll, named: int) -> int | None:
    """The dead of nobody's side that an earlier report had and that this one, telling of fewer, leaves standing."""
    if not earlier.unspecified or (later.total or 0) >= (earlier.total or 0):
        return None
    return max(0, (earlier.total or 0) - named) or None


def _toll(named: dict[VictimGroup, int | None] | dict[VictimGroup, int], unspecified: int | None) -> Toll:
    return Toll(unspecified=unspecified, **{group.value: n for group, n in named.items()})


def _bounds(reports: Sequence[StoredReport], killed: Toll) -> tuple[int | None, int | None]:
    """Over every figure of the main reports, whoever's; no upper end where the highest is "at least" one."""
    total = killed.total
    if total is None:
        return None, None
    stating = [_in_its_place(report, killed) for report in reports if report.report.facts.killed.total is not None]
    lows = [n for facts in stating for n in (facts.killed.total, facts.killed_low) if n is not None]
    at_least = [facts.killed.total or 0 for facts in stating if _is_open(facts)]
    highs = [_high(facts) for facts in stating if not _is_open(facts)]
    low = min([total, *lows])
    if max(at_least, default=-1) > max(highs, default=-1):
        return low, None
    return low, max([total, *highs])


def _in_its_place(report: StoredReport, killed: Toll) -> Facts:
    """A group's figure for one side is put in that side's place: it says nothing of the others."""
    facts = report.report.facts
    if report.side is not Side.GROUP or all(facts.killed.of(group) is None for group in _NAMED):
        return facts
    claim = {group.value: facts.killed.of(group) for group in VictimGroup}
    return replace(facts, killed=replace(killed, **{side: n for side, n in claim.items() if n is not None}))


def _is_open(facts: Facts) -> bool:
    return facts.killed_high is None and facts.killed_low is not None


def _high(facts: Facts) -> int:
    return facts.killed.total or 0 if facts.killed_high is None else facts.killed_high


def _choose_number(
    reports: Sequence[StoredReport], of: Callable[[Facts], int | None], policy: TollPolicy
) -> int | None:
    stating = _credible([report for report in reports if of(report.report.facts) is not None])
    numbers = [of(report.report.facts) or 0 for report in stating]
    if not numbers:
        return None
    if policy is TollPolicy.LATEST_CREDIBLE:
        return numbers[-1]
    return min(numbers) if policy is TollPolicy.CONSERVATIVE else _most_told(stating, numbers)


def _credible(reports: Sequence[StoredReport]) -> list[StoredReport]:
    """Without a group's own outlets, and without copies: a copy tells yesterday's figure with today's date.

    Each restriction falls where it would leave nothing.
    """
    reports = [report for report in reports if report.side is not Side.GROUP] or reports
    return [report for report in reports if report.voice == report.publisher] or list(reports)


def _most_told(reports: Sequence[StoredReport], numbers: Sequence[int]) -> int:
    """The figure of most voices; of equals, the one told last."""
    told_by: dict[int, set[str]] = defaultdict(set)
    for report, number in zip(reports, numbers, strict=True):
        told_by[number].add(report.voice)
    return max(told_by, key=lambda number: (len(told_by[number]), _last(numbers, number)))


def _last(numbers: Sequence[int], number: int) -> int:
    return max(place for place, n in enumerate(numbers) if n == number)

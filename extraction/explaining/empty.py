"""Why a cell of a report is empty: what would have filled it, and where such words went if the article has any."""

from __future__ import annotations

from collections.abc import Callable

from extraction.casualties import Loss, find_losses
from extraction.document import within
from extraction.explaining.case import Case
from extraction.explaining.lines import data_line, line_of
from extraction.explaining.mentions import in_words, place_line
from extraction.findings import gather
from extraction.kinds import tags_of
from extraction.lexicon.entries import Cue, Effect
from extraction.places import survey
from extraction.reports import report_all
from extraction.sides import side_of
from extraction.targeting import targets_of
from extraction.tolls import count
from khabardar.vocabulary import VictimGroup

Reason = tuple[str, str]  # why, and the line that decides
_MOST_ELSEWHERE = 3
_PART = {group.value: group for group in VictimGroup}
_WHO = {
    VictimGroup.CIVILIANS: "civilians",
    VictimGroup.SECURITY: "security forces",
    VictimGroup.MILITANTS: "militants",
    VictimGroup.UNSPECIFIED: "people of no stated side",
}


def why_empty(case: Case, cell: str) -> Reason:
    """The reason and the rule; for `date_start`: why the day is assumed."""
    family, _, part = cell.partition(".")
    if family in {"killed", "injured"}:
        return _no_count(case, Effect(family), part)
    if family in {"abducted", "freed", "arrested"}:
        return f"no clause of it says that anybody was {family}" + _elsewhere(case, Effect(family), None), line_of(
            find_losses
        )
    return _EMPTY[cell](case)


def _no_count(case: Case, effect: Effect, part: str) -> Reason:
    if part in {"low", "high"} and case.report.facts.killed.total is not None:
        return "the figure opens upwards (at least, more than, several)", line_of(count)
    if part not in _PART:
        return f"no clause of it counts anybody {effect}" + _elsewhere(case, effect, None), line_of(find_losses)
    group = _PART[part]
    same = [(f, loss) for f, loss in case.losses() if loss.effect is effect and _is_of(loss, group)]
    if same:
        finding, loss = max(same, key=lambda pair: pair[1].value)
        return f"clause {case.number(finding)} has {in_words(loss)}; other figures account for them", line_of(count)
    return f"no clause of it counts {_WHO[group]} {effect}" + _elsewhere(case, effect, group), line_of(find_losses)


def _is_of(loss: Loss, group: VictimGroup | None) -> bool:
    return group is None or loss.group is group or any(part.group is group for part in loss.parts)


def _elsewhere(case: Case, effect: Effect, group: VictimGroup | None) -> str:
    """Statements of other clauses that would have filled the cell, and what became of those clauses."""
    said = [
        f"clause {case.number(finding)} ({case.fates.of(finding.clause)}) has {in_words(loss)}"
        for finding, loss in case.losses_elsewhere()
        if loss.effect is effect and _is_of(loss, group)
    ]
    return f"; {'; '.join(said[:_MOST_ELSEWHERE])}" if said else ""


def _no_day(case: Case) -> Reason:
    spoken = [(f, day) for f in case.scene.findings for day in f.spoken]
    if spoken:
        finding, day = spoken[0]
        words = case.words(day.span)
        return f'"{words}" (clause {case.number(finding)}) is when somebody spoke, or an end of a stretch', line_of(
            gather
        )
    return "no clause of it names a day", line_of(report_all)


def _no_place(case: Case) -> Reason:
    return "no name of a place was found", line_of(survey)


def _no_unit(case: Case) -> Reason:
    if case.location.place is None:
        return "no gazetteer has the place, and no unit that holds it is named beside it", place_line(case.location)
    return f"the place is a {case.location.kind}, or the gazetteer does not say", place_line(case.location)


def _no_point(case: Case) -> Reason:
    if case.location.place is None:
        return "no gazetteer has the place", line_of(survey)
    if case.location.level <= 1:
        return "a province or a country has no coordinate (codebook section 2)", line_of(report_all)
    return "the gazetteer has no coordinate of the place", place_line(case.location)


def _no_perpetrator(case: Case) -> Reason:
    silent = [
        hit
        for f in case.trace.findings
        if _is_of_case(case, f.clause.first)
        for hit in _only_speaking(case, f.clause.first, f.clause.last)
    ]
    if silent:
        return (
            f"only {', '.join(dict.fromkeys(silent))} stand in its clauses, and nothing has them as the doer",
            line_of(side_of),
        )
    return "no clause of it names a group, forces that acted, or gunmen", line_of(side_of)


def _is_of_case(case: Case, first: int) -> bool:
    return any(f.clause.first == first for f in case.scene.findings)


def _only_speaking(case: Case, first: int, last: int) -> list[str]:
    hits = within(case.document.actors, first, last)
    return [f'"{case.document.words(hit.first, hit.last)}" ({data_line(hit.entry.where)})' for hit in hits]


def _no_claim(case: Case) -> Reason:
    for finding in case.scene.findings:
        for cue, what in ((Cue.NO_CLAIM, "says that nobody claimed it"), (Cue.DENY, "denies it")):
            if cue in finding.cues:
                return f'"{case.words(finding.cue_spans[cue])}" (clause {case.number(finding)}) {what}', line_of(
                    side_of
                )
    return "no clause of it has a group claim it", line_of(side_of)


def _no_targets(case: Case) -> Reason:
    return "no clause of it names a thing that was attacked, or victims of a known kind", line_of(targets_of)


def _no_tags(case: Case) -> Reason:
    return "no act of it carries a tag", line_of(tags_of)


_EMPTY: dict[str, Callable[[Case], Reason]] = {
    "date_start": _no_day,
    "place": _no_place,
    **dict.fromkeys(("admin2", "admin1", "country"), _no_unit),
    **dict.fromkeys(("latitude", "longitude"), _no_point),
    "perpetrator": _no_perpetrator,
    "perpetrator_type": _no_perpetrator,
    "claimed_by": _no_claim,
    "targets": _no_targets,
    "tags": _no_tags,
}
